package dev.sockeye.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void theMedianOfThreeRoundsIsTheOneInTheMiddle() {
        Summary summary = Summary.of(List.of(
                new Measurement(9, Map.of("share", 0.2)),
                new Measurement(1, Map.of("share", 0.9)),
                new Measurement(2, Map.of("share", 0.5))));

        assertThat(summary.median()).isEqualTo(2);
        assertThat(summary.min()).isEqualTo(1);
        assertThat(summary.max()).isEqualTo(9);
        assertThat(summary.rounds()).isEqualTo(3);
        assertThat(summary.also()).containsExactly(Map.entry("share", 0.5));
    }

    @Test
    void theMedianOfTwoRoundsIsTheirMean() {
        assertThat(Summary.of(List.of(Measurement.of(4), Measurement.of(1))).median())
                .isEqualTo(2.5);
    }

    @Test
    void aQuantityThatOneRoundLacksIsTheMedianOfTheOthers() {
        Summary summary =
                Summary.of(List.of(Measurement.of(1), Measurement.of(2).with("p50", 7)));

        assertThat(summary.also()).containsExactly(Map.entry("p50", 7.0));
    }
}
