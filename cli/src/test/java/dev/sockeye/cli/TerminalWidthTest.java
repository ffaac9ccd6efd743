package dev.sockeye.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalWidthTest {
    @Test
    void theEnvironmentHasTheFirstWord() {
        assertThat(TerminalWidth.of(Map.of("COLUMNS", "132"), true, true)).isEqualTo(132);
    }

    @Test
    void withoutATerminalItIs80() {
        assertThat(TerminalWidth.of(Map.of(), false, false)).isEqualTo(80);
        assertThat(TerminalWidth.of(Map.of("COLUMNS", "wide"), false, false)).isEqualTo(80);
        assertThat(TerminalWidth.of(Map.of("COLUMNS", "0"), false, false)).isEqualTo(80);
    }
}
