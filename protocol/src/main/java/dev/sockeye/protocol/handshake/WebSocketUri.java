package dev.sockeye.protocol.handshake;

/**
 * A WebSocket URI, taken apart (RFC 6455 §3).
 *
 * @param secure whether the scheme is {@code wss}, so that TLS comes first
 * @param host what to connect to: a name in lower-case ASCII, or an address; an IPv6 address stands without brackets
 * @param port what to connect to, from 1 to 65535
 * @param resourceName the path and the query, percent-encoded; begins with "/"
 */
public record WebSocketUri(boolean secure, String host, int port, String resourceName) {
    /** The port of {@code ws} where the URI names none. */
    public static final int DEFAULT_PORT = 80;

    /** The port of {@code wss} where the URI names none. */
    public static final int DEFAULT_SECURE_PORT = 443;

    /**
     * Checks the parts, which {@link #parse} always gets right.
     *
     * @throws WebSocketUriException if a part could not have come from a URI
     */
    public WebSocketUri {
        host = WebSocketUriParser.checkedHost(host);
        WebSocketUriParser.checkPort(port);
        WebSocketUriParser.checkResourceName(resourceName);
    }

    /**
     * Parses a URI. Names in other scripts are converted to ASCII (IDNA as {@link java.net.IDN} knows it), and characters
     * of the path and the query that a URI does not allow are percent-encoded as UTF-8 (RFC 6455 §11.1.1); white space
     * and control characters are not, since they hint at a slip.
     *
     * @param text such as {@code wss://example.com/chat?room=1}
     * @throws WebSocketUriException if the text is not a WebSocket URI; the message tells what to write instead
     */
    public static WebSocketUri parse(String text) {
        return new WebSocketUriParser(text).parse();
    }

    /** {@return the value of the {@code Host} header: the port stands only if it is not the default (RFC 6455 §4.1)} */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? DEFAULT_SECURE_PORT : DEFAULT_PORT) ? name : name + ":" + port;
    }

    /** {@return the URI in its shortest form; its query may hold secrets} */
    @Override
    public String toString() {
        return (secure ? "wss://" : "ws://") + authority() + resourceName;
    }
}
