package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopBuffersTest {
    private final LoopBuffers buffers = new LoopBuffers(2, 1024);

    @AfterEach
    void close() {
        buffers.close();
    }

    @Test
    void whatWasGivenBackIsUsedAgainAndIsEmpty() {
        ByteBuf first = take();
        first.writeLong(7).readByte();
        first.release();

        ByteBuf second = take();

        assertThat(second).isSameAs(first);
        assertThat(second.readerIndex()).isZero();
        assertThat(second.readableBytes()).isZero();
        assertThat(second.writableBytes()).isEqualTo(1024);
        second.release();
    }

    @Test
    void whatIsInUseIsNotUsedByAnother() {
        ByteBuf one = take();
        ByteBuf two = take();

        assertThat(two).isNotSameAs(one);
        assertThat(buffers.take()).as("both are in use").isNull();
        one.release();
        assertThat(take()).isSameAs(one);
        one.release();
        two.release();
    }

    @Test
    void aSliceThatSomebodyKeepsKeepsTheBuffer() {
        ByteBuf one = take();
        one.writeLong(42);
        ByteBuf kept = one.retainedSlice(0, 8);
        one.release();

        ByteBuf two = take();
        two.writeLong(-1);

        assertThat(kept.getLong(0)).isEqualTo(42);
        kept.release();
        two.release();
    }

    @Test
    void whatIsInUseAtTheEndIsFreedByItsUser() {
        ByteBuf used = take();

        buffers.close();

        assertThat(used.refCnt()).isOne();
        used.release();
        assertThat(used.refCnt()).isZero();
    }

    private ByteBuf take() {
        return Objects.requireNonNull(buffers.take(), "a buffer is free");
    }
}
