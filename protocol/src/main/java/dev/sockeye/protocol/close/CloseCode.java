package dev.sockeye.protocol.close;

import dev.sockeye.protocol.Role;

/**
 * A close code (RFC 6455 §7.4): an open set, because libraries and applications define their own.
 *
 * @param value 0 to 65,535, as two bytes can carry it
 */
public record CloseCode(int value) {
    public static final CloseCode NORMAL = new CloseCode(1000);
    public static final CloseCode GOING_AWAY = new CloseCode(1001);
    public static final CloseCode PROTOCOL_ERROR = new CloseCode(1002);
    public static final CloseCode UNSUPPORTED_DATA = new CloseCode(1003);

    /** A Close frame without a code was received. Never on the wire. */
    public static final CloseCode NO_STATUS = new CloseCode(1005);

    /** The connection ended and no Close frame was received. Never on the wire. */
    public static final CloseCode ABNORMAL = new CloseCode(1006);

    public static final CloseCode INVALID_PAYLOAD = new CloseCode(1007);
    public static final CloseCode POLICY_VIOLATION = new CloseCode(1008);
    public static final CloseCode MESSAGE_TOO_BIG = new CloseCode(1009);

    /** The client needed an extension that the server did not agree to. Sent by clients only. */
    public static final CloseCode MANDATORY_EXTENSION = new CloseCode(1010);

    public static final CloseCode INTERNAL_ERROR = new CloseCode(1011);
    public static final CloseCode SERVICE_RESTART = new CloseCode(1012);
    public static final CloseCode TRY_AGAIN_LATER = new CloseCode(1013);
    public static final CloseCode BAD_GATEWAY = new CloseCode(1014);

    /** TLS could not be set up. Never on the wire. */
    public static final CloseCode TLS_HANDSHAKE = new CloseCode(1015);

    /** The peer was silent for too long; registered with IANA as the counterpart of HTTP 408. */
    public static final CloseCode TIMEOUT = new CloseCode(3008);

    private static final int LARGEST = 0xFFFF;

    public CloseCode {
        if (value < 0 || value > LARGEST) {
            throw new IllegalArgumentException("a close code is 0 to 65535, was " + value);
        }
    }

    /**
     * {@return whether a Close frame may carry this code} The complete set: 1000–1003 and 1007–1014 as registered, and
     * 3000–4999 for libraries and applications. 1004, 1005, 1006 and 1015 are reserved, 1016–2999 unassigned (RFC 6455
     * §7.4.1, §7.4.2).
     */
    public boolean isValidOnWire() {
        return (value >= 1000 && value <= 1003) || (value >= 1007 && value <= 1014) || (value >= 3000 && value <= 4999);
    }

    /**
     * {@return whether an endpoint of this role may choose this code for a Close frame} RFC 6455 §7.4.1: 1010 is the
     * client's alone, because a server can refuse the handshake instead. An answer to a received Close echoes its code
     * whichever it is.
     */
    public boolean isSendable(Role role) {
        return isValidOnWire() && !(role == Role.SERVER && equals(MANDATORY_EXTENSION));
    }

    /**
     * Checks that an endpoint of this role may send this code.
     *
     * @throws IllegalArgumentException which says why not and what to use instead
     */
    public void requireSendable(Role role) {
        if (!isSendable(role)) {
            throw new IllegalArgumentException(value + " cannot be sent in a Close frame: " + reasonNotSendable());
        }
    }

    private String reasonNotSendable() {
        return switch (value) {
            case 1004 -> "it is reserved (RFC 6455 §7.4.1); use 1009 for a message that is too big";
            case 1005 -> "it stands for a Close frame without a code (RFC 6455 §7.4.1); close without a code instead";
            case 1006 ->
                "it stands for a connection that ended without a Close frame (RFC 6455 §7.4.1);"
                        + " end the connection without a Close frame instead";
            case 1010 -> "only a client sends it (RFC 6455 §7.4.1); a server refuses the handshake instead";
            case 1015 -> "it stands for a failed TLS handshake (RFC 6455 §7.4.1)";
            default ->
                value < 3000 && value >= 1000
                        ? "it is not assigned (RFC 6455 §7.4.2); applications use 4000–4999"
                        : "it is outside of 1000–4999 (RFC 6455 §7.4.2); applications use 4000–4999";
        };
    }

    /** {@return the number} */
    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
