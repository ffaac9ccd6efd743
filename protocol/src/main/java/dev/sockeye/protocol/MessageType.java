package dev.sockeye.protocol;

/** The type of a data message (RFC 6455 §5.6). */
public enum MessageType {
    /** UTF-8 text. */
    TEXT,
    /** Arbitrary bytes. */
    BINARY
}
