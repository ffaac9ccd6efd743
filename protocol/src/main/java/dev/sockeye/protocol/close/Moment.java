package dev.sockeye.protocol.close;

/**
 * A point in the life of a connection or an attempt.
 *
 * @param kind what happened
 * @param nanos when, in nanoseconds since the attempt began
 * @param detail more of it, empty if there is nothing to tell
 */
public record Moment(Kind kind, long nanos, String detail) {
    /** What is told of. Kinds with "last" in their name stand once in a timeline, with the last time it happened. */
    public enum Kind {
        RESOLVED,
        CONNECTED,
        PROXY_CONNECTED,
        TLS_ESTABLISHED,
        OPENED,
        LAST_BYTE_IN,
        LAST_BYTE_OUT,
        LAST_MESSAGE_IN,
        LAST_MESSAGE_OUT,
        LAST_PING_OUT,
        LAST_PONG_IN,
        CLOSE_SENT,
        CLOSE_RECEIVED,
        CLOSING_TIMED_OUT,
        /** Something that would have been a cause, had there not been one before. */
        LATER_CAUSE,
        TRANSPORT_ENDED,
        /** Something the transport observed, such as a sample of TCP_INFO. */
        OBSERVED
    }
}
