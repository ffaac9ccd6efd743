package dev.sockeye.internal;

import dev.sockeye.protocol.close.TcpInfo;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.util.Optional;

/** Reads {@link TcpInfo} where the platform and the transport have it. */
final class TcpInfoReader {

    private static final String EPOLL_PACKAGE = "io.netty.channel.epoll.";

    private TcpInfoReader() {}

    /** {@return a sample; empty where the platform or the transport has none, or the socket is closed} */
    static Optional<TcpInfo> read(Channel channel) {
        // The name is looked at first because the class may not be there.
        return channel.getClass().getName().startsWith(EPOLL_PACKAGE) ? Epoll.sample(channel) : Optional.empty();
    }

    /** Loaded only where Netty's epoll classes are. */
    private static final class Epoll {
        static Optional<TcpInfo> sample(Channel channel) {
            if (!(channel instanceof EpollSocketChannel socket) || !channel.isOpen()) {
                return Optional.empty();
            }
            EpollTcpInfo info = new EpollTcpInfo();
            try {
                socket.tcpInfo(info);
            } catch (ChannelException closedMeanwhile) {
                return Optional.empty();
            }
            return Optional.of(new TcpInfo(
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
}
