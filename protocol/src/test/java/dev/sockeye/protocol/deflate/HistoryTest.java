package dev.sockeye.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aHistoryHoldsTheLastBytesOfAllThatWasAppended(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int windowBits = 8 + (int) seed - 1;
        History history = new History(windowBits);
        for (int life = 0; life < 3; life++) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 200; i++) {
                byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 3 << windowBits : 200)];
                random.nextBytes(bytes);
                int from = random.nextInt(bytes.length + 1);
                int length = random.nextInt(bytes.length - from + 1);
                ByteBuffer source = i % 2 == 0 ? ByteBuffer.wrap(bytes) : direct(bytes);
                history.append(source, from, length);
                all.write(bytes, from, length);

                byte[] expected = all.toByteArray();
                assertThat(history.size()).as("seed %d", seed).isEqualTo(Math.min(1 << windowBits, expected.length));
                int asked = random.nextInt(history.size() + 1);
                byte[] last = new byte[asked];
                history.copyLast(asked, last);
                assertThat(last)
                        .as("seed %d", seed)
                        .isEqualTo(Arrays.copyOfRange(expected, expected.length - asked, expected.length));
            }
            history.clear();
            assertThat(history.size()).isZero();
        }
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
