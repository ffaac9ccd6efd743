package dev.sockeye.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.cli.Captured;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
    /** Narrow, so that each text stands whole under its code. */
    private static String compare(String... args) {
        String[] line = new String[args.length + 1];
        line[0] = "compare";
        System.arraycopy(args, 0, line, 1, args.length);
        Captured run = Captured.runFor(Locale.ENGLISH, 70, line);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        return run.words();
    }

    @Test
    void of1006And1010ItTellsWhatDecidesBetweenThem() {
        assertThat(compare("1006", "1010"))
                .startsWith("1006 Abnormal Closure against 1010 Mandatory Ext.")
                .contains(
                        "an endpoint never sets it in a Close frame",
                        "no Close frame had come",
                        "the server crashed, a cable was pulled",
                        "firewall, proxy or load balancer killed an idle connection",
                        "Reconnect with exponential backoff",
                        "Send pings",
                        "find dead connections early",
                        "timeouts on the network level",
                        "idle limits of proxies and load balancers",
                        "did not negotiate one or more extensions that the client needs, such as permessage-deflate",
                        "Enable the extension on the server",
                        "optional on the client",
                        "Sec-WebSocket-Extensions")
                .containsSubsequence(
                        "What it is",
                        "On the wire 1006: never 1010: yes",
                        "Who may send it 1006: nobody 1010: only the client",
                        "Who decides 1006: the library of this end, afterwards 1010: the client, deliberately",
                        "Phase",
                        "Clean close 1006: no 1010: yes",
                        "Transient 1006: usually 1010: never",
                        "When you see it",
                        "First thing to look at",
                        "How to fix it",
                        "Reconnect?",
                        "Key differences",
                        "1006 is never on the wire",
                        "Which applies when",
                        "Learn more",
                        "https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1");
    }

    @Test
    void inVietnameseItTellsTheSame() {
        assertThat(compare("1006", "1010", "--lang", "vi"))
                .contains(
                        "Khác biệt chính",
                        "Khi nào là mã nào",
                        "1006 không bao giờ nằm trên đường truyền",
                        "exponential backoff",
                        "Sec-WebSocket-Extensions",
                        "permessage-deflate",
                        "chỉ client");
    }

    @Test
    void theOrderOfTheCodesIsTheUsers() {
        assertThat(compare("1010", "1006"))
                .startsWith("1010 Mandatory Ext. against 1006 Abnormal Closure")
                .contains("On the wire 1010: yes 1006: never", "1006 is never on the wire");
    }

    @Test
    void theDifferencesOfAnyPairAreTheFactsInWhichTheyDiffer() {
        String differences = compare("1000", "1011").replaceAll(".*Key differences", "");

        assertThat(differences)
                .contains("Who decides 1000: the application", "Reconnect? 1000: No", "1011: Yes")
                .containsSubsequence("Which applies when", "1000: Either end sends it", "1011: ")
                .doesNotContain("On the wire", "Clean close");
    }

    @Test
    void aCodeThatIsNotRegisteredIsComparedByItsRange() {
        assertThat(compare("1008", "4001"))
                .contains("4001: From 4000 to 4999 codes are for private use", "Clean close 1008: yes 4001: not known");
    }

    @Test
    void from80ColumnsOnTheCodesStandSideBySide() {
        String wide =
                Captured.runFor(Locale.ENGLISH, 80, "compare", "1006", "1010").out();

        assertThat(wide.lines().toList())
                .contains(
                        "  1006 Abnormal Closure                    1010 Mandatory Ext.",
                        "  never                                    yes");
        assertThat(Captured.runFor(Locale.ENGLISH, 79, "compare", "1006", "1010")
                        .out())
                .contains("  1006: never\n  1010: yes\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 79, 80, 100, 200})
    void noLineIsWiderThanTheTerminal(int width) {
        for (String language : new String[] {"en", "vi"}) {
            for (String other : new String[] {"1010", "1000", "4999"}) {
                Captured run = Captured.runFor(Locale.ENGLISH, width, "compare", "1006", other, "--lang", language);

                assertThat(run.out().lines())
                        .allSatisfy(line -> assertThat(line)
                                .matches(text -> text.contains("://") || text.length() <= width, "fits")
                                .matches(text -> text.equals(text.stripTrailing()), "ends without blanks"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1006, 1010, true", "1000, 1001, false"})
    void jsonHoldsBothCodesAndTheirDifferences(String first, String second, boolean written) {
        Captured run = Captured.run("compare", first, second, "--json");
        JsonNode json = JsonMapper.shared().readTree(run.out());

        assertThat(run.out()).hasLineCount(1);
        assertThat(json.path("kind").asString()).isEqualTo("comparison");
        assertThat(json.path("first").path("code").asString()).isEqualTo(first);
        assertThat(json.path("second").path("code").asString()).isEqualTo(second);
        assertThat(json.path("differences").get(0).propertyNames())
                .containsExactly("field", "label", "first", "second");
        assertThat(json.path("differencesText").isString()).isEqualTo(written);
        assertThat(json.path("which").isString()).isEqualTo(written);
        assertThat(json.path("links").size()).isPositive();
    }
}
