package dev.sockeye.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines that fit. */
public final class Wrap {
    private Wrap() {}

    /**
     * {@return the lines of a text, broken at blanks; none is wider than {@code width} but for an address of a page, which
     * would be of no use in two parts}
     *
     * @param width in columns, at least 1
     */
    public static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("[ \\n\\t]+", -1)) {
            for (String piece : pieces(word, width)) {
                if (!line.isEmpty() && columns(line) + 1 + columns(piece) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(piece);
            }
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** A word that no line can hold, in parts that one can. */
    private static List<String> pieces(String word, int width) {
        if (columns(word) <= width || word.contains("://")) {
            return List.of(word);
        }
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < word.length()) {
            int end = start + Character.charCount(word.codePointAt(start));
            while (end < word.length()) {
                int next = end + Character.charCount(word.codePointAt(end));
                if (columns(word.substring(start, next)) > width) {
                    break;
                }
                end = next;
            }
            pieces.add(word.substring(start, end));
            start = end;
        }
        return pieces;
    }

    /** {@return how many columns a text takes: marks stand above or below the letter before them} */
    static int columns(CharSequence text) {
        return (int) text.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .count();
    }

    /** {@return the text with blanks behind it up to a width} */
    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - columns(text)));
    }
}
