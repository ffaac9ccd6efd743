package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.handshake.WebSocketUriException.Problem;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes one WebSocket URI apart (RFC 6455 §3). */
final class WebSocketUriParser {
    private static final String UNESCAPED = "-._~!$&'()*+,;=:@/?%";
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;
    private static final int LARGEST_PORT = 65_535;

    private final String text;

    WebSocketUriParser(String text) {
        this.text = text;
    }

    WebSocketUri parse() {
        refuseSpaceAndControls();
        boolean secure = secureFlag();
        int start = text.indexOf("://") + "://".length();
        int end = start;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = text.substring(start, end);
        // RFC 6455 §3: fragment identifiers must not be used, and "#" elsewhere is written %23
        if (text.indexOf('#', end) >= 0) {
            throw new WebSocketUriException(
                    Problem.FRAGMENT,
                    "A WebSocket URI has no fragment: leave out \"#\" and what follows, or write %23");
        }
        if (authority.indexOf('@') >= 0) {
            throw new WebSocketUriException(
                    Problem.USER_INFO,
                    "A WebSocket URI holds no user name or password: send them in an Authorization header");
        }
        int colon = portSeparator(authority);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        int port = port(secure, colon < 0 ? "" : authority.substring(colon + 1));
        String rest = text.substring(end);
        return new WebSocketUri(secure, withoutBrackets(host), port, encode(rest.startsWith("/") ? rest : "/" + rest));
    }

    /** {@return where the colon before the port stands, or -1} */
    private static int portSeparator(String authority) {
        boolean literal = authority.startsWith("[");
        // The brackets of an IPv6 address hide its colons
        int colon = authority.indexOf(':', literal ? Math.max(0, authority.indexOf(']')) : 0);
        boolean bare = !literal && colon != authority.lastIndexOf(':');
        if (bare || (literal && authority.indexOf(']') < 0)) {
            throw new WebSocketUriException(
                    Problem.HOST,
                    Quote.of(authority) + " is not a host; an IPv6 address stands in brackets, such as [::1]");
        }
        return colon;
    }

    private void refuseSpaceAndControls() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                throw new WebSocketUriException(
                        Problem.CHARACTER,
                        "There is white space or a control character at position " + (i + 1)
                                + " of the WebSocket URI: leave it out, or write a space as %20");
            }
        }
    }

    private boolean secureFlag() {
        int colon = text.indexOf(':');
        String scheme = HostName.lowerCase(colon < 0 ? "" : text.substring(0, colon));
        boolean hasAuthority = text.startsWith("//", colon + 1);
        switch (scheme) {
            case "ws", "wss" -> {
                if (!hasAuthority) {
                    throw new WebSocketUriException(
                            Problem.AUTHORITY, "\"//\" and a host must follow \"" + scheme + ":\"");
                }
                return scheme.equals("wss");
            }
            case "http", "https" ->
                throw new WebSocketUriException(
                        Problem.SCHEME,
                        "The scheme is " + scheme + ", but a WebSocket URI begins with "
                                + (scheme.equals("http") ? "ws://" : "wss://"));
            default ->
                throw new WebSocketUriException(
                        Problem.SCHEME,
                        colon >= 0 && hasAuthority
                                ? "The scheme is " + Quote.of(scheme)
                                        + ", but a WebSocket URI begins with ws:// or wss://"
                                : "A WebSocket URI begins with ws:// or wss://");
        }
    }

    private static int port(boolean secure, String digits) {
        // RFC 3986 §3.2.3: the port may be empty, which means the default
        if (digits.isEmpty()) {
            return secure ? WebSocketUri.DEFAULT_SECURE_PORT : WebSocketUri.DEFAULT_PORT;
        }
        int port = Authority.parsePort(digits);
        if (port == Authority.NO_PORT) {
            throw new WebSocketUriException(
                    Problem.PORT, "The port is " + Quote.of(digits) + ", but must be a number from 1 to 65535");
        }
        return port;
    }

    private static String withoutBrackets(String host) {
        if (!host.startsWith("[")) {
            return host;
        }
        if (host.indexOf('%') >= 0) {
            throw new WebSocketUriException(
                    Problem.HOST, "An IPv6 address in a WebSocket URI has no zone: leave out \"%\" and what follows");
        }
        String address = host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!HostName.isIpv6(address)) {
            throw new WebSocketUriException(
                    Problem.HOST, Quote.of(host) + " is not an IPv6 address in brackets, such as [::1]");
        }
        return address;
    }

    static void checkPort(int port) {
        if (port < 1 || port > LARGEST_PORT) {
            throw new WebSocketUriException(
                    Problem.PORT, "The port is " + port + ", but must be a number from 1 to 65535");
        }
    }

    static void checkResourceName(String resourceName) {
        if (!resourceName.startsWith("/") || !resourceName.equals(encode(resourceName))) {
            throw new WebSocketUriException(
                    Problem.CHARACTER, "A resource name begins with \"/\" and holds only characters of a URI");
        }
    }

    /** {@return the host in lower-case ASCII} */
    static String checkedHost(String host) {
        if (host.isEmpty()) {
            throw new WebSocketUriException(Problem.AUTHORITY, "A WebSocket URI names a host after \"//\"");
        }
        if (HostName.isIpv6(host)) {
            return HostName.lowerCase(host);
        }
        boolean ascii = host.chars().allMatch(c -> c < 0x80);
        String name = ascii ? host : toAscii(host);
        String problem = problemWith(name);
        if (problem != null) {
            throw new WebSocketUriException(Problem.HOST, Quote.of(host) + " is not a host: " + problem);
        }
        return HostName.lowerCase(name);
    }

    private static String toAscii(String host) {
        try {
            return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new WebSocketUriException(
                    Problem.HOST, Quote.of(host) + " is not a host: it has no ASCII form (RFC 3490)");
        }
    }

    /** Names as DNS and resolvers take them, "_" included; what else RFC 3986 allows in a host never resolves. */
    private static @Nullable String problemWith(String name) {
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (relative.length() > LONGEST_NAME) {
            return "it is longer than " + LONGEST_NAME + " characters";
        }
        for (String label : relative.split("\\.", -1)) {
            if (label.isEmpty()) {
                return "it has an empty label";
            }
            if (label.length() > LONGEST_LABEL) {
                return "it has a label longer than " + LONGEST_LABEL + " characters";
            }
            if (!label.chars().allMatch(c -> HostName.isLetterOrDigit(c) || c == '-' || c == '_')) {
                return "it has a character other than letters, digits, \"-\", \"_\" and \".\"";
            }
        }
        return null;
    }

    /** Percent-encodes what may not stand in a path or a query (RFC 6455 §11.1.1). */
    private static String encode(String part) {
        StringBuilder encoded = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); ) {
            int c = part.codePointAt(i);
            if (c == '%' && !(isHex(part, i + 1) && isHex(part, i + 2))) {
                throw new WebSocketUriException(
                        Problem.PERCENT_ENCODING,
                        "\"%\" must be followed by two hexadecimal digits; write the character itself as %25");
            }
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new WebSocketUriException(
                        Problem.CHARACTER, "The WebSocket URI holds half a surrogate pair, which is not a character");
            }
            if (HostName.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0) {
                encoded.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append(String.format("%%%02X", b));
                }
            }
            i += Character.charCount(c);
        }
        return encoded.toString();
    }

    private static boolean isHex(String text, int index) {
        return index < text.length() && HostName.isHexDigit(text.charAt(index));
    }
}
