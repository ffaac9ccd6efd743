package dev.sockeye;

import org.jspecify.annotations.Nullable;

/** A server could not start. The message says what is wrong, in one line for its operator: a port in use, an unreadable key. */
public final class ServerStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ServerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
