package dev.sockeye.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.cli.Captured;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
    private static Captured explain(String... args) {
        return run(Captured.input(""), args);
    }

    private static Captured run(InputStream in, String... args) {
        String[] line = new String[args.length + 1];
        line[0] = "explain";
        System.arraycopy(args, 0, line, 1, args.length);
        return Captured.run(in, line);
    }

    private static JsonNode json(Captured run) {
        assertThat(run.out()).hasLineCount(1);
        return JsonMapper.shared().readTree(run.out());
    }

    @Test
    void code1006IsExplainedWithItsCausesAndRemedies() {
        Captured run = explain("1006");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.words())
                .startsWith("1006 Abnormal Closure What it is Abnormal closure:")
                .contains(
                        "The code is reserved: an endpoint never sets it in a Close frame",
                        "On the wire never",
                        "Who may send it nobody",
                        "the server crashed, a cable was pulled",
                        "killed an idle connection",
                        "Reconnect with exponential backoff",
                        "Send pings",
                        "idle limits of proxies and load balancers",
                        "RFC 6455 §7.1.5, §7.4.1",
                        "https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1")
                .containsSubsequence(
                        "Likely causes",
                        "1. idle timeout of a proxy or load balancer (proxy-idle)",
                        "Evidence to look for: How long no byte had passed",
                        "How to fix it: Let one end send a ping",
                        "2. the network path was lost (path-lost)",
                        "Also possible",
                        "the peer’s machine vanished");
    }

    @Test
    void theReadmeShowsHowTheAnswerBegins() throws IOException {
        String answer = explain("1006").out();
        String beginning = answer.substring(0, answer.indexOf("\n\nFirst thing to look at"));

        assertThat(Files.readString(Path.of("../README.md"))).contains("```\n" + beginning + "\n```");
    }

    @Test
    void code1010IsExplainedWithItsCausesAndRemedies() {
        assertThat(explain("1010").words())
                .startsWith("1010 Mandatory Ext.")
                .contains(
                        "Who may send it only the client",
                        "did not negotiate one or more extensions that the client needs, such as permessage-deflate",
                        "Sec-WebSocket-Extensions in the request and in the response",
                        "Enable the extension on the server",
                        "make it optional on the client",
                        "Not until something has been changed",
                        "(extension-missing)",
                        "(extension-stripped)");
    }

    @Test
    void theLanguageIsTheUsersOrTheOneThatWasAskedFor() {
        String vietnamese = "Kết nối lại với exponential backoff";

        assertThat(explain("1006", "--lang", "vi").words()).contains(vietnamese, "Nguyên nhân thường gặp");
        assertThat(Captured.runFor(Locale.forLanguageTag("vi-VN"), 80, "explain", "1006")
                        .words())
                .contains(vietnamese);
        assertThat(Captured.runFor(Locale.forLanguageTag("vi-VN"), 80, "explain", "1006", "--lang", "en")
                        .words())
                .contains("Likely causes");
        assertThat(Captured.runFor(Locale.FRENCH, 80, "explain", "1006").words())
                .contains("Likely causes");
    }

    @ParameterizedTest
    @CsvSource({
        "999,   not used,             Below 1000 no code is used",
        "1016,  not assigned,         From 1016 to 2999",
        "2999,  not assigned,         no code has a meaning today",
        "3999,  registered use,       registered with IANA",
        "4999,  private use,          agreed between a service and its clients",
        "5000,  outside the registry, there is no close code",
        "65535, outside the registry, must not send it"
    })
    void aCodeThatIsNotRegisteredIsExplainedByItsRange(String code, String name, String meaning) {
        Captured run = explain(code);

        assertThat(run.exitCode()).isZero();
        assertThat(run.words()).startsWith(code + " " + name).contains(meaning, "May an application send it?");
    }

    @Test
    void anHttpStatusIsNoCloseCodeButToldOf() {
        assertThat(explain("403").words())
                .startsWith("403 not used")
                .contains("HTTP status the server forbids the connection (sockeye explain forbidden)");
        assertThat(json(explain("403", "--json")).path("causeAsStatus").asString())
                .isEqualTo("forbidden");
        assertThat(explain("999").words()).doesNotContain("HTTP status");
    }

    @Test
    void aPrivateCodeIsExplainedByEveryServiceThatUsesIt() {
        assertThat(explain("4008").words())
                .containsSubsequence("Services that use it", "discord: rate limited", "Reconnect?", "Source");
        assertThat(explain("4001").words()).contains("discord: ", "pusher: ");
    }

    @Test
    void theServiceNarrowsAPrivateCode() {
        Captured run = explain("4001", "--service", "Discord");

        assertThat(run.exitCode()).isZero();
        assertThat(run.words()).contains("discord: unknown opcode").doesNotContain("pusher");
    }

    @Test
    void aServiceThatDoesNotUseTheCodeIsToldWithWhatIsKnownAnyway() {
        Captured run = explain("4999", "--service", "discord");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_KNOWN.code());
        assertThat(run.words()).contains("discord uses 4999 for nothing of its own", "private use");
    }

    @Test
    void aCauseOfTheLogIsExplained() {
        Captured run = explain("proxy-idle");

        assertThat(run.exitCode()).isZero();
        assertThat(run.words())
                .containsSubsequence(
                        "proxy-idle: idle timeout of a proxy or load balancer",
                        "What happened",
                        "Shows as 1006",
                        "Evidence to look for",
                        "How to fix it",
                        "How to confirm it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection reset by peer | RST | 1006 Abnormal Closure",
                "java.io.IOException: Connection reset by peer | RST | (nat-drop)",
                "websocket: close 1006 (abnormal closure): unexpected EOF | gorilla/websocket: The TCP connection ended | 1006 Abnormal",
                "2026-11-22T10:00:00Z ERROR read: websocket: close 1011 (internal server error): x | gorilla | 1011 Internal Error",
                "Error: Unexpected server response: 403 | ws (Node): | (forbidden)"
            })
    void aTextIsExplainedByTheProgramThatSaysSo(String text, String speaker, String meaning) {
        Captured run = explain(text);

        assertThat(run.exitCode()).isZero();
        assertThat(run.words()).startsWith("What another program wrote").contains(speaker, meaning, "Likely causes");
    }

    @Test
    void aLineOfTheServersOwnLogIsExplainedByTheCauseAtItsEnd() {
        Captured run =
                explain("1006 not clean, the transport ended without a Close frame: FIN | /shout from 127.0.0.1:1"
                        + " | 2.3 s, in 1 message/9 B, out 1 message/3 B | peer-stall (medium)");

        assertThat(run.words()).contains("1006 Abnormal Closure", "1. the peer’s program was stuck (peer-stall)");
    }

    @Test
    void severalWordsAreOneText() {
        assertThat(explain("Connection", "reset", "by", "peer").out())
                .isEqualTo(explain("Connection reset by peer").out());
    }

    @Test
    void aTextThatLooksLikeAnOptionIsAText() {
        assertThat(explain("--- read: Connection reset by peer").exitCode()).isZero();
    }

    @Test
    void aCodeAmongTheNumbersOfATextIsFoundButNoPartOfATime() {
        Captured run = explain("2026-11-22 10:00:01.1002 [1001:12] room 7 ended: 4008, 12345");

        assertThat(run.exitCode()).isZero();
        assertThat(run.words())
                .contains("The text holds the number 4008", "discord: rate limited")
                .doesNotContain("number 1002", "number 1001", "number 2026");
    }

    @Test
    void nothingFoundSaysWhatWasSearchedAndWhatToTry() {
        Captured run = explain("the flux capacitor is \u001b[31mempty");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_KNOWN.code());
        assertThat(run.out()).contains("\\u001b[31mempty").doesNotContain("\u001b");
        assertThat(run.words())
                .startsWith("Nothing that is known fits this text.")
                .containsPattern("Searched were \\d{2,} phrases")
                .contains("sockeye explain 1006", "sockeye connect URL");
    }

    @Test
    void withoutAnArgumentTheTextComesFromStandardInput() {
        assertThat(run(Captured.input("1006\n")).words()).startsWith("1006 Abnormal Closure");
        assertThat(run(Captured.input("at Foo.bar\nCaused by: Connection reset by peer\n"))
                        .words())
                .contains("Likely causes");
    }

    @Test
    void inputThatIsNoTextIsRefused() {
        Captured binary = run(new ByteArrayInputStream(new byte[] {(byte) 0xff, 0}));
        Captured endless = run(Captured.input("x".repeat(100_000)));

        assertThat(binary.exitCode()).isEqualTo(65);
        assertThat(binary.err()).contains("not UTF-8");
        assertThat(endless.exitCode()).isEqualTo(65);
        assertThat(endless.err()).contains("64 KiB");
    }

    @Test
    void aTerminalIsNotReadFrom() {
        StandardStreams piped =
                StandardStreams.piped(Captured.input("1006"), new ByteArrayOutputStream(), new ByteArrayOutputStream());
        StandardStreams terminal = new StandardStreams(
                piped.in(), piped.out(), piped.err(), true, true, true, false, piped.locale(), piped.width());

        assertThat(Captured.runWith(terminal, "explain")).isEqualTo(64);
    }

    @Test
    void aCodeAsJsonHoldsItsEntry() {
        JsonNode json = json(explain("1006", "--json"));

        assertThat(json.path("kind").asString()).isEqualTo("code");
        assertThat(json.path("language").asString()).isEqualTo("en");
        assertThat(json.path("code").asInt()).isEqualTo(1006);
        assertThat(json.path("onWire").asBoolean(true)).isFalse();
        assertThat(json.path("sender").asString()).isEqualTo("NOBODY");
        assertThat(json.path("decides").asString()).isEqualTo("LOCAL");
        assertThat(json.path("transient").asString()).isEqualTo("USUALLY");
        assertThat(json.path("reconnect").asString()).isEqualTo("BACKOFF");
        assertThat(json.path("causes").get(0).path("id").asString()).isEqualTo("proxy-idle");
        assertThat(json.path("causes").get(0).path("look").asString()).isNotEmpty();
        assertThat(json.path("range").path("id").asString()).isEqualTo("protocol");
        assertThat(json.path("links").get(0).asString()).startsWith("https://");
    }

    @Test
    void aCodeOfNobodyAsJsonHoldsNulls() {
        JsonNode json = json(explain("4008", "--json", "--service", "discord"));

        assertThat(json.path("name").isNull()).isTrue();
        assertThat(json.path("sender").isNull()).isTrue();
        assertThat(json.path("services").get(0).path("service").asString()).isEqualTo("discord");
        assertThat(json.path("services").get(0).path("reconnect").asString()).isEqualTo("BACKOFF");
    }

    @Test
    void aTextAsJsonHoldsWhoSaysSo() {
        Captured found = explain("Unexpected server response: 403", "--json", "--lang", "vi");
        Captured nothing = explain("the flux capacitor", "--json");

        assertThat(json(found).path("kind").asString()).isEqualTo("text");
        assertThat(json(found).path("language").asString()).isEqualTo("vi");
        assertThat(json(found).path("phrases").get(0).path("status").asInt()).isEqualTo(403);
        assertThat(json(found).path("causes").get(0).path("id").asString()).isEqualTo("forbidden");
        assertThat(json(nothing).path("known").asBoolean(true)).isFalse();
        assertThat(nothing.exitCode()).isEqualTo(ExitCode.NOT_KNOWN.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 79, 80, 100, 200})
    void noLineIsWiderThanTheTerminal(int width) {
        for (String question :
                new String[] {"1006", "1010", "4001", "3000", "proxy-idle", "Connection reset by peer"}) {
            for (String language : new String[] {"en", "vi"}) {
                Captured run = Captured.runFor(Locale.ENGLISH, width, "explain", question, "--lang", language);

                assertThat(run.out().lines())
                        .allSatisfy(line -> assertThat(line)
                                .matches(text -> text.contains("://") || text.length() <= width, "fits")
                                .matches(text -> text.equals(text.stripTrailing()), "ends without blanks"));
            }
        }
    }

    @Test
    void helpListsTheLanguagesAndTheServices() {
        assertThat(explain("--help").words()).contains("en, vi", "discord, discord-rpc, discord-voice");
    }

    @Test
    void colourIsOnATerminalOnly() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StandardStreams piped = StandardStreams.piped(Captured.input(""), out, new ByteArrayOutputStream());
        StandardStreams terminal = new StandardStreams(
                piped.in(), piped.out(), piped.err(), true, true, true, true, piped.locale(), piped.width());

        Captured.runWith(terminal, "explain", "1006");

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\u001b[1m1006 Abnormal Closure");
        assertThat(explain("1006").out()).doesNotContain("\u001b");
    }
}
