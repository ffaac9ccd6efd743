package dev.sockeye.conformance.readme;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import java.util.Locale;

final class ServerExample {
    private ServerExample() {}

    static WebSocketServer start() {
        // README: server
        WebSocketServer server = WebSocketServer.builder()
                .port(8080)
                .route("/shout", request -> new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        socket.sendText(text.toUpperCase(Locale.ROOT));
                    }
                })
                .onClose(report -> System.out.println(report))
                .start();
        // README: end
        return server;
    }
}
