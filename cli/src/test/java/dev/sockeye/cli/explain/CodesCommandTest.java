package dev.sockeye.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.cli.Captured;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CodesCommandTest {
    @Test
    void everyRegisteredCodeAndEveryRangeIsListed() {
        Captured run = Captured.run("codes");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsSubsequence(
                        "Registered and reserved codes",
                        "  1006  nobody           Abnormal closure: the connection ended and no Close",
                        "  3008  either end       Timeout: a message or answer did not come in time, like",
                        "Ranges");
        assertThat(IntStream.rangeClosed(1000, 1015))
                .allSatisfy(code -> assertThat(run.out()).contains("\n  " + code + "  "));
        assertThat(run.words()).contains("0..999 not used", "4000..4999 private use", "discord, discord-rpc");
    }

    @Test
    void theCodesOfAServiceAreListedWithWhatToDo() {
        Captured run = Captured.run("codes", "--service", "discord");

        assertThat(run.exitCode()).isZero();
        assertThat(run.words())
                .startsWith("Service: discord")
                .contains("4004 authentication failed", "4014 ", "Reconnect? Not until something has been changed");
    }

    @Test
    void theLanguageIsTheOneThatWasAskedFor() {
        assertThat(Captured.run("codes", "--lang", "vi").words()).startsWith("Các mã đã đăng ký");
        assertThat(Captured.run("codes", "--service", "discord", "--lang", "vi").words())
                .contains("opcode lạ");
    }

    @Test
    void jsonHoldsCodesRangesAndServices() {
        JsonNode all =
                JsonMapper.shared().readTree(Captured.run("codes", "--json").out());
        JsonNode discord = JsonMapper.shared()
                .readTree(
                        Captured.run("codes", "--json", "--service", "discord").out());

        assertThat(all.path("service").isNull()).isTrue();
        assertThat(all.path("codes").get(6).path("code").asInt()).isEqualTo(1006);
        assertThat(all.path("ranges").get(0).path("most").asInt()).isEqualTo(999);
        assertThat(all.path("services").size()).isPositive();
        assertThat(discord.path("service").asString()).isEqualTo("discord");
        assertThat(discord.path("codes").get(0).path("least").asInt()).isEqualTo(4000);
        assertThat(discord.path("codes").get(0).path("meaning").asString()).isEqualTo("unknown error");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 100, 200})
    void noLineIsWiderThanTheTerminal(int width) {
        for (String language : new String[] {"en", "vi"}) {
            Captured run = Captured.runFor(Locale.ENGLISH, width, "codes", "--lang", language);

            assertThat(run.out().lines())
                    .allSatisfy(line -> assertThat(line)
                            .matches(text -> text.length() <= width, "fits")
                            .matches(text -> text.equals(text.stripTrailing()), "ends without blanks"));
        }
    }
}
