package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;
import java.nio.charset.StandardCharsets;

/** Writes heads as the bytes of HTTP/1 (RFC 9112 §2). Pure functions; {@link HeadParser} reads the same heads back. */
public final class HeadWriter {
    private HeadWriter() {}

    /**
     * {@return the bytes of the request head, the empty line included}
     *
     * @throws IllegalArgumentException if the method or the target cannot stand in a request line
     */
    public static byte[] write(RequestHead head) {
        if (!HttpToken.isToken(head.method())) {
            throw new IllegalArgumentException("A method must be a token (RFC 9110 §9.1)");
        }
        if (head.target().isEmpty() || !head.target().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("A request target must be visible ASCII (RFC 9112 §3.2)");
        }
        return write(head.method() + " " + head.target() + " " + head.version(), head.headers());
    }

    /**
     * {@return the bytes of the response head, the empty line included}
     *
     * @throws IllegalArgumentException if the status or the reason cannot stand in a status line
     */
    public static byte[] write(ResponseHead head) {
        if (head.status() < 100 || head.status() > 999) {
            throw new IllegalArgumentException("A status has three digits, unlike " + head.status());
        }
        if (!Headers.isValue(head.reason())) {
            throw new IllegalArgumentException("A reason phrase holds no control characters (RFC 9112 §4)");
        }
        return write(HttpVersion.HTTP_1_1 + " " + head.status() + " " + head.reason(), head.headers());
    }

    private static byte[] write(String startLine, Headers headers) {
        StringBuilder text = new StringBuilder(startLine).append("\r\n");
        for (Header header : headers) {
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
