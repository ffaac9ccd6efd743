package dev.sockeye;

import dev.sockeye.protocol.MessageType;
import java.nio.ByteBuffer;

/**
 * A handler that takes messages in parts as they arrive, for messages too large to hold. {@link #onText}, {@link #onUtf8}
 * and {@link #onBinary} are not called.
 */
public interface StreamingWebSocketHandler extends WebSocketHandler {
    /**
     * A part of a message came. Parts are cut anywhere, text also within a character; where they are cut says nothing of
     * the sender's frames.
     *
     * @param part borrowed, valid during the call only; may be empty
     * @param last whether this part ends the message
     */
    void onPart(WebSocket socket, MessageType type, ByteBuffer part, boolean last);
}
