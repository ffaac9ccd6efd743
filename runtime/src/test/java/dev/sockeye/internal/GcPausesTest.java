package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GcPausesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final GcPauses pauses = new GcPauses();

    @Test
    void theLongestOfTheLastMinuteIsTold() {
        assertThat(pauses.longest(0)).isEmpty();
        pauses.paused(4 * SECOND, 10 * SECOND);
        pauses.paused(2 * SECOND, 20 * SECOND);
        assertThat(pauses.longest(60 * SECOND)).contains(Duration.ofSeconds(4));
        assertThat(pauses.longest(200 * SECOND)).isEmpty();
    }

    @Test
    void aRealCollectionIsHeardOf() {
        GcNotifications.listen(pauses);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            // Full, so that it takes a millisecond at least, the unit in which the JVM tells it
            System.gc();
            return pauses.longest(System.nanoTime()).isPresent();
        });
    }
}
