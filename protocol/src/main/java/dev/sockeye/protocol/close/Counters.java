package dev.sockeye.protocol.close;

/**
 * What passed over a connection.
 *
 * @param bytesIn bytes from the wire behind the opening handshake
 * @param bytesOut bytes to the wire behind the opening handshake
 * @param messagesIn whole messages that came
 * @param messagesOut whole messages that went
 * @param pingsIn pings that came
 * @param pingsOut pings that went
 * @param pongsIn pongs that came, asked for or not
 * @param lastMessageOutBytes the payload of the last whole message that went, before compression; of a message that was
 *     encoded beforehand, its frames
 */
public record Counters(
        long bytesIn,
        long bytesOut,
        long messagesIn,
        long messagesOut,
        int pingsIn,
        int pingsOut,
        int pongsIn,
        long lastMessageOutBytes) {
    /** What holds for an attempt that never opened. */
    public static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0);
}
