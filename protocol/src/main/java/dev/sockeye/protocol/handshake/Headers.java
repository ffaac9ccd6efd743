package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of one head: ordered, repeatable, names compared case-insensitively (RFC 9110 §5.1). Immutable. Every
 * name is a token and every value is free of control characters, so that writing them cannot smuggle in a line.
 *
 * <p>Look-ups walk the list: a handshake has a dozen lines, and no hash of names that a peer chose is built.
 */
public final class Headers implements Iterable<Header> {
    /** No headers. */
    public static final Headers EMPTY = new Headers(new Header[0]);

    private final Header[] lines;

    private Headers(Header[] lines) {
        this.lines = lines;
    }

    /** {@return an empty builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that holds these lines} */
    public Builder toBuilder() {
        return new Builder().addAll(this);
    }

    /** {@return the value of the first line of that name} */
    public Optional<String> first(String name) {
        Header line = find(name);
        return line == null ? Optional.empty() : Optional.of(line.value());
    }

    /** {@return the value of the first line of that name, or the empty text} */
    String value(String name) {
        Header line = find(name);
        return line == null ? "" : line.value();
    }

    private @Nullable Header find(String name) {
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                return line;
            }
        }
        return null;
    }

    /** {@return the values of all lines of that name, in order} */
    public List<String> all(String name) {
        int count = count(name);
        if (count <= 1) {
            Header line = count == 0 ? null : find(name);
            return line == null ? List.of() : List.of(line.value());
        }
        List<String> values = new ArrayList<>(count);
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                values.add(line.value());
            }
        }
        return Collections.unmodifiableList(values);
    }

    /** {@return how many lines have that name} */
    int count(String name) {
        int count = 0;
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                count++;
            }
        }
        return count;
    }

    /** {@return whether there is a line of that name} */
    public boolean contains(String name) {
        return find(name) != null;
    }

    /**
     * {@return the elements of a comma-separated list, over all lines of that name, in order} Empty elements are left out
     * (RFC 9110 §5.6.1); a comma within a quoted string does not separate, and quotes stay as they are.
     */
    public List<String> tokens(String name) {
        if (find(name) == null) {
            return List.of();
        }
        List<String> elements = new ArrayList<>();
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                splitList(line.value(), elements);
            }
        }
        return elements;
    }

    /** {@return whether one of the {@link #tokens} is this one, in any case} Makes no list of them. */
    public boolean hasToken(String name, String token) {
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name) && listHas(line.value(), token)) {
                return true;
            }
        }
        return false;
    }

    private static void splitList(String value, List<String> elements) {
        for (int start = 0; start <= value.length(); ) {
            int end = elementEnd(value, start);
            String element = trim(value, start, end);
            if (!element.isEmpty()) {
                elements.add(element);
            }
            start = end + 1;
        }
    }

    private static boolean listHas(String value, String token) {
        for (int start = 0; start <= value.length(); ) {
            int end = elementEnd(value, start);
            int from = skipSpace(value, start, end);
            int length = skipSpaceBack(value, from, end) - from;
            if (length == token.length() && value.regionMatches(true, from, token, 0, length)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    /** {@return where the comma stands that ends the list's element, or the value's length} */
    private static int elementEnd(String value, int start) {
        boolean quoted = false;
        for (int i = start; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' && !quoted) {
                return i;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            }
        }
        return value.length();
    }

    /** {@return the line at a place, from 0 on} */
    Header get(int index) {
        return lines[index];
    }

    /** {@return how many lines there are} */
    public int size() {
        return lines.length;
    }

    @Override
    public Iterator<Header> iterator() {
        return Arrays.asList(lines).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && Arrays.equals(lines, headers.lines);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lines);
    }

    /** {@return the lines as they stand in a head, one below the other} */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner("\n");
        for (Header line : lines) {
            text.add(line.toString());
        }
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
        return trim(value, 0, value.length());
    }

    private static String trim(String text, int start, int end) {
        int from = skipSpace(text, start, end);
        return text.substring(from, skipSpaceBack(text, from, end));
    }

    private static int skipSpace(String text, int from, int end) {
        int i = from;
        while (i < end && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int skipSpaceBack(String text, int start, int from) {
        int i = from;
        while (i > start && isSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
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
            Collections.addAll(lines, others.lines);
            return this;
        }

        /** {@return the lines as they are now} */
        public Headers build() {
            return lines.isEmpty() ? EMPTY : new Headers(lines.toArray(EMPTY.lines));
        }
    }
}
