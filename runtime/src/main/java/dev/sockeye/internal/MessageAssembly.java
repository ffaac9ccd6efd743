package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of an incoming message together, and lends its buffer to the channel to read into. The buffer's size
 * follows what a frame announces as far as what has come vouches for it, so that a peer cannot have memory held for bytes
 * that it does not send; it is given back when the message has been delivered. Confined to the event loop.
 */
final class MessageAssembly {
    /** A frame that is announced gets this much whatever has come of it: as much as a read of the ordinary kind. */
    private static final int LEAST_BYTES = 64 << 10;

    private static final int FIRST_BYTES = 256;

    /** What has come vouches for this many times as much; what is copied while growing is then a third of the message. */
    private static final int TRUST = 4;

    /** The most that one read takes in: what was just read is still in the processor's cache when it is unmasked. */
    private static final int MOST_READ_BYTES = 256 << 10;

    private @Nullable ByteBuf message;

    /** The part of {@link #message} that the channel was given to read into last; for comparison only. */
    private @Nullable ByteBuf lent;

    /** The largest message of this connection so far: it sent as much as that, so it may have as much again. */
    private int largest;

    /**
     * Adds a copy of a part.
     *
     * @param ahead bytes that are announced to come behind it
     */
    void add(ByteBuffer part, long ahead, ByteBufAllocator allocator) {
        int bytes = part.remaining();
        makeRoom(bytes, bytes, bytes + ahead, allocator).writeBytes(part);
    }

    /**
     * {@return a place for the channel to read the next bytes to, which are all payload of the message under way; owned by
     * the caller, who gives it back by releasing it}
     *
     * @param ahead bytes that are announced to come, at least 1
     */
    ByteBuf lend(long ahead, ByteBufAllocator allocator) {
        ByteBuf buffer = message;
        int room = buffer == null ? 0 : buffer.capacity() - buffer.writerIndex();
        if (buffer == null || room < Math.min(ahead, LEAST_BYTES)) {
            buffer = makeRoom((int) Math.min(ahead, LEAST_BYTES), 0, ahead, allocator);
            room = buffer.capacity() - buffer.writerIndex();
        }
        int size = (int) Math.min(Math.min(ahead, room), MOST_READ_BYTES);
        ByteBuf place = buffer.retainedSlice(buffer.writerIndex(), size).clear();
        lent = place;
        return place;
    }

    /** {@return whether there is nothing of a message} */
    boolean isEmpty() {
        return message == null;
    }

    /**
     * {@return the bytes of the buffer that was lent last, or null if this is another} All such views of a message are one
     * object: each is good until the next.
     */
    @SuppressWarnings("ReferenceEquality")
    @Nullable
    ByteBuffer viewOf(ByteBuf read) {
        ByteBuf buffer = message;
        return buffer == null || read != lent
                ? null
                : buffer.internalNioBuffer(buffer.writerIndex() + read.readerIndex(), read.readableBytes());
    }

    /** Says that the next bytes of the channel come in a buffer of its own. */
    void lendNothing() {
        lent = null;
    }

    /** Adds a part that the channel has read to its place already, if it is in the buffer that was lent last. */
    @SuppressWarnings("ReferenceEquality")
    boolean addInPlace(ByteBuffer part, @Nullable ByteBuf holder) {
        ByteBuf buffer = message;
        if (buffer == null || holder == null || holder != lent) {
            return false;
        }
        lent = null;
        buffer.writerIndex(buffer.writerIndex() + part.remaining());
        return true;
    }

    /**
     * {@return the buffer, with room for more}
     *
     * @param bytes the room that there must be
     * @param come how many bytes have come that are not in the buffer
     * @param announced all bytes that are known to follow those in the buffer
     */
    private ByteBuf makeRoom(int bytes, int come, long announced, ByteBufAllocator allocator) {
        ByteBuf buffer = message;
        int size = buffer == null ? 0 : buffer.writerIndex();
        long needed = (long) size + bytes;
        if (buffer != null && needed <= buffer.capacity()) {
            return buffer;
        }
        long vouched = Math.max(Math.max(TRUST * ((long) size + come), LEAST_BYTES), largest);
        // Frames say nothing of those behind them, so a message in many grows by doubling.
        long doubled = buffer != null ? 2L * buffer.capacity() : announced > come ? 0 : 2L * come;
        long capacity = Math.max(Math.max(needed, Math.min(size + announced, vouched)), doubled);
        ByteBuf larger = allocator.directBuffer((int) Math.min(Math.max(capacity, FIRST_BYTES), Integer.MAX_VALUE));
        if (buffer != null) {
            larger.writeBytes(buffer);
            buffer.release();
        }
        message = larger;
        return larger;
    }

    /** {@return the message so far, which the caller must release; leaves nothing} */
    @Nullable
    ByteBuf take() {
        ByteBuf whole = message;
        message = null;
        lent = null;
        if (whole != null) {
            largest = Math.max(largest, whole.readableBytes());
        }
        return whole;
    }

    void discard() {
        ByteBuf rest = take();
        if (rest != null) {
            rest.release();
        }
    }
}
