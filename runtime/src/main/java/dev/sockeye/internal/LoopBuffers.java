package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A few buffers that the connections of one event loop use in turn, for what is over by the end of a turn of the loop: bytes
 * that were read, and frames that the system takes at once. The same memory serves every connection, so it is in the
 * processor's cache, and an idle connection holds none. A buffer that a slow peer keeps is not used until that peer has
 * taken its bytes; how much memory such peers can hold is bounded by the number of buffers. Confined to the event loop.
 */
final class LoopBuffers implements AutoCloseable {
    private final @Nullable ByteBuf[] buffers;
    private final int bytes;
    private int next;

    /**
     * @param count how many buffers there are at most
     * @param bytes the size of each
     */
    LoopBuffers(int count, int bytes) {
        this.buffers = new @Nullable ByteBuf[count];
        this.bytes = bytes;
    }

    /** {@return an empty buffer that the caller releases when done, as any other; null if all are in use} */
    @Nullable
    ByteBuf take() {
        for (int tries = 0; tries < buffers.length; tries++) {
            ByteBuf buffer = buffers[next];
            if (buffer == null) {
                // Slices of this allocator's buffers are used again, those of others are garbage.
                buffer = PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
                buffers[next] = buffer;
            }
            if (buffer.refCnt() == 1) {
                return buffer.clear().retain();
            }
            next = (next + 1) % buffers.length;
        }
        return null;
    }

    /** Gives up the buffers; those in use are freed by whoever uses them. */
    @Override
    public void close() {
        for (int i = 0; i < buffers.length; i++) {
            ByteBuf buffer = buffers[i];
            if (buffer != null) {
                buffers[i] = null;
                buffer.release();
            }
        }
    }
}
