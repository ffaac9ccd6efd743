package dev.sockeye.conformance.readme;

import dev.sockeye.OfflineBuffer;
import dev.sockeye.ReconnectingHandler;
import dev.sockeye.ReconnectingWebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.reconnect.Decision;
import java.util.Locale;

final class ReconnectExample {
    private ReconnectExample() {}

    static ReconnectingWebSocket start() {
        // README: link
        ReconnectingWebSocket feed = ReconnectingWebSocket.builder("wss://example.com/feed")
                .client(WebSocketClient.builder()
                        .heartbeat(Heartbeat.adaptive())
                        .build())
                .buffer(OfflineBuffer.DEFAULT)
                .start(new ReconnectingHandler() {
                    @Override
                    public void onConnected(ReconnectingWebSocket socket, int attempt) {
                        socket.sendText("subscribe");
                    }

                    @Override
                    public void onText(ReconnectingWebSocket socket, String text) {
                        System.out.println(text);
                    }

                    @Override
                    public void onDisconnected(ReconnectingWebSocket socket, CloseReport report, Decision decision) {
                        System.out.println(report + " | " + decision.describe(Locale.ENGLISH));
                    }
                });
        // README: end
        return feed;
    }
}
