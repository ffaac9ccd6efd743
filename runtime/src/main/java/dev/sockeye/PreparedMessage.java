package dev.sockeye;

import dev.sockeye.protocol.MessageType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A message for many receivers: it is framed once, and compressed once per way of compressing, however many connections it
 * is sent on. Immutable and safe from any thread; keep it only as long as it is being sent.
 */
public final class PreparedMessage {
    private final MessageType type;
    private final ByteBuffer payload;
    private final Map<String, ByteBuffer> encodings = new ConcurrentHashMap<>();

    private PreparedMessage(MessageType type, ByteBuffer payload) {
        this.type = type;
        this.payload = payload;
    }

    /** {@return a text message} */
    public static PreparedMessage text(String text) {
        return new PreparedMessage(
                MessageType.TEXT,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer());
    }

    /** {@return a binary message of a copy of the bytes between position and limit} */
    public static PreparedMessage binary(ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        copy.put(data.duplicate()).flip();
        return new PreparedMessage(MessageType.BINARY, copy.asReadOnlyBuffer());
    }

    /** {@return the message's type} */
    public MessageType type() {
        return type;
    }

    /** {@return the length of the payload} */
    public int payloadBytes() {
        return payload.remaining();
    }

    /** {@return the payload as a read-only view of its own} */
    public ByteBuffer payload() {
        return payload.duplicate();
    }

    /**
     * {@return the message as one kind of connection puts it on the wire, made on first use} For those who implement {@link
     * WebSocket}.
     *
     * @param kind names the way of encoding
     * @param encode makes the frame of the payload
     */
    public ByteBuffer encodedAs(String kind, Function<ByteBuffer, ByteBuffer> encode) {
        return encodings
                .computeIfAbsent(kind, key -> encode.apply(payload()).asReadOnlyBuffer())
                .duplicate();
    }
}
