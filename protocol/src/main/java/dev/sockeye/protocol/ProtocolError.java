package dev.sockeye.protocol;

/**
 * The rules of the wire that a peer can break after the opening handshake, each with the clause that holds the rule and
 * the close code that the violation is answered with (RFC 6455 §7.4.1).
 */
public enum ProtocolError {
    RESERVED_BITS(1002, "RFC 6455 §5.2", "an RSV bit is set that no negotiated extension defines"),
    RESERVED_OPCODE(1002, "RFC 6455 §5.2", "the opcode is reserved"),
    MASK_MISSING(1002, "RFC 6455 §5.1", "a client's frame is not masked"),
    MASK_UNEXPECTED(1002, "RFC 6455 §5.1", "a server's frame is masked"),
    LENGTH_NOT_MINIMAL(1002, "RFC 6455 §5.2", "the payload length does not use the fewest bytes"),
    LENGTH_TOP_BIT(1002, "RFC 6455 §5.2", "the top bit of a 64-bit payload length is set"),
    CONTROL_FRAGMENTED(1002, "RFC 6455 §5.5", "a control frame is fragmented"),
    CONTROL_TOO_LONG(1002, "RFC 6455 §5.5", "a control frame carries more than 125 bytes"),
    CONTINUATION_UNEXPECTED(1002, "RFC 6455 §5.4", "a continuation frame came with no message to continue"),
    CONTINUATION_EXPECTED(1002, "RFC 6455 §5.4", "a new message began before the last fragment of the current one"),
    CLOSE_PAYLOAD_ONE_BYTE(1002, "RFC 6455 §5.5.1", "a Close body of one byte cannot hold a code"),
    CLOSE_CODE_INVALID(1002, "RFC 6455 §7.4", "a Close frame carries a code that must not be on the wire"),
    CLOSE_REASON_NOT_UTF8(1007, "RFC 6455 §5.5.1", "the reason in a Close frame is not UTF-8"),
    TEXT_NOT_UTF8(1007, "RFC 6455 §8.1", "a text message is not UTF-8"),
    COMPRESSED_DATA_CORRUPT(1007, "RFC 7692 §7.2.2", "a compressed message does not inflate"),
    FRAME_TOO_LARGE(1009, "RFC 6455 §10.4", "a frame is larger than this endpoint accepts"),
    MESSAGE_TOO_LARGE(1009, "RFC 6455 §10.4", "a message is larger than this endpoint accepts"),
    TOO_MANY_FRAGMENTS(1008, "RFC 6455 §10.4", "a message has more fragments than this endpoint accepts"),
    CONTROL_FRAME_FLOOD(1008, "RFC 6455 §10.4", "control frames come faster than this endpoint accepts");

    private final int closeCode;
    private final String clause;
    private final String rule;

    ProtocolError(int closeCode, String clause, String rule) {
        this.closeCode = closeCode;
        this.clause = clause;
        this.rule = rule;
    }

    /** {@return the close code that answers this violation, such as 1002} */
    public int closeCode() {
        return closeCode;
    }

    /** {@return the clause that holds the rule, such as "RFC 6455 §5.1"} */
    public String clause() {
        return clause;
    }

    /** {@return what went wrong, as a clause of a sentence} */
    public String rule() {
        return rule;
    }
}
