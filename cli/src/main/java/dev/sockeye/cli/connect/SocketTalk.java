package dev.sockeye.cli.connect;

import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.ClosePayload;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;

/** Speaks into one connection. */
record SocketTalk(WebSocket socket) implements Talk {
    @Override
    public boolean send(MessageType type, ByteBuffer payload) {
        SendOutcome outcome = type == MessageType.TEXT
                ? socket.sendText(payload.duplicate())
                : socket.sendBinary(payload.duplicate());
        if (outcome != SendOutcome.BACK_PRESSURED) {
            return outcome.isTaken();
        }
        try {
            socket.sendAsync(type, payload).toCompletableFuture().join();
            return true;
        } catch (CompletionException notSent) {
            return false;
        }
    }

    @Override
    public boolean ping(ByteBuffer payload) {
        return socket.ping(payload).isTaken();
    }

    @Override
    public boolean endsWithItsConnection() {
        return true;
    }

    @Override
    public void close(ClosePayload payload) {
        payload.code().ifPresentOrElse(code -> socket.close(code, payload.reason()), socket::closeWithoutCode);
    }
}
