package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one channel reads to: buffers whose size follows what comes or, within a large frame, the very buffer that its message
 * is put together in, so that its bytes are not copied once more. Confined to the event loop.
 *
 * <p>The sizes follow the traffic as those of Netty's AdaptiveRecvByteBufAllocator do: up at once when a read fills its
 * buffer, down by half when two turns in a row would have fitted into that. It is one object for one channel, allocator and
 * handle in one, and a fraction of what Netty's take, because every idle connection has one.
 */
final class ReceiveBuffers implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {
    /** Whoever has a better place for the bytes that come next. */
    interface Lender {
        /**
         * Called before each read.
         *
         * @return an empty buffer to read to, owned by the caller, or null for one of the ordinary kind; what was read comes
         *     as the next message of the channel
         */
        @Nullable
        ByteBuf lend();
    }

    /** Netty's default. */
    private static final int READS_PER_TURN = 16;

    /** Sizes are powers of two: from 256 bytes, which hold a small message, over 2 KiB at first to 64 KiB. */
    private static final int LEAST_BITS = 8;

    private static final int FIRST_BITS = 11;
    private static final int MOST_BITS = 16;
    private static final int GROWTH_BITS = 4;

    private @Nullable Lender lender;
    private @Nullable ChannelConfig config;
    private int lastRead;
    private int attempted;
    private byte readsInTurn;
    private byte sizeBits = FIRST_BITS;

    /** Whether half the size would have done in the last turn. */
    private boolean shrinks;

    /** Asks for buffers here from now on; null for the ordinary kind alone. */
    void lendFrom(@Nullable Lender source) {
        lender = source;
    }

    @Override
    public ExtendedHandle newHandle() {
        return this;
    }

    @Override
    public void reset(ChannelConfig of) {
        config = of;
        readsInTurn = 0;
        lastRead = 0;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
        Lender source = lender;
        ByteBuf lent = source == null ? null : source.lend();
        return lent == null ? allocator.ioBuffer(guess()) : lent;
    }

    @Override
    public int guess() {
        return 1 << sizeBits;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
        attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
        return attempted;
    }

    @Override
    public void lastBytesRead(int bytes) {
        lastRead = bytes;
        if (bytes == attempted && bytes >= guess()) {
            sizeBits = (byte) Math.min(MOST_BITS, sizeBits + GROWTH_BITS);
            shrinks = false;
        }
    }

    @Override
    public int lastBytesRead() {
        return lastRead;
    }

    @Override
    public void incMessagesRead(int count) {
        readsInTurn += (byte) count;
    }

    @Override
    public boolean continueReading() {
        return mayContinue() && lastRead == attempted;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier moreMayCome) {
        return mayContinue() && moreMayCome.get();
    }

    private boolean mayContinue() {
        return config != null && config.isAutoRead() && readsInTurn < READS_PER_TURN && lastRead > 0;
    }

    @Override
    public void readComplete() {
        // A second read in a turn means that the first has filled its buffer
        boolean small = readsInTurn == 1 && lastRead > 0 && lastRead <= guess() / 2;
        if (small && shrinks) {
            sizeBits = (byte) Math.max(LEAST_BITS, sizeBits - 1);
        }
        shrinks = small && !shrinks;
    }
}
