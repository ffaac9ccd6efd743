package dev.sockeye.diagnosis.knowledge;

import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.protocol.handshake.Headers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression of a data file, found anywhere in a text, in upper or lower case. */
public final class TextPattern {
    private final Pattern pattern;
    private final boolean foundInNothing;

    /** The name, or the beginning of it, of every header that can hold the expression; empty if any can. */
    private final String name;

    /** Whether {@link #name} is the whole name. */
    private final boolean wholeName;

    private TextPattern(Pattern pattern) {
        this.pattern = pattern;
        foundInNothing = pattern.matcher("").find();
        String text = pattern.pattern();
        int end = endOfName(text);
        wholeName = end < text.length() && text.charAt(end) == ':';
        name = end > 1 && (wholeName || end == text.length()) && isOneBranch(text) ? text.substring(1, end) : "";
    }

    /** {@return where the literal name ends that an expression such as {@code ^server: nginx} begins with} */
    private static int endOfName(String text) {
        if (!text.startsWith("^")) {
            return 0;
        }
        int end = 1;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '-')) {
            end++;
        }
        return end;
    }

    /** Whether certainly nothing but groups has alternatives, so that what the expression begins with is always there. */
    private static boolean isOneBranch(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '(' -> depth++;
                case ')' -> depth--;
                case '|' -> {
                    // Within a class a parenthesis is no group, so where there are classes nothing is certain.
                    if (depth == 0 || text.indexOf('[') >= 0) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return true;
    }

    static TextPattern of(Entry entry, String key, String text) {
        try {
            return new TextPattern(Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
        } catch (PatternSyntaxException wrong) {
            throw entry.wrong(key, "is no regular expression: " + wrong.getMessage());
        }
    }

    /** {@return whether the text holds it} */
    public boolean isIn(String text) {
        return text.isEmpty() ? foundInNothing : pattern.matcher(text).find();
    }

    /** {@return whether one of the headers, written as {@code Name: value}, holds it} */
    public boolean isIn(Headers headers) {
        for (Header header : headers) {
            if (canBeIn(header.name()) && isIn(header.name() + ": " + header.value())) {
                return true;
            }
        }
        return false;
    }

    /** Names rule out most headers without a line made and searched. */
    private boolean canBeIn(String header) {
        return (!wholeName || name.isEmpty() || header.length() == name.length())
                && header.regionMatches(true, 0, name, 0, name.length());
    }

    /** {@return a matcher for the text} */
    public Matcher matcher(String text) {
        return pattern.matcher(text);
    }

    /** {@return what a named group of the expression holds in a text; empty without such a group, or if it took no part} */
    Optional<String> group(String text, String name) {
        if (!pattern.pattern().contains("(?<" + name + ">")) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.ofNullable(matcher.group(name)) : Optional.empty();
    }

    /** {@return the expression} */
    @Override
    public String toString() {
        return pattern.pattern();
    }
}
