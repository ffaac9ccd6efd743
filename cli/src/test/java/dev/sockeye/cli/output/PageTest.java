package dev.sockeye.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {
    private static Page page(int width) {
        return new Page(new Style(false), width);
    }

    @Test
    void aSectionStandsApartFromWhatIsAboveIt() {
        assertThat(page(40).title("Title").section("Heading", "Text.").lines())
                .containsExactly("Title", "", "Heading", "  Text.");
    }

    @Test
    void factsStandUnderOneAnother() {
        assertThat(page(40).facts(2, Map.of("Who", "one two three four five six seven eight"))
                        .lines())
                .containsExactly("  Who  one two three four five six seven", "       eight");
    }

    @Test
    void factsFollowTheirNamesWhereThereIsNoRoom() {
        assertThat(page(30).facts(2, Map.of("May it be sent?", "no never")).lines())
                .containsExactly("  May it be sent? no never");
    }

    @Test
    void twoColumnsShareTheWidth() {
        assertThat(page(26).columns("one two three", "four").lines())
                .containsExactly("  one two       four", "  three");
        assertThat(page(79).hasRoomForTwo()).isFalse();
        assertThat(page(80).hasRoomForTwo()).isTrue();
    }

    @Test
    void theLastColumnOfATableTakesWhatIsLeft() {
        assertThat(page(34).table(List.of("Code", "Meaning"), List.of(List.of("1000", "one two three four five six")))
                        .lines())
                .containsExactly("  Code  Meaning", "  1000  one two three four five", "        six");
    }

    @Test
    void aTableWithoutRoomIsAList() {
        assertThat(page(24).table(List.of("Code", "Meaning"), List.of(List.of("1000", "one two three")))
                        .lines())
                .containsExactly("  1000", "    Meaning: one two", "    three");
    }

    @Test
    void textIsNotWiderThanCanBeRead() {
        assertThat(page(500).text(0, "word ".repeat(100)).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Page.WIDEST_TEXT));
    }

    @Test
    void colourChangesNoLineBreak() {
        List<String> coloured = new Page(new Style(true), 30)
                .title("A title")
                .labelled(2, "Label", "one two three four five six")
                .facts(2, Map.of("a", "b"))
                .lines();

        assertThat(coloured).anyMatch(line -> line.contains("\u001b[1mA title\u001b[0m"));
        assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[\\d+m", "")))
                .containsExactlyElementsOf(page(30).title("A title")
                        .labelled(2, "Label", "one two three four five six")
                        .facts(2, Map.of("a", "b"))
                        .lines());
    }
}
