package dev.sockeye.protocol;

/**
 * HTTP's {@code token} (RFC 9110 §5.6.2): the alphabet of methods, header names, subprotocols, and extension names and
 * values. RFC 6455 takes it from RFC 2616 §2.2, where it is the same set.
 */
public final class HttpToken {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = 0x21; c < 0x7f; c++) {
            TOKEN[c] = "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
        }
    }

    private HttpToken() {}

    /** {@return whether the character may stand in a token} */
    public static boolean isTokenChar(char c) {
        return c < TOKEN.length && TOKEN[c];
    }

    /** {@return whether the text is a token: one or more token characters and nothing else} */
    public static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 0;
    }
}
