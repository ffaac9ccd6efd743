package dev.sockeye.cli.output;

/**
 * Text from a peer, made safe to show: a terminal obeys control characters, so a peer must not be able to print any. They
 * are shown as {@code \}{@code u001b} and the like.
 */
public final class Printable {
    private Printable() {}

    /** {@return the text on one line} */
    public static String line(String text) {
        return escape(text, false);
    }

    /** {@return the text with its line ends and tabs kept} */
    public static String lines(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean keepLines) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if ((keepLines && (c == '\n' || c == '\t')) || !isControl(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.toString();
    }

    /** Whether it is all ASCII without control characters, as most texts are. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Whether the character could move the cursor, start a terminal's command, or turn the direction of what follows. */
    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        };
    }
}
