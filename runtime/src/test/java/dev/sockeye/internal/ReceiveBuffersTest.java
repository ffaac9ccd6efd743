package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sizes that a channel reads with follow what comes, and a turn of reading ends. */
class ReceiveBuffersTest {
    private static final int FIRST_BYTES = 2 << 10;
    private static final int MOST_BYTES = 64 << 10;

    private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReceiveBuffers buffers = new ReceiveBuffers();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aReadThatFillsItsBufferMakesTheNextOneLargerAtOnceUpToALimit() {
        buffers.reset(channel.config());
        assertThat(read(FIRST_BYTES)).isEqualTo(FIRST_BYTES);
        assertThat(read(Integer.MAX_VALUE)).isEqualTo(FIRST_BYTES * 16);
        assertThat(read(Integer.MAX_VALUE)).isEqualTo(MOST_BYTES);
        assertThat(read(1)).isEqualTo(MOST_BYTES);
    }

    @Test
    void twoSmallTurnsInARowHalveTheSizeDownToALimit() {
        turn(1);
        assertThat(buffers.guess()).isEqualTo(FIRST_BYTES);
        turn(1);
        assertThat(buffers.guess()).isEqualTo(FIRST_BYTES / 2);
        turn(1);
        turn(FIRST_BYTES / 2 - 1);
        turn(1);
        assertThat(buffers.guess()).as("the small turns are not in a row").isEqualTo(FIRST_BYTES / 2);
        for (int turn = 0; turn < 20; turn++) {
            turn(1);
        }
        assertThat(buffers.guess()).isEqualTo(256);
    }

    @Test
    void aTurnEndsWithAReadThatLeavesRoomAndAfterSixteen() {
        buffers.reset(channel.config());
        int reads = 0;
        do {
            read(Integer.MAX_VALUE);
            reads++;
        } while (buffers.continueReading());
        assertThat(reads).isEqualTo(16);

        buffers.reset(channel.config());
        read(1);
        assertThat(buffers.continueReading()).isFalse();
        assertThat(buffers.continueReading(() -> true)).isTrue();
    }

    @Test
    void nothingIsReadOnceReadingHasStopped() {
        buffers.reset(channel.config());
        channel.config().setAutoRead(false);
        read(Integer.MAX_VALUE);
        assertThat(buffers.continueReading()).isFalse();
        assertThat(buffers.continueReading(() -> true)).isFalse();
    }

    private void turn(int bytes) {
        buffers.reset(channel.config());
        read(bytes);
        buffers.readComplete();
    }

    /** Reads once, as a channel does; returns the size of the buffer that it was given. */
    private int read(int most) {
        ByteBuf buffer = buffers.newHandle().allocate(allocator);
        int size = buffer.writableBytes();
        buffers.attemptedBytesRead(size);
        buffers.lastBytesRead(Math.min(size, most));
        buffers.incMessagesRead(1);
        buffer.release();
        return size;
    }
}
