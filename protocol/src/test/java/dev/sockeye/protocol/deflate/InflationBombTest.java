package dev.sockeye.protocol.deflate;

import static dev.sockeye.protocol.deflate.Deflates.NO_LIMIT;
import static dev.sockeye.protocol.deflate.Deflates.agreement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message of 1 MiB that inflates to 1 GiB. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InflationBombTest {
    private static final long INFLATED = 1L << 30;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static ThreadResources resources = new ThreadResources(() -> 0);
    private static byte[] bomb = new byte[0];

    @BeforeAll
    static void makeTheBomb() {
        resources = new ThreadResources(() -> 0);
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[1 << 20]);
        byte[] space = new byte[1 << 14];
        int size = deflater.deflate(space, 0, space.length, Deflater.FULL_FLUSH);
        deflater.end();
        // What ends with a full flush refers to nothing before it, so it can be repeated.
        int times = (int) (INFLATED >> 20);
        bomb = new byte[size * times + 1];
        for (int i = 0; i < times; i++) {
            System.arraycopy(space, 0, bomb, i * size, size);
        }
        assertThat(bomb.length).isLessThan(1_200_000);
    }

    @AfterAll
    static void close() {
        resources.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 16 << 20, INFLATED - 1})
    @Tag("RFC6455-10.4-1")
    void aBombStopsAtTheLimitAndCostsNoMemory(long limit) {
        long[] taken = new long[1];
        try (MessageCodec codec = agreement(true, 15, 6).open(resources)) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() ->
                            codec.decode(ByteBuffer.wrap(bomb), true, limit, window -> taken[0] += window.remaining()))
                    .satisfies(e -> assertThat(e.error()).isEqualTo(ProtocolError.MESSAGE_TOO_LARGE));
            // The scratch space, the history of 32 KiB, and what the assertion itself needs.
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
        }
        assertThat(taken[0]).isLessThanOrEqualTo(limit).isGreaterThan(limit - ZlibPool.SCRATCH_SIZE);
    }

    @Test
    void aBombWithinTheLimitPassesThroughScratchSpace() throws ProtocolException {
        long[] taken = new long[1];
        try (MessageCodec codec = agreement(true, 15, 6).open(resources)) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            codec.decode(ByteBuffer.wrap(bomb), true, INFLATED, window -> taken[0] += window.remaining());
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
        }
        assertThat(taken[0]).isEqualTo(INFLATED);
    }

    @Test
    void messagesInSteadyStateAllocateNothing() throws ProtocolException {
        ByteBuffer message = ByteBuffer.wrap(Deflates.json(1, 1024));
        ByteBuffer wire = ByteBuffer.allocate(2048);
        int[] taken = new int[1];
        for (int bits : new int[] {15, 12}) {
            for (boolean takeover : new boolean[] {false, true}) {
                try (MessageCodec codec = agreement(takeover, bits, 6).open(resources)) {
                    Runnable echo = () -> {
                        try {
                            codec.encode(
                                    message.rewind(),
                                    true,
                                    window -> wire.clear().put(window));
                            codec.decode(wire.flip(), true, NO_LIMIT, window -> taken[0] += window.remaining());
                        } catch (ProtocolException e) {
                            throw new AssertionError(e);
                        }
                    };
                    for (int i = 0; i < 2000; i++) {
                        echo.run();
                    }
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < 1000; i++) {
                        echo.run();
                    }
                    long perMessage = (THREADS.getCurrentThreadAllocatedBytes() - before) / 1000;
                    // The two lambdas above and the iterator over pooled compressors, where they are not optimised
                    // away.
                    assertThat(perMessage).isLessThan(128);
                }
            }
        }
        assertThat(taken[0]).isEqualTo(4 * 3000 * 1024);
    }
}
