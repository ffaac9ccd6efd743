package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of an incoming message together. The buffer grows with what has come, never with what was announced, and
 * is given back when the message has been delivered. Confined to the event loop.
 */
final class MessageAssembly {
    private @Nullable ByteBuf message;

    boolean isEmpty() {
        return message == null;
    }

    void add(ByteBuffer part, ByteBufAllocator allocator) {
        ByteBuf buffer = message;
        if (buffer == null) {
            buffer = allocator.directBuffer(Math.max(256, part.remaining() * 2));
            message = buffer;
        }
        buffer.writeBytes(part);
    }

    /** {@return the message so far, which the caller must release; leaves nothing} */
    @Nullable
    ByteBuf take() {
        ByteBuf whole = message;
        message = null;
        return whole;
    }

    void discard() {
        ByteBuf rest = take();
        if (rest != null) {
            rest.release();
        }
    }
}
