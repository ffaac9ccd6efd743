package dev.sockeye;

import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.WebSocketUri;

/**
 * Where one attempt goes.
 *
 * @param uri such as {@code wss://example.com/feed}
 * @param headers further headers of this attempt's request, such as {@code Authorization}; one that the client's settings
 *     also name is sent with this value only
 */
public record ConnectTarget(String uri, Headers headers) {
    /** @throws IllegalArgumentException if the URI is not a WebSocket URI; the message says what to write instead */
    public ConnectTarget {
        var unused = WebSocketUri.parse(uri);
    }

    /** {@return a target without further headers} */
    public static ConnectTarget of(String uri) {
        return new ConnectTarget(uri, Headers.EMPTY);
    }

    /**
     * {@return this target with another header}
     *
     * @throws IllegalArgumentException if it cannot stand in a request
     */
    public ConnectTarget header(String name, String value) {
        return new ConnectTarget(uri, headers.toBuilder().add(name, value).build());
    }

    /** {@return the target without its query and headers, which may hold secrets} */
    @Override
    public String toString() {
        return CloseReport.redacted(uri);
    }
}
