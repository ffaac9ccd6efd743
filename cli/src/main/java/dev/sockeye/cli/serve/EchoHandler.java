package dev.sockeye.cli.serve;

import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import java.nio.ByteBuffer;

/**
 * Sends every message back. The very buffer that came goes out again, so nothing is decoded or copied; and nothing is read
 * while the queue is full, so no echo is refused. Has no state: one serves all connections.
 */
final class EchoHandler implements WebSocketHandler {
    @Override
    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
        sent(socket, socket.sendText(utf8));
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
        sent(socket, socket.sendBinary(data));
    }

    @Override
    public void onWritable(WebSocket socket) {
        socket.resume();
    }

    private static void sent(WebSocket socket, SendOutcome outcome) {
        if (outcome == SendOutcome.BACK_PRESSURED) {
            // Cannot be, since reading stops below; and an echo must not be lost in silence.
            throw new IllegalStateException("an echo did not fit the queue");
        }
        if (!socket.isWritable()) {
            socket.pause();
        }
    }
}
