package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is learnt of paths with all kinds of limits, on virtual time. */
class IdleLimitTest {
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int SEEDS = 20;

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 7, 10, 13, 20, 30, 55, 60, 100, 300, 350})
    void aLimitCostsAtMostTwoConnectionsInFiveHoursAndNotHalfAsManyPingsAgainAsAreNeeded(int seconds) {
        Duration limit = Duration.ofSeconds(seconds);
        for (int seed = 0; seed < SEEDS; seed++) {
            Duration time = Duration.ofHours(5);
            SimulatedPath path = new SimulatedPath(LONG, seed).cutsAfter(limit).run(time);
            assertThat(path.deaths).hasSizeBetween(1, 2);
            assertThat((double) path.pings).isLessThanOrEqualTo(1.5 * time.toNanos() / limit.toNanos());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 10, 20})
    void theUsualHeartbeatLearnsLimitsBelowItsInterval(int seconds) {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedPath path = new SimulatedPath(USUAL, seed)
                    .cutsAfter(Duration.ofSeconds(seconds))
                    .run(Duration.ofHours(5));
            assertThat(path.deaths).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void aPathWhoseLimitIsLongerThanTheIntervalIsLeftAlone() {
        SimulatedPath path =
                new SimulatedPath(USUAL, 1).cutsAfter(Duration.ofSeconds(21)).run(Duration.ofDays(7));
        assertThat(path.deaths).isEmpty();
        assertThat(path.allowed()).isEqualTo(USUAL);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 10, 60})
    void tryingLongerSilencesBecomesRarerEachTimeItFails(int seconds) {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedPath path = new SimulatedPath(LONG, seed)
                    .cutsAfter(Duration.ofSeconds(seconds))
                    .run(Duration.ofDays(30));
            assertThat(path.deaths).hasSizeLessThanOrEqualTo(6);
            for (int i = 3; i < path.deaths.size(); i++) {
                Duration before = path.deaths.get(i - 1).minus(path.deaths.get(i - 2));
                assertThat(path.deaths.get(i).minus(path.deaths.get(i - 1))).isGreaterThan(before.multipliedBy(2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 17, 60, 240})
    void aPathThatForgetsWithoutAWordIsFoundByHalves(int seconds) {
        Duration limit = Duration.ofSeconds(seconds);
        int halves = 64 - Long.numberOfLeadingZeros(LONG.dividedBy(limit));
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedPath path =
                    new SimulatedPath(LONG, seed).cutsAfter(limit).silently().run(Duration.ofHours(5));
            // More where longer silences are tried after it was found, and where one was borne by chance.
            assertThat(path.deaths).hasSizeBetween(1, halves + 3);
            assertThat(path.allowed()).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void aProcessThatIsKilledMisleadsForAFewHoursAtMost() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedPath path = new SimulatedPath(USUAL, seed).killedIn(Duration.ofSeconds(4));
            path.run(Duration.ofSeconds(10));
            assertThat(path.allowed()).isEqualTo(Duration.ofSeconds(3));
            path.run(Duration.ofHours(3));
            assertThat(path.allowed()).isEqualTo(USUAL);
            assertThat(path.deaths).hasSize(1);
        }
    }

    @Test
    void afterAMisleadingEndTheWayBackIsInSmallSteps() {
        SimulatedPath path = new SimulatedPath(USUAL, 1).killedIn(Duration.ofSeconds(4));
        path.run(Duration.ofSeconds(10));
        Duration before = path.allowed();
        while (before.compareTo(USUAL) < 0) {
            path.run(Duration.ofMinutes(1));
            assertThat(path.allowed()).isBetween(before, before.multipliedBy(5).dividedBy(4));
            before = path.allowed();
        }
    }

    @Test
    void killsThatFallOnAPathThatHasBorneLongerSilencesTeachNothing() {
        SimulatedPath path = new SimulatedPath(USUAL, 1).run(Duration.ofMinutes(5));
        for (int i = 0; i < 5; i++) {
            path.killedIn(Duration.ofSeconds(605 + 2 * i)).run(Duration.ofMinutes(20));
        }
        assertThat(path.deaths).hasSize(5);
        assertThat(path.allowed()).isEqualTo(USUAL);
    }

    @Test
    void aKillBesidesAKnownLimitDoesNotMakeItForgotten() {
        SimulatedPath path =
                new SimulatedPath(LONG, 1).cutsAfter(Duration.ofSeconds(60)).run(Duration.ofHours(2));
        Duration known = path.allowed();
        int deaths = path.deaths.size();
        path.killedIn(Duration.ofMillis(3_700)).run(Duration.ofHours(3));

        assertThat(path.deaths).hasSize(deaths + 1);
        assertThat(path.allowed()).isEqualTo(known);
    }

    @Test
    void anAgeAtWhichConnectionsEndIsNoLimitOfSilence() {
        SimulatedPath path =
                new SimulatedPath(USUAL, 1).endsAtAge(Duration.ofSeconds(30)).run(Duration.ofHours(1));
        assertThat(path.allowed()).isEqualTo(USUAL);
    }

    @Test
    void aLimitThatIsRaisedIsFoundOutInDays() {
        SimulatedPath path =
                new SimulatedPath(USUAL, 1).cutsAfter(Duration.ofSeconds(10)).run(Duration.ofHours(5));
        int deaths = path.deaths.size();
        path.cutsAfter(Duration.ofHours(1)).run(Duration.ofDays(2));

        assertThat(path.deaths).hasSize(deaths);
        assertThat(path.allowed()).isEqualTo(USUAL);
    }

    @Test
    void aLimitThatIsLoweredIsLearntAnew() {
        SimulatedPath path =
                new SimulatedPath(LONG, 1).cutsAfter(Duration.ofSeconds(60)).run(Duration.ofHours(5));
        int deaths = path.deaths.size();
        path.cutsAfter(Duration.ofSeconds(10)).run(Duration.ofHours(5));

        // The first falls on a connection that has borne more, the second on a path that has lately.
        assertThat(path.deaths).hasSizeBetween(deaths + 1, deaths + 4);
        assertThat(path.allowed()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aDocumentedLimitIsKeptFromTheStart() {
        SimulatedPath path = new SimulatedPath(LONG, 1).cutsAfter(Duration.ofSeconds(60));
        path.memory.told(SimulatedPath.PEER, Duration.ofSeconds(60).toNanos(), 0);
        path.run(Duration.ofHours(5));

        assertThat(path.deaths).isEmpty();
        assertThat(path.allowed()).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void whatWasLearntCountsForMoreThanADocument() {
        SimulatedPath path =
                new SimulatedPath(LONG, 1).cutsAfter(Duration.ofSeconds(10)).run(Duration.ofMinutes(1));
        path.memory.told(SimulatedPath.PEER, Duration.ofSeconds(60).toNanos(), path.now);

        assertThat(path.allowed()).isEqualTo(Duration.ofMillis(7_500));
    }

    @Test
    void noLimitAsksForMoreThanAPingInASecond() {
        IdleLimit limit = IdleLimit.UNKNOWN.ended(1, true, 0);
        assertThat(limit.allowed()).isEqualTo(IdleLimit.LEAST);
    }
}
