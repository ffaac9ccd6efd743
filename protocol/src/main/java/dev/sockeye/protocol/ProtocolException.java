package dev.sockeye.protocol;

/**
 * The peer broke a rule of the wire. It ends the connection, so at most one is made per connection; it carries no stack
 * trace because the place that matters is in the peer's bytes, not in this code.
 */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProtocolError error;

    /**
     * @param error which rule was broken
     * @param detail the figures of this case for a developer, such as "RSV2 set on a text frame"
     */
    public ProtocolException(ProtocolError error, String detail) {
        super(detail, null, false, false);
        this.error = error;
    }

    /** {@return which rule was broken} */
    public ProtocolError error() {
        return error;
    }

    /** {@return the figures of this case, for a developer} */
    public String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
