package dev.sockeye;

import dev.sockeye.protocol.handshake.Headers;

/** A {@link WebSocketAcceptor} refuses a request to open a WebSocket. The client sees the status, sentence and headers. */
public final class UpgradeRefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LEAST_STATUS = 200;
    private static final int LARGEST_STATUS = 599;

    private final int status;
    private final transient Headers headers;

    /** Refuses with no further headers. */
    public UpgradeRefusedException(int status, String sentence) {
        this(status, sentence, Headers.EMPTY);
    }

    /**
     * Refuses a request.
     *
     * @param status the HTTP status to answer with, 200 to 599, such as 401, 403 or 404
     * @param sentence what the client's developer should know; sent as the body
     * @param headers further headers, such as {@code WWW-Authenticate} or {@code Retry-After}
     */
    public UpgradeRefusedException(int status, String sentence, Headers headers) {
        super(sentence);
        if (status < LEAST_STATUS || status > LARGEST_STATUS) {
            throw new IllegalArgumentException("a request is refused with a status of " + LEAST_STATUS + " to "
                    + LARGEST_STATUS + ", not with " + status);
        }
        this.status = status;
        this.headers = headers;
    }

    /** {@return the HTTP status} */
    public int status() {
        return status;
    }

    /** {@return the sentence that is the body of the answer} */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** {@return the further headers} */
    public Headers headers() {
        return headers;
    }
}
