package dev.sockeye;

import org.jspecify.annotations.Nullable;

/** A server could not start. The message says what is wrong, in one line for its operator: a port in use, an unreadable key. */
public final class ServerStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kept a server from starting. Kinds may be added. */
    public enum Kind {
        /** A file of the certificate or the key cannot be read, holds something else, or the two do not belong together. */
        CERTIFICATE_UNUSABLE,
        /** This Java cannot do the TLS that was asked for. */
        TLS_UNAVAILABLE,
        /** Another program listens on the port. */
        PORT_IN_USE,
        /** This user may not listen on the port. */
        PORT_FORBIDDEN,
        /** The address is not one of this machine, or its name does not resolve. */
        ADDRESS_UNUSABLE,
        /** The system refuses to listen for another reason. */
        CANNOT_LISTEN
    }

    private final Kind kind;

    public ServerStartException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** {@return what kept the server from starting} */
    public Kind kind() {
        return kind;
    }
}
