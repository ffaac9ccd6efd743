package dev.sockeye;

import dev.sockeye.internal.ProxyUrl;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which proxy a client's connections go through, for {@code ws} and {@code wss} alike. Immutable. Nothing that these
 * settings print holds a user name or a password.
 *
 * <p>The proxy is asked for a tunnel to the host and port of the URI, and resolves the host's name itself; TLS of {@code wss}
 * is set up with the server, inside the tunnel (RFC 6455 §4.1).
 */
public sealed interface ProxySettings {
    /** {@return no proxy: connections go to the server directly} This is the default. */
    static ProxySettings none() {
        return new None();
    }

    /**
     * {@return an HTTP proxy, asked with CONNECT (RFC 9110 §9.3.6)}
     *
     * @param host a name or an address; an IPv6 address stands without brackets
     */
    static Server http(String host, int port) {
        return new Server(Kind.HTTP, host, port, Optional.empty());
    }

    /** {@return a SOCKS5 proxy (RFC 1928)} For the parameters see {@link #http}. */
    static Server socks5(String host, int port) {
        return new Server(Kind.SOCKS5, host, port, Optional.empty());
    }

    /**
     * {@return the proxies that the JVM's {@link ProxySelector} names for each attempt} Unless the application has set
     * another one, it reads the system properties {@code http.proxyHost}, {@code https.proxyHost}, {@code
     * http.nonProxyHosts}, {@code socksProxyHost} and so on, and with {@code java.net.useSystemProxies} the desktop's
     * settings.
     */
    static ProxySettings system() {
        return new Selected(Optional.empty());
    }

    /**
     * {@return the proxies that a selector names for each attempt} It is asked on a thread that may block, for {@code http}
     * where the URI is {@code ws} and {@code https} where it is {@code wss}. The proxies that it names are tried in its
     * order, the next one when one cannot be reached; what a proxy that was reached answers is final.
     */
    static ProxySettings selectedBy(ProxySelector selector) {
        return new Selected(Optional.of(selector));
    }

    /**
     * {@return the settings that a text stands for} One of {@code http://HOST:PORT}, {@code socks5://HOST:PORT}, either with
     * {@code USER:PASSWORD@} before the host, percent-encoded where a character has a meaning in a URL; {@code system}; and
     * {@code none}.
     *
     * @throws IllegalArgumentException if it is none of these. The message says what was expected and repeats nothing of
     *     the text
     */
    static ProxySettings parse(String text) {
        return switch (text) {
            case "none" -> none();
            case "system" -> system();
            default -> ProxyUrl.parse(text);
        };
    }

    /** What a proxy speaks. */
    enum Kind {
        /** HTTP/1.1 with CONNECT, on plain TCP. */
        HTTP("http"),
        /** SOCKS5 with names resolved by the proxy. */
        SOCKS5("socks5");

        private final String scheme;

        Kind(String scheme) {
            this.scheme = scheme;
        }

        /** {@return what begins such a proxy's URL} */
        public String scheme() {
            return scheme;
        }
    }

    /** No proxy. */
    record None() implements ProxySettings {}

    /**
     * One proxy for every connection.
     *
     * @param host a name or an address; an IPv6 address stands without brackets
     * @param port from 1 to 65535
     * @param credentials sent to an HTTP proxy as Basic (RFC 7617) with the first request, and to a SOCKS5 proxy if it asks
     *     for them (RFC 1929); in both cases unprotected but for what protects the way to the proxy
     */
    record Server(Kind kind, String host, int port, Optional<Credentials> credentials) implements ProxySettings {
        private static final int LARGEST_PORT = 65_535;

        public Server {
            if (host.isEmpty() || !host.chars().allMatch(c -> c > ' ' && c < 0x7f && "/@[]?#".indexOf(c) < 0)) {
                throw new IllegalArgumentException("a proxy's host is a name or an address in ASCII");
            }
            if (port < 1 || port > LARGEST_PORT) {
                throw new IllegalArgumentException("a proxy's port is from 1 to " + LARGEST_PORT + ", was " + port);
            }
        }

        /**
         * {@return this proxy with credentials}
         *
         * @throws IllegalArgumentException if this kind of proxy cannot be given them; the message does not repeat them
         */
        public Server withCredentials(String user, String password) {
            return new Server(kind, host, port, Optional.of(new Credentials(user, password)));
        }

        /** {@return the host and port, such as {@code proxy.example:3128} or {@code [2001:db8::1]:1080}} */
        public String address() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }

        /** {@return the proxy's URL without its credentials} */
        @Override
        public String toString() {
            return kind.scheme() + "://" + address();
        }
    }

    /**
     * What a proxy wants to know of its user.
     *
     * @param user without a colon or control characters (RFC 7617 §2); from 1 to 255 bytes of UTF-8 (RFC 1929 §2)
     * @param password without control characters; as long
     */
    record Credentials(String user, String password) {
        private static final int MOST_BYTES = 255;

        public Credentials {
            check("user name", user);
            check("password", password);
            if (user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a proxy's user name holds no colon (RFC 7617 §2)");
            }
        }

        private static void check(String what, String value) {
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < 1 || bytes > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "a proxy's " + what + " is from 1 to " + MOST_BYTES + " bytes long (RFC 1929 §2)");
            }
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a proxy's " + what + " holds no control characters (RFC 7617 §2)");
            }
        }

        /** {@return nothing of what they are} */
        @Override
        public String toString() {
            return "…";
        }
    }

    /**
     * The proxies that a selector names.
     *
     * @param selector the JVM's default one if empty, whichever that is at the time of an attempt
     */
    record Selected(Optional<ProxySelector> selector) implements ProxySettings {
        @Override
        public String toString() {
            return selector.isPresent() ? "those of a selector" : "system";
        }
    }
}
