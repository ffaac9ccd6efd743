package dev.sockeye.conformance.readme;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseReport;

final class ClientExample {
    private ClientExample() {}

    static WebSocketClient connect() {
        // README: client
        WebSocketClient client = WebSocketClient.builder().build();
        client.connect("ws://127.0.0.1:8080/shout", new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                socket.sendText("why did it close?");
            }

            @Override
            public void onText(WebSocket socket, String text) {
                System.out.println(text);
                socket.close();
            }

            @Override
            public void onClose(CloseReport report) {
                System.out.println(report);
            }
        });
        // README: end
        return client;
    }
}
