package dev.sockeye.conformance.faults;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.testkit.fault.Fault;
import dev.sockeye.testkit.fault.FaultyServer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Sockeye's client at one end of a fault.
 *
 * @param settings of the client
 * @param whenOpen what its handler does first
 * @param whenText what its handler does with a text message
 */
record ClientEnd(
        UnaryOperator<WebSocketClient.Builder> settings, Consumer<WebSocket> whenOpen, Consumer<WebSocket> whenText) {
    /** {@return a client with the defaults, whose handler only listens} */
    static ClientEnd plain() {
        return new ClientEnd(UnaryOperator.identity(), socket -> {}, socket -> {});
    }

    ClientEnd with(UnaryOperator<WebSocketClient.Builder> change) {
        return new ClientEnd(builder -> change.apply(settings.apply(builder)), whenOpen, whenText);
    }

    ClientEnd whenOpen(Consumer<WebSocket> act) {
        return new ClientEnd(settings, act, whenText);
    }

    ClientEnd whenText(Consumer<WebSocket> act) {
        return new ClientEnd(settings, whenOpen, act);
    }

    WebSocketClient client() {
        return settings.apply(WebSocketClient.builder()).build();
    }

    /** {@return the report of an attempt} */
    CloseReport of(String uri) throws Exception {
        try (WebSocketClient client = client()) {
            return of(client, uri);
        }
    }

    CloseReport of(WebSocketClient client, String uri) throws Exception {
        return begin(client, uri).awaitReport();
    }

    /** Begins an attempt. */
    Acting begin(WebSocketClient client, String uri) {
        Acting handler = new Acting(whenOpen, whenText);
        var unused = client.connect(uri, handler);
        return handler;
    }

    /** {@return the report of a connection to a server that has the fault} */
    CloseReport of(Fault fault) throws Exception {
        try (FaultyServer server = FaultyServer.start(fault)) {
            return of("ws://127.0.0.1:" + server.port() + "/feed");
        }
    }
}
