package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one channel reads to: buffers of the ordinary kind or, within a large frame, the very buffer that its message is put
 * together in, so that its bytes are not copied once more. Confined to the event loop.
 */
final class ReceiveBuffers implements RecvByteBufAllocator {
    /** Whoever has a better place for the bytes that come next. */
    interface Lender {
        /**
         * Called before each read.
         *
         * @return an empty buffer to read to, owned by the caller, or null for one of the ordinary kind; what was read comes
         *     as the next message of the channel
         */
        @Nullable
        ByteBuf lend(ByteBufAllocator allocator);
    }

    /** Netty's default. */
    private static final int READS_PER_TURN = 16;

    /** Guesses the sizes of ordinary reads. Has no state but that of its handles, so all channels share it. */
    private static final RecvByteBufAllocator ORDINARY =
            new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_PER_TURN);

    private @Nullable Lender lender;

    /** Asks for buffers here from now on. */
    void lendFrom(Lender source) {
        lender = source;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Lending((ExtendedHandle) ORDINARY.newHandle());
    }

    private final class Lending extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle handle;

        Lending(ExtendedHandle handle) {
            super(handle);
            this.handle = handle;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            Lender source = lender;
            ByteBuf lent = source == null ? null : source.lend(allocator);
            return lent == null ? handle.allocate(allocator) : lent;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier moreMayCome) {
            return handle.continueReading(moreMayCome);
        }
    }
}
