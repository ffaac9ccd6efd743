package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final int DRAWS = 30_000;

    private final Random random = new Random(4);

    @Test
    void thoseRefusedByADrainAreSpreadEvenlyOverTheWindow() {
        long window = Duration.ofSeconds(30).toNanos();
        assertEven(1, 30, () -> RetryAfter.ofDrain(window, random::nextInt));
    }

    @Test
    void thoseRefusedForALimitAreSpreadEvenlyOverTenSeconds() {
        assertEven(5, 14, () -> RetryAfter.ofOverload(random::nextInt));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.5S, 1", "PT1.9S, 1", "PT2S, 2", "PT1H, 3600", "P300D, 3600", "P106751D, 3600"})
    void itIsAtLeastASecondAndAtMostTheWindowOrAnHour(Duration window, int most) {
        long nanos = window.toNanos();
        assertThat(RetryAfter.ofDrain(nanos, bound -> 0)).isEqualTo(1);
        assertThat(RetryAfter.ofDrain(nanos, bound -> bound - 1)).isEqualTo(most);
    }

    private static void assertEven(int least, int most, IntSupplier seconds) {
        int[] counts = new int[most + 2];
        for (int i = 0; i < DRAWS; i++) {
            counts[Math.min(most + 1, seconds.getAsInt())]++;
        }
        int share = DRAWS / (most - least + 1);
        // Four standard deviations of a share's count
        int tolerance = (int) (4 * Math.sqrt(share));
        for (int second = 0; second < counts.length; second++) {
            if (second < least || second > most) {
                assertThat(counts[second]).as("%d s", second).isZero();
            } else {
                assertThat(counts[second]).as("%d s", second).isBetween(share - tolerance, share + tolerance);
            }
        }
    }
}
