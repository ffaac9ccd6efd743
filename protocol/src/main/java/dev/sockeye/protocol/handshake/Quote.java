package dev.sockeye.protocol.handshake;

/** Repeats a peer's words in a sentence: quoted, short, and with nothing in it that a terminal or a log would obey. */
final class Quote {
    /** Enough to recognise any legal value of a handshake header, such as a key or a long subprotocol. */
    private static final int MOST_CHARACTERS = 64;

    private Quote() {}

    /** {@return the words between quotes, cut after 64 characters} */
    static String of(String text) {
        return '"' + plain(text.replace('"', '\''), MOST_CHARACTERS) + '"';
    }

    /** {@return the words without quotes, cut after the given number of characters} */
    static String plain(String text, int mostCharacters) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length() && i < mostCharacters; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                plain.append(String.format("\\u%04x", (int) c));
            } else {
                plain.append(c);
            }
        }
        return plain.append(text.length() > mostCharacters ? "..." : "").toString();
    }
}
