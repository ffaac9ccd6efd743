package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerDrainStepsTest {
    private static final long STEP = Duration.ofMillis(10).toNanos();
    private static final long SPREAD = Duration.ofSeconds(15).toNanos();

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_499, 1_500, 50_000})
    void connectionsAreAskedToCloseEvenlyOverTheSpread(int connections) {
        int steps = (int) (SPREAD / STEP);
        int most = connections / steps + 2;
        int asked = 0;
        for (long elapsed = 0; elapsed <= SPREAD; elapsed += STEP) {
            int due = ServerDrain.due(elapsed, SPREAD, connections);
            assertThat(due - asked).as("at %d ms", elapsed / 1_000_000).isBetween(0, most);
            asked = due;
        }
        assertThat(asked).isEqualTo(connections);
    }

    @Test
    void withoutASpreadAllAreAskedAtOnce() {
        assertThat(ServerDrain.due(0, 0, 100)).isEqualTo(100);
        assertThat(ServerDrain.due(SPREAD + STEP, SPREAD, 100)).isEqualTo(100);
    }
}
