package dev.sockeye.diagnosis.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryFileTest {
    @Test
    void anEntryHasAnIdAndValuesAsOftenAsTheyStand() {
        List<Entry> entries = EntryFile.parse("x.conf", """
                # a remark

                [one]
                code = 1006
                code = 1001
                text = begins here
                  and goes on here

                [two]
                text = a = b
                """);

        assertThat(entries).extracting(Entry::id).containsExactly("one", "two");
        assertThat(entries.get(0).all("code")).containsExactly("1006", "1001");
        assertThat(entries.get(0).text("text")).isEqualTo("begins here and goes on here");
        assertThat(entries.get(1).text("text")).isEqualTo("a = b");
        assertThat(entries.get(1).place()).isEqualTo("x.conf:9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key = value|x.conf:1: expected key = value within an entry",
                "[one|x.conf:1: expected [id]",
                "[]|x.conf:1: expected [id]",
                "[one]~[one]|x.conf:2: [one] stands more than once",
                "[one]~no equals|x.conf:2: expected key = value",
                "[one]~key =|x.conf:2: expected key = value",
                "[one]~  goes on|x.conf:2: there is no value to go on with",
            })
    void aWrongLineIsNamed(String content, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryFile.parse("x.conf", content.replace('~', '\n')))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"60, 60, 60", "230..240, 230, 240", "' 1 .. 2 ', 1, 2"})
    void aRangeHasOneNumberOrTwo(String text, int least, int most) {
        assertThat(Range.parse(text)).isEqualTo(new Range(least, most));
    }

    @Test
    void aValueThatIsNotAsItShouldBeIsNamedWithItsPlace() {
        Entry entry = EntryFile.parse(
                        "x.conf", "[one]\nseconds = many\nproxy = perhaps\ncertainty = sure\nseconds2 = 5..1")
                .get(0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry.range("seconds"))
                .withMessageContaining("x.conf:1: seconds of [one] is \"many\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry.range("seconds2"))
                .withMessageContaining("5..1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry.flag("proxy"))
                .withMessageContaining("expected yes or no");
        assertThatIllegalArgumentException().isThrownBy(entry::certainty).withMessageContaining("VERIFIED");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry.text("product"))
                .withMessageContaining("product of [one] is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entry.allowOnly(Set.of("seconds")))
                .withMessageContaining("is not known here");
    }
}
