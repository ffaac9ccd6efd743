package dev.sockeye.protocol.handshake;

import java.util.Optional;

/**
 * A host with an optional port, as in the {@code Host} header (RFC 9112 §3.2).
 *
 * @param host in lower case; an IPv6 address keeps its brackets
 * @param port from 0 to 65535, or -1 where none is written
 */
record Authority(String host, int port) {
    static final int NO_PORT = -1;
    private static final int LARGEST_PORT = 65_535;
    private static final int MOST_PORT_DIGITS = 5;

    static Optional<Authority> parse(String text) {
        // The brackets of an IPv6 address hide its colons
        int colon = text.indexOf(':', Math.max(0, text.indexOf(']')));
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? NO_PORT : parsePort(text.substring(colon + 1));
        // RFC 3986 §3.2.3: the port may be empty, which means the default
        if (port == NO_PORT && colon >= 0 && colon + 1 < text.length()) {
            return Optional.empty();
        }
        Optional<String> name = HostName.parse(host);
        return name.isPresent() ? Optional.of(new Authority(name.get(), port)) : Optional.empty();
    }

    /** {@return the port, or -1 if the text is not a number from 0 to 65535} */
    static int parsePort(String digits) {
        if (digits.length() > MOST_PORT_DIGITS || !HostName.isDigits(digits)) {
            return NO_PORT;
        }
        int port = Integer.parseInt(digits);
        return port <= LARGEST_PORT ? port : NO_PORT;
    }

    /** {@return the port, or the given one where none is written} */
    int portOr(int defaultPort) {
        return port == NO_PORT ? defaultPort : port;
    }
}
