package dev.sockeye.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("RFC6455-6.2-5")
class MaskingTest {
    private static final int KEY = 0x81_02_FE_7F;
    private static final int MOST = 40;

    static Stream<Arguments> buffers() {
        IntFunction<ByteBuffer> slice =
                size -> ByteBuffer.allocate(size + 3).position(3).slice();
        return Stream.of(
                Arguments.of("heap", (IntFunction<ByteBuffer>) ByteBuffer::allocate),
                Arguments.of("direct", (IntFunction<ByteBuffer>) ByteBuffer::allocateDirect),
                Arguments.of("a slice that is not aligned", slice),
                Arguments.of("little-endian heap", (IntFunction<ByteBuffer>)
                        size -> ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN)),
                Arguments.of("little-endian direct", (IntFunction<ByteBuffer>)
                        size -> ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("buffers")
    void everyRangeIsMaskedByteForByteAsTheRfcHasIt(String name, IntFunction<ByteBuffer> allocate) {
        for (int from = 0; from < 17; from++) {
            for (int length = 0; from + length <= MOST; length++) {
                ByteBuffer buffer = filled(allocate.apply(MOST));
                buffer.position(2).limit(MOST);

                Masking.apply(buffer, from, from + length, KEY);

                assertThat(buffer.position()).isEqualTo(2);
                assertThat(buffer.limit()).isEqualTo(MOST);
                for (int i = 0; i < MOST; i++) {
                    boolean inside = i >= from && i < from + length;
                    int expected = original(i) ^ (inside ? keyOctet((i - from) % 4) : 0);
                    assertThat(buffer.get(i) & 0xFF)
                            .as("%s: byte %s of [%s, %s)", name, i, from, from + length)
                            .isEqualTo(expected & 0xFF);
                }
            }
        }
    }

    @Test
    void maskingTwiceRestoresTheBytes() {
        ByteBuffer buffer = filled(ByteBuffer.allocate(MOST));
        Masking.apply(buffer, 1, MOST, KEY);
        Masking.apply(buffer, 1, MOST, KEY);

        assertThat(buffer).isEqualTo(filled(ByteBuffer.allocate(MOST)));
    }

    @Test
    void aPayloadMaskedInPartsIsMaskedAsAWhole() {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            int key = random.nextInt();
            ByteBuffer whole = filled(ByteBuffer.allocate(MOST));
            Masking.apply(whole, 0, MOST, key);

            ByteBuffer parts = filled(ByteBuffer.allocate(MOST));
            int at = 0;
            int turned = key;
            while (at < MOST) {
                int to = Math.min(MOST, at + random.nextInt(0, 12));
                Masking.apply(parts, at, to, turned);
                turned = Masking.rotate(turned, to - at);
                at = to;
            }
            assertThat(parts).as("seed %s", seed).isEqualTo(whole);
        }
    }

    @Test
    void aKeyTurnedByAHugeCountFitsThatPosition() {
        assertThat(Masking.rotate(0x01020304, 0)).isEqualTo(0x01020304);
        assertThat(Masking.rotate(0x01020304, 1)).isEqualTo(0x02030401);
        assertThat(Masking.rotate(0x01020304, (1L << 40) + 3)).isEqualTo(0x04010203);
    }

    @Test
    void aKeyOfZerosLeavesAReadOnlyBufferAlone() {
        ByteBuffer readOnly = filled(ByteBuffer.allocate(MOST)).asReadOnlyBuffer();

        Masking.apply(readOnly, 0, MOST, 0);

        assertThat(readOnly).isEqualTo(filled(ByteBuffer.allocate(MOST)));
    }

    private static ByteBuffer filled(ByteBuffer buffer) {
        for (int i = 0; i < MOST; i++) {
            buffer.put(i, (byte) original(i));
        }
        return buffer;
    }

    private static int original(int index) {
        return index * 37 + 11;
    }

    private static int keyOctet(int index) {
        return KEY >>> (24 - 8 * index);
    }
}
