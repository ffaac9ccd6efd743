package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;

/** Writes heads as the bytes of HTTP/1 (RFC 9112 §2). Pure functions; {@link HeadParser} reads the same heads back. */
public final class HeadWriter {
    private static final String LINE_END = "\r\n";
    private static final String STATUS_LINE = HttpVersion.HTTP_1_1 + " ";
    private static final String COLON = ": ";

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
        return write(STATUS_LINE + head.status() + " " + head.reason(), head.headers());
    }

    private static byte[] write(String startLine, Headers headers) {
        int length = startLine.length() + 2 * LINE_END.length();
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            length += header.name().length() + COLON.length() + header.value().length() + LINE_END.length();
        }
        byte[] head = new byte[length];
        int end = put(LINE_END, head, put(startLine, head, 0));
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            end = put(COLON, head, put(header.name(), head, end));
            end = put(LINE_END, head, put(header.value(), head, end));
        }
        put(LINE_END, head, end);
        return head;
    }

    /** Everything in a head is Latin-1: of each character, one byte. {@return where the text ends} */
    private static int put(String text, byte[] into, int at) {
        for (int i = 0; i < text.length(); i++) {
            into[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }
}
