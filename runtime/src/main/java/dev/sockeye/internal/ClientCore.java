package dev.sockeye.internal;

import dev.sockeye.ClientConfig;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What stands behind a client: its attempts and its connections. */
public final class ClientCore {
    private final ClientConfig config;

    public ClientCore(ClientConfig config) {
        this.config = config;
    }

    public CompletionStage<WebSocket> connect(WebSocketUri uri, WebSocketHandler handler) {
        return CompletableFuture.failedFuture(
                new IllegalStateException("cannot connect yet: " + uri + " " + handler + " " + config));
    }

    public int connections() {
        return 0;
    }

    public void close() {}
}
