package dev.sockeye;

import java.util.Optional;

/** A request to open a WebSocket that keeps the rules of RFC 6455 §4.2.1 and that the origin policy allows. */
public interface UpgradeRequest extends HttpRequest {
    /** {@return the subprotocol that the connection will have} */
    Optional<String> subprotocol();

    /** {@return the page that asks, such as {@code https://example.com}; empty if the client is not a browser} */
    default Optional<String> origin() {
        return headers().first("Origin");
    }
}
