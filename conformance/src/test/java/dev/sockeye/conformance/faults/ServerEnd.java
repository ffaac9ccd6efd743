package dev.sockeye.conformance.faults;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.handshake.OriginPolicy;
import dev.sockeye.testkit.fault.Fault;
import dev.sockeye.testkit.fault.FaultyClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Sockeye's server at one end of a fault.
 *
 * @param settings of the server
 * @param whenOpen what its handler does first
 * @param whenText what its handler does with a text message
 */
record ServerEnd(
        UnaryOperator<WebSocketServerBuilder> settings, Consumer<WebSocket> whenOpen, Consumer<WebSocket> whenText) {
    private static final long PATIENCE_SECONDS = 30;

    /** {@return a server with the defaults, whose handler only listens} */
    static ServerEnd plain() {
        return new ServerEnd(UnaryOperator.identity(), socket -> {}, socket -> {});
    }

    ServerEnd with(UnaryOperator<WebSocketServerBuilder> change) {
        return new ServerEnd(builder -> change.apply(settings.apply(builder)), whenOpen, whenText);
    }

    ServerEnd whenOpen(Consumer<WebSocket> act) {
        return new ServerEnd(settings, act, whenText);
    }

    ServerEnd whenText(Consumer<WebSocket> act) {
        return new ServerEnd(settings, whenOpen, act);
    }

    /** {@return a running server} */
    Running start() {
        CompletableFuture<CloseReport> first = new CompletableFuture<>();
        WebSocketServerBuilder builder = WebSocketServer.builder()
                .host("127.0.0.1")
                .origins(OriginPolicy.allowAll())
                .onClose(first::complete)
                .route("/feed", request -> new Acting(whenOpen, whenText));
        return new Running(settings.apply(builder).start(), first);
    }

    /** {@return the report of a connection with a client that has the fault} */
    CloseReport of(Fault fault) throws Exception {
        try (Running server = start()) {
            FaultyClient client = FaultyClient.start(server.server().port(), "/feed", fault);
            try {
                return server.awaitReport();
            } finally {
                client.close();
            }
        }
    }

    /**
     * A running server.
     *
     * @param first the first report that it makes
     */
    record Running(WebSocketServer server, CompletableFuture<CloseReport> first) implements AutoCloseable {
        String uri() {
            return server.uri("/feed").toString();
        }

        CloseReport awaitReport() throws Exception {
            return first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
