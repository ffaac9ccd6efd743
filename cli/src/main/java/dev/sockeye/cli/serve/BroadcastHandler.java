package dev.sockeye.cli.serve;

import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One of those that hear what any of them says: each message goes to all, also to whoever sent it, and is framed and
 * compressed once. Who does not read what comes is closed with 1008, so that nobody misses a message without a word.
 */
final class BroadcastHandler implements WebSocketHandler {
    private final Set<WebSocket> members;
    private @Nullable WebSocket self;

    private BroadcastHandler(Set<WebSocket> members) {
        this.members = members;
    }

    /** Those that hear each other. Safe from any thread. */
    static final class Circle {
        private final Set<WebSocket> members = ConcurrentHashMap.newKeySet();

        /** {@return a handler for one more connection} */
        BroadcastHandler join() {
            return new BroadcastHandler(members);
        }
    }

    @Override
    public void onOpen(WebSocket socket) {
        self = socket;
        members.add(socket);
    }

    @Override
    public void onText(WebSocket socket, String text) {
        toAll(PreparedMessage.text(text));
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
        toAll(PreparedMessage.binary(data));
    }

    private void toAll(PreparedMessage message) {
        for (WebSocket member : members) {
            if (member.send(message) == SendOutcome.BACK_PRESSURED) {
                member.close(CloseCode.POLICY_VIOLATION, "reads too slowly");
            }
        }
    }

    @Override
    public void onClose(CloseReport report) {
        if (self != null) {
            members.remove(self);
        }
    }
}
