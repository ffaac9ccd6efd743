package dev.sockeye.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void textOfEveryScriptStaysAsItIs() {
        assertThat(Printable.line("Grüße, 世界, ਪੰਜਾਬੀ, 🐟 — ok")).isEqualTo("Grüße, 世界, ਪੰਜਾਬੀ, 🐟 — ok");
    }

    @Test
    void nothingThatATerminalObeysIsPrinted() {
        assertThat(Printable.line("a\u001b[2Jb\rc\u009bd\u0007\u007f"))
                .isEqualTo("a\\u001b[2Jb\\u000dc\\u009bd\\u0007\\u007f");
    }

    @Test
    void aPeerCannotTurnTheDirectionOfWhatFollows() {
        assertThat(Printable.line("a\u202eb\u2066c")).isEqualTo("a\\u202eb\\u2066c");
    }

    @Test
    void aLineStaysOneLine() {
        assertThat(Printable.line("a\nb\u2028c\td")).isEqualTo("a\\u000ab\\u2028c\\u0009d");
    }

    @Test
    void linesAndTabsOfAMessageAreKeptWhereTheyMay() {
        assertThat(Printable.lines("a\n\tb\r")).isEqualTo("a\n\tb\\u000d");
    }
}
