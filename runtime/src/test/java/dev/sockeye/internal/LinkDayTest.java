package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.OfflineBuffer;
import dev.sockeye.OfflineBuffer.Overflow;
import dev.sockeye.Undelivered.Fate;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A day of a link among random faults, on virtual time. Each run draws one seed more than those that are always tried; a
 * failure names its seed, and {@code -Dsockeye.day.seed=SEED} repeats it.
 */
class LinkDayTest {
    private static final int DAYS = 3;
    private static final Long SEED = Long.getLong("sockeye.day.seed");

    /** Held, so that its level stays: the application of these days throws thousands of times. */
    private static final Logger LOG = Logger.getLogger(Link.class.getName());

    @BeforeAll
    static void hush() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }

    static Stream<Long> seeds() {
        return SEED != null
                ? Stream.of(SEED)
                : LongStream.concat(
                                LongStream.range(0, DAYS),
                                LongStream.of(RandomGenerator.getDefault().nextLong()))
                        .boxed();
    }

    private static OfflineBuffer buffer(Overflow overflow) {
        return new OfflineBuffer(100, 1_000, Duration.ofSeconds(50), overflow);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withoutABufferADayOfFaultsLosesNothingSilently(long seed) {
        LinkDay day = live(seed, Optional.empty());

        assertThat(day.ledger.fates).containsOnlyKeys(Fate.UNCONFIRMED, Fate.NOT_SENT);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withABufferThatRejectsADayOfFaultsLosesNothingSilently(long seed) {
        LinkDay day = live(seed, Optional.of(buffer(Overflow.REJECT)));

        assertThat(day.ledger.fates)
                .containsKeys(Fate.UNCONFIRMED, Fate.EXPIRED)
                .doesNotContainKey(Fate.OVERFLOWED);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withABufferThatDropsADayOfFaultsLosesNothingSilently(long seed) {
        LinkDay day = live(seed, Optional.of(buffer(Overflow.DROP_OLDEST)));

        assertThat(day.ledger.fates).containsKeys(Fate.UNCONFIRMED, Fate.EXPIRED, Fate.OVERFLOWED);
    }

    private static LinkDay live(long seed, Optional<OfflineBuffer> buffer) {
        LinkDay day = new LinkDay(seed, buffer);
        try {
            day.live();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("a day with -Dsockeye.day.seed=" + seed, failure);
        }
        System.out.printf(
                "seed %d: %d attempts, %d connections, %d messages taken, %d read, %s, ends %s%n",
                seed, day.attempts, day.opens, day.ledger.taken(), day.ledger.reads, day.ledger.fates, day.ends);
        // A day on which little happens shows little.
        assertThat(day.opens).isGreaterThan(100);
        assertThat(day.ends).hasSizeGreaterThan(13);
        assertThat(day.ledger.readThoughUnconfirmed).isPositive();
        return day;
    }
}
