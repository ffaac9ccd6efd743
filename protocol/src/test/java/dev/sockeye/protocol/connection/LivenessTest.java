package dev.sockeye.protocol.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.connection.Liveness.Due;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final long SECOND = 1_000_000_000L;

    private final Liveness liveness = new Liveness(
            ConnectionConfig.builder(Role.SERVER)
                    .heartbeat(new Heartbeat(Duration.ofSeconds(20), Duration.ofSeconds(10)).withJitter(0))
                    .build(),
            0);

    @Test
    void aPauseIsNoSilenceAndItsEndNoByte() {
        liveness.bytesIn(5 * SECOND);
        liveness.pause();
        assertThat(liveness.due(100 * SECOND)).isEqualTo(Due.NOTHING);

        liveness.resume(100 * SECOND);
        assertThat(liveness.lastByteIn()).isEqualTo(5 * SECOND);
        assertThat(liveness.due(119 * SECOND)).isEqualTo(Due.NOTHING);
        assertThat(liveness.due(120 * SECOND)).isEqualTo(Due.PING);
    }

    @Test
    void whatTheSystemTakesAtOnceProvesNothing() {
        liveness.pingOut(1, 20 * SECOND);
        assertThat(liveness.output(100, 0, 20 * SECOND)).isFalse();
        assertThat(liveness.output(5_000, 0, 29 * SECOND)).isFalse();
        assertThat(liveness.due(30 * SECOND)).isEqualTo(Due.PONG_TIMEOUT);
    }

    @Test
    void whatHadToWaitAndWasTakenGivesTimeForAnAnswer() {
        liveness.pingOut(1, 20 * SECOND);
        liveness.output(1_000, 900, 20 * SECOND);
        // As much went as came.
        assertThat(liveness.output(1_100, 900, 30 * SECOND)).isTrue();
        assertThat(liveness.due(39 * SECOND)).isEqualTo(Due.NOTHING);
        assertThat(liveness.output(1_200, 1_000, 40 * SECOND)).isFalse();
        assertThat(liveness.due(40 * SECOND)).isEqualTo(Due.PONG_TIMEOUT);
    }

    @Test
    void aTimerThatWasSetWithinAPauseIsNotTooLateForThePingBehindIt() {
        liveness.pause();
        long asked = 50 * SECOND;
        long wait = liveness.nanosUntilDue(asked);
        liveness.resume(asked + 1);
        long pingDue = asked + 1 + 20 * SECOND;
        assertThat(asked + wait).isLessThanOrEqualTo(pingDue);
    }
}
