package dev.sockeye.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.util.Optional;

/**
 * What Linux knows of a TCP connection at one moment (TCP_INFO). Gone once the socket is closed, but still there when its
 * error is reported.
 *
 * @param state 1 established, 4 and 5 this end has sent its FIN, 7 closed, 8 the peer has sent its FIN
 * @param unacked segments sent that the peer has not acknowledged
 * @param retransmits retransmissions since the last acknowledgement
 * @param probes unanswered probes: of a closed window, of keep-alive, or of an interface that is down
 * @param backoff doublings of the retransmission timer
 * @param rttMicros smoothed round trip time
 * @param rttVarianceMicros its mean deviation
 * @param rtoMicros the retransmission timer
 * @param totalRetransmits retransmissions over the life of the connection
 * @param lastDataSentMillis since this end last sent data
 * @param lastDataReceivedMillis since data last came
 * @param lastAckReceivedMillis since an acknowledgement last came: a sign of life of the peer's system
 */
public record TcpInfoSample(
        int state,
        long unacked,
        int retransmits,
        int probes,
        int backoff,
        long rttMicros,
        long rttVarianceMicros,
        long rtoMicros,
        long totalRetransmits,
        long lastDataSentMillis,
        long lastDataReceivedMillis,
        long lastAckReceivedMillis) {

    private static final String EPOLL_PACKAGE = "io.netty.channel.epoll.";

    /** {@return a sample; empty where the platform or the transport has none, or the socket is closed} */
    public static Optional<TcpInfoSample> of(Channel channel) {
        // The name is looked at first because the class may not be there.
        return channel.getClass().getName().startsWith(EPOLL_PACKAGE) ? Epoll.sample(channel) : Optional.empty();
    }

    /** Loaded only where Netty's epoll classes are. */
    private static final class Epoll {
        static Optional<TcpInfoSample> sample(Channel channel) {
            if (!(channel instanceof EpollSocketChannel socket) || !channel.isOpen()) {
                return Optional.empty();
            }
            EpollTcpInfo info = new EpollTcpInfo();
            try {
                socket.tcpInfo(info);
            } catch (ChannelException closedMeanwhile) {
                return Optional.empty();
            }
            return Optional.of(new TcpInfoSample(
                    info.state(),
                    info.unacked(),
                    info.retransmits(),
                    info.probes(),
                    info.backoff(),
                    info.rtt(),
                    info.rttvar(),
                    info.rto(),
                    info.totalRetrans(),
                    info.lastDataSent(),
                    info.lastDataRecv(),
                    info.lastAckRecv()));
        }
    }

    /** {@return the sample as one line for a timeline} */
    @Override
    public String toString() {
        return "tcp_info state=" + state
                + " unacked=" + unacked
                + " retransmits=" + retransmits
                + " probes=" + probes
                + " backoff=" + backoff
                + " rtt_us=" + rttMicros
                + " rttvar_us=" + rttVarianceMicros
                + " rto_us=" + rtoMicros
                + " total_retrans=" + totalRetransmits
                + " lastDataSent_ms=" + lastDataSentMillis
                + " lastDataRecv_ms=" + lastDataReceivedMillis
                + " lastAckRecv_ms=" + lastAckReceivedMillis;
    }
}
