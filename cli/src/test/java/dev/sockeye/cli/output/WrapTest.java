package dev.sockeye.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrapTest {
    @Test
    void linesBreakAtBlanksAndFitTheWidth() {
        assertThat(Wrap.lines("one two  three\nfour", 8)).containsExactly("one two", "three", "four");
    }

    @Test
    void aWordThatIsTooLongIsBroken() {
        assertThat(Wrap.lines("a bcdefghij k", 4)).containsExactly("a", "bcde", "fghi", "j k");
    }

    @Test
    void anAddressOfAPageStaysWhole() {
        assertThat(Wrap.lines("see https://example.com/a", 5)).containsExactly("see", "https://example.com/a");
    }

    @Test
    void marksOverALetterTakeNoColumn() {
        assertThat(Wrap.columns("Vie\u0323\u0302t")).isEqualTo(4);
        assertThat(Wrap.lines("e\u0302 e\u0302", 3)).hasSize(1);
    }

    @Test
    void nothingGivesNoLine() {
        assertThat(Wrap.lines("  ", 10)).isEmpty();
    }
}
