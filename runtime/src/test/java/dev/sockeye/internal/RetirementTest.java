package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.ConnectionAge;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetirementTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Random random = new Random(20_261_122);
    private final MockTicker time = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(time).build();
    private final TimerWheel wheel = new TimerWheel(channel.eventLoop(), time::nanoTime, stall -> {});

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void noConnectionBecomesOlderThanTheLimitNorMuchYounger() {
        ConnectionAge age = ConnectionAge.of(Duration.ofHours(1));
        for (int bits : new int[] {0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            assertThat(Retirement.draw(age, () -> bits)).isBetween(HOUR * 4 / 5, HOUR);
        }
        assertThat(Retirement.draw(age, () -> 0)).isEqualTo(HOUR);
        assertThat(Retirement.draw(new ConnectionAge(Duration.ofHours(1), 1), () -> -1))
                .isPositive();
    }

    @Test
    void withoutALimitOrWithAnEndlessOneNobodyRetires() {
        assertThat(Retirement.draw(ConnectionAge.UNLIMITED, () -> -1)).isEqualTo(Long.MAX_VALUE);
        ConnectionAge endless = new ConnectionAge(Duration.ofSeconds(Long.MAX_VALUE), 0);
        assertThat(Retirement.draw(endless, () -> -1)).isEqualTo(Long.MAX_VALUE);
        assertThat(Retirement.nanosUntil(Long.MAX_VALUE, 0, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void agesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ConnectionAge.of(Duration.ofSeconds(-1))).hasMessageContaining("negative");
        assertThatThrownBy(() -> new ConnectionAge(Duration.ofHours(1), 1.1)).hasMessageContaining("jitter");
        assertThatThrownBy(() -> new ConnectionAge(Duration.ofHours(1), Double.NaN))
                .hasMessageContaining("jitter");
    }

    @Test
    void tenThousandThatOpenedAtOnceRetireEvenlyOverTheJitter() {
        int connections = 10_000;
        int[] perMinute = new int[61];
        for (int i = 0; i < connections; i++) {
            wheel.place(new Retiring(perMinute), time.nanoTime());
        }
        for (int tick = 0; tick < 61 * 600; tick++) {
            time.advance(100, TimeUnit.MILLISECONDS);
            channel.runPendingTasks();
        }
        for (int minute = 0; minute < 48; minute++) {
            assertThat(perMinute[minute]).as("minute %d", minute).isZero();
        }
        // A twelfth is 833; the bound is four standard deviations
        for (int minute = 48; minute < 60; minute++) {
            assertThat(perMinute[minute]).as("minute %d", minute).isBetween(722, 944);
        }
    }

    @Test
    void aMessageThatIsUnderWayIsWaitedForNoLongerThanTheGrace() {
        long grace = 10;
        assertThat(Retirement.isDue(100, 99, false, grace)).isFalse();
        assertThat(Retirement.isDue(100, 100, false, grace)).isTrue();
        assertThat(Retirement.isDue(100, 109, true, grace)).isFalse();
        assertThat(Retirement.isDue(100, 110, true, grace)).isTrue();
        assertThat(Retirement.isDue(Long.MAX_VALUE, Long.MAX_VALUE - 1, false, grace))
                .isFalse();
    }

    /** A connection that has nothing but its age. */
    private final class Retiring extends TimerWheel.Entry {
        private final long startedAt = time.nanoTime();
        private final long givenAge = Retirement.draw(ConnectionAge.of(Duration.ofHours(1)), random::nextInt);
        private final int[] perMinute;

        Retiring(int[] perMinute) {
            this.perMinute = perMinute;
        }

        @Override
        long nanosUntilDue(long now) {
            return Retirement.nanosUntil(givenAge, startedAt, now);
        }

        @Override
        void onDue(long now) {
            perMinute[(int) Math.min(60, (now - startedAt) / MINUTE)]++;
        }
    }
}
