package dev.sockeye.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The times at which messages are due, on a clock that the test moves. */
class PacerTest {
    private static final long START = 1_000;
    private static final double PER_SECOND = 1_000;
    private static final long MILLI = 1_000_000;

    /** Records whose turn it was. */
    private final class Sender implements Paced {
        private final String name;

        private Sender(String name) {
            this.name = name;
        }

        @Override
        public void follow(Pace all, int turn) {
            order.add(name + " has turn " + turn);
        }

        @Override
        public void becomeDue(Tally ofPacer) {
            order.add(name);
        }
    }

    private final List<String> order = new ArrayList<>();
    private final BenchWindow window = new BenchWindow();
    private final Tallies tallies = new Tallies();
    private final Pacer pacer =
            new Pacer(new Pace(START, PER_SECOND, 2), List.of(new Sender("a"), new Sender("b")), tallies, window);

    private long advance(long now) {
        order.clear();
        return pacer.advance(now, tallies.ofCurrentThread());
    }

    @Test
    void sendersTakeTurnsEvenlySpaced() {
        assertThat(order).containsExactly("a has turn 0", "b has turn 1");

        assertThat(advance(START)).isEqualTo(MILLI);
        assertThat(order).containsExactly("a");
        assertThat(advance(START + MILLI / 4)).isEqualTo(MILLI - MILLI / 4);
        assertThat(order).isEmpty();
        advance(START + MILLI);
        assertThat(order).containsExactly("b");
    }

    @Test
    void whatAPausePassedOverIsDueAllAtOnce() {
        advance(START + 5 * MILLI);
        assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void howLateItWasIsMeasuredWithinTheWindow() {
        advance(START);
        assertThat(pacer.lateness().count()).isZero();

        window.begin(START + MILLI / 2);
        advance(START + 3 * MILLI);

        assertThat(pacer.lateness().count()).isEqualTo(3);
        assertThat(pacer.lateness().max()).isBetween(2_000.0, 2_010.0);
    }

    @Test
    void theTimesOfOneConnectionAreEveryNthOfAll() {
        Pace pace = new Pace(START, PER_SECOND, 4);
        assertThat(pace.dueNanos(1, 2)).isEqualTo(START + 9 * MILLI).isEqualTo(pace.dueNanos(9));
    }

    @Test
    void aRateThatDividesNoNanosecondDoesNotDrift() {
        Pace pace = new Pace(0, 3, 1);
        assertThat(pace.dueNanos(3_000_000)).isEqualTo(1_000_000_000_000_000L);
    }
}
