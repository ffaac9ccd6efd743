package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a message is put together in: no more memory than what has come vouches for, and no copy that can be spared. */
class MessageAssemblyTest {
    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;
    private static final int KIB = 1 << 10;

    private final MessageAssembly assembly = new MessageAssembly();

    @AfterEach
    void discard() {
        assembly.discard();
    }

    @Test
    void aHeaderAloneGetsNoMoreThanAnOrdinaryRead() {
        ByteBuf place = assembly.lend(16 << 20, ALLOCATOR);
        assertThat(place.capacity()).isEqualTo(64 * KIB);
        place.release();
    }

    @Test
    void whatHasComeVouchesForFourTimesAsMuch() {
        assembly.add(ByteBuffer.allocate(50 * KIB), 16 << 20, ALLOCATOR);
        ByteBuf place = assembly.lend(16 << 20, ALLOCATOR);
        assertThat(place.capacity()).isEqualTo(150 * KIB);
        place.release();
    }

    @Test
    void noMoreIsHeldThanIsAnnounced() {
        assembly.add(ByteBuffer.allocate(50 * KIB), 30 * KIB, ALLOCATOR);
        ByteBuf place = assembly.lend(30 * KIB, ALLOCATOR);
        assertThat(place.capacity()).isEqualTo(30 * KIB);
        place.release();
    }

    @Test
    void aPeerThatHasSentALargeMessageMayHaveRoomForAnotherAtOnce() {
        assembly.add(ByteBuffer.allocate(KIB << 10), 0, ALLOCATOR);
        assembly.discard();
        assembly.add(ByteBuffer.allocate(100), 16 << 20, ALLOCATOR);
        ByteBuf place = assembly.lend(16 << 20, ALLOCATOR);
        assertThat(place.capacity()).as("the most that one read takes").isEqualTo(256 * KIB);
        place.release();
    }

    @Test
    void whatIsReadToItsPlaceIsNotCopied() {
        assembly.add(ByteBuffer.wrap(new byte[] {1, 2}), 40_000, ALLOCATOR);
        ByteBuf place = assembly.lend(40_000, ALLOCATOR);
        place.writeZero(40_000).setByte(39_999, 3);
        assertThat(assembly.addInPlace(place.nioBuffer(), place)).isTrue();
        ByteBuf whole = Objects.requireNonNull(assembly.take());
        assertThat(whole.readableBytes()).isEqualTo(40_002);
        assertThat(whole.getByte(1)).isEqualTo((byte) 2);
        assertThat(whole.getByte(40_001)).isEqualTo((byte) 3);
        assertThat(place.memoryAddress()).isEqualTo(whole.memoryAddress() + 2);
        place.release();
        whole.release();
    }

    @Test
    void onlyTheBufferThatWasLentLastIsTakenForItsPlace() {
        assembly.add(ByteBuffer.allocate(2), 40_000, ALLOCATOR);
        ByteBuf place = assembly.lend(40_000, ALLOCATOR);
        assembly.lendNothing();
        assertThat(assembly.addInPlace(ByteBuffer.allocate(1), place)).isFalse();
        place.release();
    }
}
