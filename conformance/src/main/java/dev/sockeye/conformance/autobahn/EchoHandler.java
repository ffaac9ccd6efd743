package dev.sockeye.conformance.autobahn;

import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends every message back. One per connection; while the peer does not read what comes back, nothing more is read. */
public class EchoHandler implements WebSocketHandler {
    private @Nullable ByteBuffer waiting;
    private MessageType waitingType = MessageType.TEXT;

    public EchoHandler() {}

    @Override
    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
        echo(socket, MessageType.TEXT, utf8);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
        echo(socket, MessageType.BINARY, data);
    }

    @Override
    public void onWritable(WebSocket socket) {
        ByteBuffer message = waiting;
        if (message != null && send(socket, waitingType, message) != SendOutcome.BACK_PRESSURED) {
            waiting = null;
            socket.resume();
        }
    }

    private void echo(WebSocket socket, MessageType type, ByteBuffer message) {
        if (send(socket, type, message) == SendOutcome.BACK_PRESSURED) {
            ByteBuffer copy = ByteBuffer.allocate(message.remaining());
            waiting = copy.put(message).flip();
            waitingType = type;
            socket.pause();
        }
    }

    private static SendOutcome send(WebSocket socket, MessageType type, ByteBuffer message) {
        return type == MessageType.TEXT ? socket.sendText(message) : socket.sendBinary(message);
    }
}
