package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What an end counts for, beyond its own connection. */
class PathMemoryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    /** A clock that wraps within the tests' times. */
    private static final long START = Long.MAX_VALUE - 5 * SECOND;

    private static final String PEER = "example.com";

    private final PathMemory memory = new PathMemory();

    private static long at(long nanos) {
        return START + nanos;
    }

    private boolean ended(long seconds, long now) {
        return memory.ended(PEER, new SilentEnd(seconds * SECOND, true), at(now));
    }

    private long allowed() {
        return memory.limit(PEER).allowed();
    }

    @Test
    void oneEndIsAHintAndASecondOneConfirmsIt() {
        assertThat(ended(10, 0)).isTrue();
        assertThat(memory.limit(PEER).isConfirmed()).isFalse();
        assertThat(allowed()).isEqualTo(7_500_000_000L);
        assertThat(ended(10, MINUTE)).isTrue();
        assertThat(memory.limit(PEER).isConfirmed()).isTrue();
        assertThat(allowed()).isEqualTo(7_500_000_000L);
    }

    @Test
    void connectionsThatEndTogetherAfterTheSameSilenceAreOneHint() {
        ended(10, 0);
        assertThat(ended(10, SECOND / 2)).isTrue();
        assertThat(memory.limit(PEER).isConfirmed()).isFalse();
        assertThat(allowed()).isEqualTo(7_500_000_000L);
    }

    @Test
    void connectionsThatEndTogetherAfterDifferentSilencesTeachNothing() {
        ended(10, 0);
        assertThat(ended(4, SECOND / 2)).isFalse();
        assertThat(memory.limit(PEER)).isEqualTo(IdleLimit.UNKNOWN);
    }

    @Test
    void anEndBeforeARefusedAttemptIsTakenBack() {
        ended(10, 0);
        ended(10, MINUTE);
        ended(3, 2 * MINUTE);
        memory.refused(PEER, at(2 * MINUTE + SECOND));

        assertThat(allowed()).isEqualTo(7_500_000_000L);
        memory.refused(PEER, at(2 * MINUTE + SECOND));
        assertThat(allowed()).as("told twice").isEqualTo(7_500_000_000L);
    }

    @Test
    void aRefusalLongAfterwardsSaysNothingOfTheEnd() {
        ended(10, 0);
        memory.refused(PEER, at(10 * MINUTE));
        assertThat(allowed()).isEqualTo(7_500_000_000L);
    }

    @Test
    void afterALongerSilenceWasBorneAnEndIsDoubtedUntilItRepeats() {
        memory.survived(PEER, 19 * SECOND, START);
        assertThat(ended(10, MINUTE)).isFalse();
        assertThat(memory.limit(PEER)).isEqualTo(IdleLimit.UNKNOWN);
        assertThat(ended(6, 2 * MINUTE)).isFalse();
        assertThat(ended(6, 3 * MINUTE)).isTrue();
        assertThat(allowed()).isEqualTo(4_500_000_000L);
    }

    @Test
    void whatWasBorneLongAgoRaisesNoDoubt() {
        memory.survived(PEER, 19 * SECOND, START);
        assertThat(ended(10, 2 * 60 * MINUTE)).isTrue();
    }

    @Test
    void openConnectionsAreToldOfWhatAnotherOneLearnt() {
        List<Long> told = new ArrayList<>();
        Consumer<IdleLimit> follower = limit -> told.add(limit.allowed());
        memory.follow(PEER, follower);
        memory.ended("elsewhere", new SilentEnd(4 * SECOND, true), START);
        ended(10, 0);
        memory.unfollow(PEER, follower);
        ended(5, MINUTE);

        assertThat(told).containsExactly(7_500_000_000L);
    }

    @Test
    void pathsToDifferentPeersAreDifferentAndBounded() {
        ended(10, 0);
        assertThat(memory.limit("elsewhere")).isEqualTo(IdleLimit.UNKNOWN);
        for (int i = 0; i < 300; i++) {
            memory.survived("host" + i, SECOND, START);
        }
        assertThat(memory.limit(PEER)).isEqualTo(IdleLimit.UNKNOWN);
    }
}
