package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The header lines of one head: ordered, repeatable, names compared case-insensitively (RFC 9110 §5.1). Immutable. Every
 * name is a token and every value is free of control characters, so that writing them cannot smuggle in a line.
 *
 * <p>Look-ups walk the list: a handshake has a dozen lines, and no hash of names that a peer chose is built.
 */
public final class Headers implements Iterable<Header> {
    /** No headers. */
    public static final Headers EMPTY = new Headers(List.of());

    private final List<Header> lines;

    private Headers(List<Header> lines) {
        this.lines = lines;
    }

    /** {@return an empty builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that holds these lines} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.lines.addAll(lines);
        return builder;
    }

    /** {@return the value of the first line of that name} */
    public Optional<String> first(String name) {
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                return Optional.of(line.value());
            }
        }
        return Optional.empty();
    }

    /** {@return the values of all lines of that name, in order} */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                values.add(line.value());
            }
        }
        return Collections.unmodifiableList(values);
    }

    /** {@return whether there is a line of that name} */
    public boolean contains(String name) {
        return first(name).isPresent();
    }

    /**
     * {@return the elements of a comma-separated list, over all lines of that name, in order} Empty elements are left out
     * (RFC 9110 §5.6.1); a comma within a quoted string does not separate, and quotes stay as they are.
     */
    public List<String> tokens(String name) {
        List<String> elements = new ArrayList<>();
        for (String value : all(name)) {
            splitList(value, elements);
        }
        return elements;
    }

    private static void splitList(String value, List<String> elements) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= value.length(); i++) {
            boolean end = i == value.length();
            if (end || (!quoted && value.charAt(i) == ',')) {
                String element = trim(value.substring(start, i));
                if (!element.isEmpty()) {
                    elements.add(element);
                }
                start = i + 1;
            } else if (value.charAt(i) == '"') {
                quoted = !quoted;
            } else if (quoted && value.charAt(i) == '\\' && i + 1 < value.length()) {
                i++;
            }
        }
    }

    /** {@return how many lines there are} */
    public int size() {
        return lines.size();
    }

    @Override
    public Iterator<Header> iterator() {
        return lines.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && lines.equals(headers.lines);
    }

    @Override
    public int hashCode() {
        return lines.hashCode();
    }

    /** {@return the lines as they stand in a head, one below the other} */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner("\n");
        lines.forEach(line -> text.add(line.toString()));
        return text.toString();
    }

    /** {@return whether the value may stand in a header line: no control character but tab, no character above 0xFF} */
    static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** {@return the value without the spaces and tabs around it (RFC 9110 §5.5)} */
    static String trim(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isSpace(value.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** Collects header lines; not safe from several threads at once. */
    public static final class Builder {
        private final List<Header> lines = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a line after the others, for headers that this endpoint makes.
         *
         * @param name a token
         * @param value Latin-1 text without control characters; white space around it is removed
         * @throws IllegalArgumentException if one of them cannot stand in a head. The message does not repeat the value,
         *     which may be a secret
         */
        public Builder add(String name, String value) {
            if (!HttpToken.isToken(name)) {
                throw new IllegalArgumentException(
                        "The header name " + Quote.of(name) + " is not a token (RFC 9110 §5.1)");
            }
            if (!isValue(value)) {
                throw new IllegalArgumentException("The value of the header " + name
                        + " holds a control character or one outside of Latin-1 (RFC 9110 §5.5)");
            }
            lines.add(new Header(name, trim(value)));
            return this;
        }

        /**
         * Adds a line after the others if it is valid, for headers that came from a peer through another HTTP codec.
         *
         * @return whether it was added
         */
        public boolean addIfValid(String name, String value) {
            boolean valid = HttpToken.isToken(name) && isValue(value);
            if (valid) {
                lines.add(new Header(name, trim(value)));
            }
            return valid;
        }

        /** Adds all lines of the other headers after these. */
        public Builder addAll(Headers others) {
            lines.addAll(others.lines);
            return this;
        }

        /** {@return the lines as they are now} */
        public Headers build() {
            return lines.isEmpty() ? EMPTY : new Headers(List.copyOf(lines));
        }
    }
}
