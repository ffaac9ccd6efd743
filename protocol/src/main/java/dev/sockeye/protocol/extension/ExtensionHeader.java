package dev.sockeye.protocol.extension;

import dev.sockeye.protocol.HttpToken;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code Sec-WebSocket-Extensions} (RFC 6455 §9.1, with the lists and the implied white space of RFC 2616
 * §2.1):
 *
 * <pre>
 * extension-list  = 1#extension
 * extension       = token *( ";" extension-param )
 * extension-param = token [ "=" ( token | quoted-string ) ]
 * </pre>
 *
 * Pure functions; safe from any thread. Time and memory are linear in the header's length, which the limits on the head
 * bound.
 */
public final class ExtensionHeader {
    /** The header's name. */
    public static final String NAME = "Sec-WebSocket-Extensions";

    /** The ways a header breaks the grammar; RFC 6455 §9.1 makes each of them end the handshake. */
    public enum Problem {
        /** The header is there, but lists no extension. */
        NO_EXTENSION("an extension"),
        /** An element does not begin with a name. */
        EXTENSION_NAME_EXPECTED("an extension's name"),
        /** Nothing that could be a parameter's name follows ";". */
        PARAMETER_NAME_EXPECTED("a parameter's name after \";\""),
        /** Nothing that could be a value follows "=". */
        VALUE_EXPECTED("a token or a quoted string after \"=\""),
        /** A quoted value has no closing quote. */
        QUOTE_NOT_CLOSED("the closing quote"),
        /** RFC 6455 §9.1: a quoted value, once unquoted, is still a token. */
        QUOTED_VALUE_NOT_A_TOKEN("a quoted value that is a token once unquoted"),
        /** Something other than a separator follows a complete name or value. */
        SEPARATOR_EXPECTED("\",\" or \";\" or the end");

        private final String expected;

        Problem(String expected) {
            this.expected = expected;
        }

        /** {@return what the grammar expects at the position, as the object of a sentence} */
        public String expected() {
            return expected;
        }
    }

    /** What a header says. */
    public sealed interface Result permits Parsed, Malformed {}

    /**
     * A header that follows the grammar.
     *
     * @param extensions the elements in order; never empty
     */
    public record Parsed(List<ExtensionDescriptor> extensions) implements Result {
        public Parsed {
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * A header that breaks the grammar.
     *
     * @param problem what was expected
     * @param line which of the repeated headers, from 0
     * @param position the character in that header's value, from 0; its length if the value ended too early
     */
    public record Malformed(Problem problem, int line, int position) implements Result {
        /** {@return what was expected and where, as a clause of a sentence} */
        public String description() {
            String where = line == 0 ? "" : " of header line " + (line + 1);
            return problem.expected() + " was expected at character " + (position + 1) + where;
        }
    }

    private ExtensionHeader() {}

    /**
     * Parses the header, which may stand on several lines.
     *
     * @param values the values of all headers of that name, in order
     * @return the elements, or the first place that breaks the grammar; no values at all are {@link Problem#NO_EXTENSION}
     */
    public static Result parse(List<String> values) {
        List<ExtensionDescriptor> extensions = new ArrayList<>();
        for (int line = 0; line < values.size(); line++) {
            Scanner scanner = new Scanner(values.get(line));
            Problem problem = scanner.list(extensions);
            if (problem != null) {
                return new Malformed(problem, line, scanner.position);
            }
        }
        // RFC 2616 §2.1: empty elements are allowed in a 1#element list, but at least one must have content
        return extensions.isEmpty() ? new Malformed(Problem.NO_EXTENSION, 0, 0) : new Parsed(extensions);
    }

    /**
     * Writes elements as one header value; {@link #parse} reads the same elements back.
     *
     * @throws IllegalArgumentException if a name or a value is not a token
     */
    public static String format(List<ExtensionDescriptor> extensions) {
        StringJoiner header = new StringJoiner(", ");
        for (ExtensionDescriptor extension : extensions) {
            requireToken("An extension's name", extension.name());
            for (ExtensionParameter parameter : extension.parameters()) {
                requireToken("A parameter's name", parameter.name());
                String value = parameter.value();
                if (value != null) {
                    requireToken("The value of the parameter " + parameter.name(), value);
                }
            }
            header.add(extension.toString());
        }
        return header.toString();
    }

    private static void requireToken(String what, String text) {
        if (!HttpToken.isToken(text)) {
            throw new IllegalArgumentException(what + " must be a token (RFC 6455 §9.1)");
        }
    }

    /** Reads one header value; one method per rule of the grammar, each returns the problem that stopped it, or null. */
    private static final class Scanner {
        private final String text;
        private int position;

        Scanner(String text) {
            this.text = text;
        }

        @Nullable
        Problem list(List<ExtensionDescriptor> extensions) {
            skipEmptyElements();
            while (position < text.length()) {
                Problem problem = extension(extensions);
                if (problem != null) {
                    return problem;
                }
                if (position < text.length() && text.charAt(position) != ',') {
                    return Problem.SEPARATOR_EXPECTED;
                }
                skipEmptyElements();
            }
            return null;
        }

        private @Nullable Problem extension(List<ExtensionDescriptor> extensions) {
            String name = token();
            if (name.isEmpty()) {
                return Problem.EXTENSION_NAME_EXPECTED;
            }
            List<ExtensionParameter> parameters = new ArrayList<>();
            while (skips(';')) {
                Problem problem = parameter(parameters);
                if (problem != null) {
                    return problem;
                }
            }
            extensions.add(new ExtensionDescriptor(name, parameters));
            return null;
        }

        private @Nullable Problem parameter(List<ExtensionParameter> parameters) {
            String name = token();
            if (name.isEmpty()) {
                return Problem.PARAMETER_NAME_EXPECTED;
            }
            if (!skips('=')) {
                parameters.add(new ExtensionParameter(name, null));
                return null;
            }
            if (position < text.length() && text.charAt(position) == '"') {
                return quotedValue(name, parameters);
            }
            String value = token();
            if (value.isEmpty()) {
                return Problem.VALUE_EXPECTED;
            }
            parameters.add(new ExtensionParameter(name, value));
            return null;
        }

        private @Nullable Problem quotedValue(String name, List<ExtensionParameter> parameters) {
            int start = position++;
            StringBuilder value = new StringBuilder();
            while (position < text.length() && text.charAt(position) != '"') {
                if (text.charAt(position) == '\\' && position + 1 < text.length()) {
                    position++;
                }
                value.append(text.charAt(position++));
            }
            if (position == text.length()) {
                return Problem.QUOTE_NOT_CLOSED;
            }
            // RFC 6455 §9.1: the value after quoted-string unescaping conforms to the token ABNF
            if (!HttpToken.isToken(value)) {
                position = start;
                return Problem.QUOTED_VALUE_NOT_A_TOKEN;
            }
            position++;
            skipSpace();
            parameters.add(new ExtensionParameter(name, value.toString()));
            return null;
        }

        /** Reads a token and the white space behind it; empty if there is none, with the position where it should be. */
        private String token() {
            int start = position;
            while (position < text.length() && HttpToken.isTokenChar(text.charAt(position))) {
                position++;
            }
            String token = text.substring(start, position);
            skipSpace();
            return token;
        }

        private boolean skips(char separator) {
            if (position < text.length() && text.charAt(position) == separator) {
                position++;
                skipSpace();
                return true;
            }
            return false;
        }

        private void skipEmptyElements() {
            skipSpace();
            boolean more = true;
            while (more) {
                more = skips(',');
            }
        }

        private void skipSpace() {
            while (position < text.length() && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
                position++;
            }
        }
    }
}
