package dev.sockeye.protocol.handshake;

/**
 * The head of an HTTP response as it came or as it will go out.
 *
 * @param status the status code, such as 101
 * @param reason the reason phrase, which may be empty and decides nothing
 * @param headers the header lines
 */
public record ResponseHead(int status, String reason, Headers headers) {
    /**
     * {@return whether this response is only an announcement, such as 103, and the one that counts still follows}
     * (RFC 9110 §15.2)
     */
    public boolean isInterim() {
        return status >= 100 && status < 200 && status != 101;
    }
}
