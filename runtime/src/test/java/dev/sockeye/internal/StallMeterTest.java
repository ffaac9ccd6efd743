package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallMeterTest {
    private static final long BEGIN = Long.MAX_VALUE - 5;

    private final StallMeter meter = new StallMeter();
    private long wallMillis = 1_000_000;
    private long now = BEGIN;

    /** The next tick is due after a tenth of a second and comes so much later; the wall clock goes on by as much. */
    private void tick(long lateMillis) {
        long due = now + TimeUnit.MILLISECONDS.toNanos(100);
        now = due + TimeUnit.MILLISECONDS.toNanos(lateMillis);
        wallMillis += 100 + lateMillis;
        meter.tick(due, now, wallMillis);
    }

    private Duration longest() {
        return meter.longest(now, now);
    }

    @Test
    void aLateTickIsAStall() {
        tick(1);
        tick(3_000);
        tick(2);

        assertThat(longest()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aTickThatIsLateAtThisMomentCounts() {
        tick(0);

        assertThat(meter.longest(now, now + TimeUnit.SECONDS.toNanos(7))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aStallIsForgottenAfterOneMinuteAtTheSoonestAndTwoAtTheLatest() {
        tick(3_000);
        for (int i = 0; i < 590; i++) {
            tick(0);
        }
        assertThat(longest()).isEqualTo(Duration.ofSeconds(3));
        for (int i = 0; i < 620; i++) {
            tick(0);
        }
        assertThat(longest()).isZero();
    }

    @Test
    void aWallClockThatGoesOnWhileTheOtherStandsTellsOfSleep() {
        tick(0);
        long opened = now;
        wallMillis += 60_000;
        tick(0);

        assertThat(meter.sleptSince(opened)).contains(Duration.ofSeconds(60));
        assertThat(meter.sleptSince(now + 1)).isEmpty();
        assertThat(longest()).isZero();
    }

    @Test
    void theTimeBetweenConnectionsIsNoSleep() {
        tick(0);
        meter.rest();
        wallMillis += 60_000;
        tick(0);

        assertThat(meter.sleptSince(BEGIN)).isEmpty();
    }
}
