package dev.sockeye.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.reconnect.Decision.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the delays of many clients promise: bounds, an even spread, and no two waves at once. */
class DelayDistributionTest {
    private static final int CLIENTS = 10_000;
    private static final CloseReport LOST = CloseReport.builder(
                    Role.CLIENT, new CloseCause.TransportLost(TransportEnd.FIN))
            .build();

    private static long delay(int failures, double jitter) {
        Attempt attempt = new Attempt(
                failures, failures, true, Duration.ZERO, Duration.ZERO, false, false, Instant.EPOCH, jitter);
        return ((Retry) ReconnectPolicy.DEFAULT.decide(LOST, attempt)).delay().toNanos();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 30})
    @Tag("RFC6455-7.2.3-2")
    void theDelaysOfManyClientsFillTheirRangeEvenly(int failures) {
        SplittableRandom random = new SplittableRandom(failures);
        long longest = Backoff.DEFAULT.longest(failures).toNanos();
        int[] slots = new int[100];

        for (int i = 0; i < CLIENTS; i++) {
            long delay = delay(failures, random.nextDouble());
            assertThat(delay).isBetween(0L, longest - 1);
            slots[(int) (delay * slots.length / longest)]++;
        }

        // Chi-square of 99 degrees of freedom: above 149 once in a thousand draws, and the draw is the same each time.
        double expected = (double) CLIENTS / slots.length;
        double chiSquare = Arrays.stream(slots)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertThat(chiSquare).isLessThan(149);
    }

    /** All lose the same server at once and none gets back: their attempts must not fall together, in no round. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void clientsThatLoseOneServerAtOnceNeverComeTogether(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] perSecond = new int[600];

        for (int i = 0; i < CLIENTS; i++) {
            long at = 0;
            for (int failures = 1; at < 600_000_000_000L; failures++) {
                at += delay(failures, random.nextDouble());
                if (at < 600_000_000_000L) {
                    perSecond[(int) (at / 1_000_000_000L)]++;
                }
            }
        }

        // The first five seconds take the first wave, a fifth each and the first of the second wave.
        assertThat(Arrays.stream(perSecond).limit(5).max().orElseThrow()).isLessThan(CLIENTS * 2 / 5);
        // In the long run a client comes twice a minute: half a minute is the mean of the longest delay.
        double later = Arrays.stream(perSecond).skip(120).average().orElseThrow();
        assertThat(later).isBetween(CLIENTS / 35.0, CLIENTS / 25.0);
        assertThat(Arrays.stream(perSecond).skip(120).max().orElseThrow()).isLessThan((int) (later * 1.3));
    }
}
