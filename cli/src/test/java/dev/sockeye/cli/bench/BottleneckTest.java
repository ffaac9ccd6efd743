package dev.sockeye.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BottleneckTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    @Test
    void aGeneratorWithTimeLeftIsNotTheBottleneckWhateverTheServerDid() {
        assertThat(Bottleneck.of(0.5, 0, NONE, NONE, 100).verdict()).contains(false);
        assertThat(Bottleneck.of(0.89, 0, OptionalDouble.of(0.1), NONE, 100).verdict())
                .contains(false);
    }

    @Test
    void aBusyGeneratorWithAServerThatHasTimeLeftIsTheBottleneck() {
        Bottleneck judged = Bottleneck.of(0.97, 0, OptionalDouble.of(0.6), NONE, 100);

        assertThat(judged.verdict()).contains(true);
        assertThat(judged.why()).contains("97 %").contains("60 %");
    }

    @Test
    void whenBothAreBusyNothingIsClaimed() {
        assertThat(Bottleneck.of(0.97, 0, OptionalDouble.of(0.95), NONE, 100).verdict())
                .isEmpty();
    }

    @Test
    void aBusyGeneratorAloneCannotTellAndSaysWhatWould() {
        Bottleneck judged = Bottleneck.of(0.97, 0, NONE, NONE, 100);

        assertThat(judged.verdict()).isEmpty();
        assertThat(judged.why()).contains("--server-pid");
    }

    @Test
    void aRateThatIsNotKeptUpWithFalsifiesLatency() {
        Bottleneck judged = Bottleneck.of(0.2, 0, OptionalDouble.of(0.2), OptionalDouble.of(5_000), 9_000);

        assertThat(judged.verdict()).contains(true);
        assertThat(judged.why()).contains("5.0 ms");
    }

    @Test
    void latenessThatIsSmallBesideTheLatencyOrAtAllIsNoMatter() {
        assertThat(Bottleneck.of(0.2, 0, NONE, OptionalDouble.of(5_000), 90_000).verdict())
                .contains(false);
        assertThat(Bottleneck.of(0.2, 0, NONE, OptionalDouble.of(900), 1_000).verdict())
                .contains(false);
    }

    @Test
    void aThreadThatWaitedForAProcessorSaysSo() {
        assertThat(Bottleneck.of(0.97, 0.4, NONE, NONE, 100).why()).contains("(40 % waiting for a processor)");
        assertThat(Bottleneck.of(0.97, 0.01, NONE, NONE, 100).why()).doesNotContain("waiting");
    }
}
