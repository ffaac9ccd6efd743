package dev.sockeye.protocol.handshake;

/**
 * Text that is not a WebSocket URI. The message says what was wrong and what was expected; it never repeats a password or
 * a query, which may hold secrets.
 */
public final class WebSocketUriException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The ways in which text fails to be a WebSocket URI. */
    public enum Problem {
        /** RFC 6455 §3: the URI begins with "ws:" or "wss:". */
        SCHEME,
        /** RFC 6455 §3: "//" and a host follow the scheme. */
        AUTHORITY,
        /** RFC 6455 §3: a WebSocket URI has no user information. */
        USER_INFO,
        /** RFC 3986 §3.2.2: the host is a name or an address. */
        HOST,
        /** RFC 3986 §3.2.3: the port is a number that TCP knows. */
        PORT,
        /** RFC 6455 §3: a WebSocket URI has no fragment. */
        FRAGMENT,
        /** RFC 3986 §2: a character that cannot stand in a URI and is not converted. */
        CHARACTER,
        /** RFC 3986 §2.1: "%" is followed by two hexadecimal digits. */
        PERCENT_ENCODING
    }

    private final Problem problem;

    WebSocketUriException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    /** {@return what is wrong} */
    public Problem problem() {
        return problem;
    }
}
