package dev.sockeye.internal;

import dev.sockeye.ProxySettings;
import dev.sockeye.ProxySettings.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Takes the URL of a proxy apart. Nothing that it says of a wrong one repeats any of it, since it may hold a password. */
public final class ProxyUrl {
    private static final String EXPECTED =
            "expected http://HOST:PORT, socks5://HOST:PORT, either with USER:PASSWORD@ before HOST, or system, or none";

    private ProxyUrl() {}

    /**
     * {@return the proxy}
     *
     * @throws IllegalArgumentException if the text is not the URL of one
     */
    public static ProxySettings.Server parse(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            throw wrong("it has no scheme");
        }
        Kind kind =
                switch (text.substring(0, scheme).toLowerCase(Locale.ROOT)) {
                    case "http" -> Kind.HTTP;
                    // What curl calls the SOCKS5 whose proxy resolves names, which is the only one here
                    case "socks5", "socks5h" -> Kind.SOCKS5;
                    default -> throw wrong("its scheme is another one");
                };
        String rest = text.substring(scheme + "://".length());
        rest = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int at = rest.lastIndexOf('@');
        String place = rest.substring(at + 1);
        int colon = place.lastIndexOf(':');
        if (colon < 0 || place.endsWith("]")) {
            throw wrong("it has no port");
        }
        ProxySettings.Server server =
                server(kind, withoutBrackets(place.substring(0, colon)), place.substring(colon + 1));
        if (at < 0) {
            return server;
        }
        String[] credentials = rest.substring(0, at).split(":", 2);
        if (credentials.length < 2) {
            throw wrong("there is a user name without a password");
        }
        return server.withCredentials(decoded(credentials[0]), decoded(credentials[1]));
    }

    private static ProxySettings.Server server(Kind kind, String host, String port) {
        try {
            return new ProxySettings.Server(kind, host, Integer.parseInt(port), Optional.empty());
        } catch (IllegalArgumentException wrongHostOrPort) {
            throw wrong("its host or port cannot be one");
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static String decoded(String text) {
        try {
            // In a URL's user information, unlike in a form, "+" stands for itself (RFC 3986 §2.2)
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw wrong("a % in its user name or password is not followed by two hexadecimal digits");
        }
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("This is not a proxy: " + why + "; " + EXPECTED);
    }
}
