package dev.sockeye.diagnosis.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhraseTest {
    private static Phrase phrase(String pattern, String more) {
        return Phrase.of(
                EntryFile.parse("phrases.conf", """
                        [said]
                        speaker = some program
                        pattern = %s
                        meaning.en = it closed
                        meaning.vi = đã đóng
                        source = a test
                        certainty = experiment
                        """.formatted(pattern) + more).get(0));
    }

    @Test
    void theCodeIsTheOneThatTheTextNames() {
        Phrase phrase = phrase("close (?<code>\\d{4})", "code = 1006\n");

        assertThat(phrase.codeIn("error: CLOSE 1011 (internal)")).contains(1011);
        assertThat(phrase.statusIn("close 1011")).isEmpty();
    }

    @Test
    void aPhraseThatNamesNoCodeMeansItsOwn() {
        assertThat(phrase("unexpected EOF", "code = 1006\n").codeIn("unexpected EOF"))
                .contains(1006);
        assertThat(phrase("unexpected EOF", "").codeIn("unexpected EOF")).isEmpty();
        assertThat(phrase("closed(?: with (?<code>\\d+))?", "").codeIn("closed"))
                .isEmpty();
    }

    @Test
    void theStatusIsTheOneThatTheTextNames() {
        assertThat(phrase("response code (?<status>\\d{3})", "").statusIn("Unexpected response code 403"))
                .contains(403);
    }

    @Test
    void aNumberThatIsTooLongForACodeIsNone() {
        assertThat(phrase("close (?<code>\\d+)", "").codeIn("close 99999999999999"))
                .isEmpty();
    }
}
