package dev.sockeye.protocol.handshake;

import java.util.Optional;

/**
 * A web origin (RFC 6454 §4).
 *
 * @param scheme in lower case
 * @param host in lower case; an IPv6 address keeps its brackets
 * @param port the port, the scheme's default filled in; -1 for a scheme that has none
 */
record Origin(String scheme, String host, int port) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** {@return the origin that the text serialises; empty for "null", for lists and for anything with a path} */
    static Optional<Origin> parse(String text) {
        String lower = HostName.lowerCase(text);
        int separator = lower.indexOf("://");
        if (separator < 1 || !isScheme(lower.substring(0, separator))) {
            return Optional.empty();
        }
        String scheme = lower.substring(0, separator);
        return Authority.parse(lower.substring(separator + "://".length()))
                .map(authority -> new Origin(scheme, authority.host(), authority.portOr(defaultPort(scheme))));
    }

    private static boolean isScheme(String text) {
        return text.chars().allMatch(c -> HostName.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0);
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> HTTP_PORT;
            case "https" -> HTTPS_PORT;
            default -> Authority.NO_PORT;
        };
    }

    /** {@return whether a request to this authority, over this origin's scheme, has this origin} */
    boolean isOf(Authority authority) {
        return host.equals(authority.host()) && port == authority.portOr(defaultPort(scheme));
    }
}
