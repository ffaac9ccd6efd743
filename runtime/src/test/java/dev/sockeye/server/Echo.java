package dev.sockeye.server;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import java.nio.ByteBuffer;

/** Sends back what comes. */
final class Echo implements WebSocketHandler {
    @Override
    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
        socket.sendText(utf8);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
        socket.sendBinary(data);
    }
}
