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

    private TextPattern(Pattern pattern) {
        this.pattern = pattern;
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
        return pattern.matcher(text).find();
    }

    /** {@return whether one of the headers, written as {@code Name: value}, holds it} */
    public boolean isIn(Headers headers) {
        for (Header header : headers) {
            if (isIn(header.name() + ": " + header.value())) {
                return true;
            }
        }
        return false;
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
