package dev.sockeye.protocol.close;

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
public record TcpInfo(
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
    /** The state of a connection that is over. */
    public static final int CLOSED = 7;

    /** The state of a connection whose peer has sent its FIN. */
    public static final int PEER_ENDED = 8;

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
