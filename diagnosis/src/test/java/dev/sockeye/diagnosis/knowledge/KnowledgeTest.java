package dev.sockeye.diagnosis.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the tables as a whole, and the look-ups. {@link ExamplesTest} looks at what each entry recognises. */
class KnowledgeTest {
    private static final Knowledge TABLES = Knowledge.tables();

    /** What every entry says of where it comes from. */
    private record Provenance(String entry, String source, Certainty certainty) {}

    private static Stream<Provenance> provenances() {
        return Stream.of(
                        all(TABLES.causes(), Cause::id, Cause::source, Cause::certainty),
                        all(TABLES.codes(), CodeEntry::name, CodeEntry::source, CodeEntry::certainty),
                        all(TABLES.privateCodes(), KnowledgeTest::id, PrivateCode::source, PrivateCode::certainty),
                        all(TABLES.limits(), Limit::id, Limit::source, Limit::certainty),
                        all(TABLES.components(), Component::id, Component::source, Component::certainty),
                        all(TABLES.signatures(), Signature::id, Signature::source, Signature::certainty),
                        all(TABLES.habits(), Habit::id, Habit::source, Habit::certainty),
                        all(TABLES.phrases(), Phrase::id, Phrase::source, Phrase::certainty))
                .flatMap(entries -> entries);
    }

    private static <T> Stream<Provenance> all(
            List<T> entries, Function<T, String> id, Function<T, String> source, Function<T, Certainty> certainty) {
        return entries.stream()
                .map(entry -> new Provenance(id.apply(entry), source.apply(entry), certainty.apply(entry)));
    }

    private static String id(PrivateCode entry) {
        return entry.service() + "/" + entry.codes();
    }

    private static Stream<LocalText> texts() {
        return Stream.of(
                        TABLES.privateCodes().stream().map(PrivateCode::meaning),
                        TABLES.limits().stream().map(Limit::activity),
                        TABLES.signatures().stream().map(Signature::meaning),
                        TABLES.habits().stream().map(Habit::meaning),
                        TABLES.phrases().stream().map(Phrase::meaning))
                .flatMap(texts -> texts);
    }

    @Test
    void theTablesHoldAtLeastWhatWasPromised() {
        assertThat(TABLES.causes()).hasSizeGreaterThanOrEqualTo(90);
        assertThat(TABLES.codes()).hasSize(19);
        assertThat(TABLES.privateCodes()).hasSizeGreaterThanOrEqualTo(80);
        assertThat(TABLES.limits()).hasSizeGreaterThanOrEqualTo(65);
        assertThat(TABLES.components()).hasSizeGreaterThanOrEqualTo(15);
        assertThat(TABLES.signatures()).hasSizeGreaterThanOrEqualTo(45);
        assertThat(TABLES.habits()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(TABLES.phrases()).hasSizeGreaterThanOrEqualTo(90);
    }

    @Test
    void everyEntryNamesItsSource() {
        assertThat(provenances()).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.source()).as(entry.entry()).isNotBlank();
            assertThat(entry.certainty()).as(entry.entry()).isNotNull();
        });
    }

    @Test
    void whatIsOnlyGeneralKnowledgeIsMarkedAsUnverified() {
        assertThat(provenances())
                .filteredOn(entry -> entry.source().equals("general knowledge"))
                .allSatisfy(
                        entry -> assertThat(entry.certainty()).as(entry.entry()).isEqualTo(Certainty.UNVERIFIED));
    }

    @Test
    void everyCauseThatIsNamedExists() {
        Set<String> named = new TreeSet<>();
        TABLES.codes().forEach(code -> named.addAll(code.causes()));
        TABLES.signatures().forEach(signature -> named.add(signature.cause()));
        TABLES.habits().forEach(habit -> named.add(habit.cause()));
        TABLES.phrases().forEach(phrase -> named.addAll(phrase.causes()));

        assertThat(named).allSatisfy(id -> assertThat(TABLES.cause(id)).as(id).isPresent());
    }

    @Test
    void everyComponentThatALimitNamesExists() {
        Set<String> components = new HashSet<>();
        TABLES.components().forEach(component -> components.add(component.id()));

        assertThat(TABLES.limits())
                .allSatisfy(limit -> assertThat(limit.component().filter(id -> !components.contains(id)))
                        .as(limit.id())
                        .isEmpty());
    }

    @Test
    void everyCodeThatACauseNamesIsKnownOrPrivate() {
        assertThat(TABLES.causes())
                .allSatisfy(cause -> assertThat(cause.codes())
                        .as(cause.id())
                        .isNotEmpty()
                        .allMatch(code -> code >= 4000 || TABLES.code(code).isPresent()));
    }

    @Test
    void everyCodeHasANameAndASection() {
        assertThat(TABLES.codes()).extracting(CodeEntry::value).isSorted();
        assertThat(TABLES.codes()).allSatisfy(code -> {
            assertThat(code.name()).isNotBlank();
            assertThat(code.section()).isNotBlank();
            assertThat(code.link()).isPresent();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1000, BOTH, NO", "1001, BOTH, BACKOFF", "1004, NOBODY, UNKNOWN", "1005, NOBODY, NO",
        "1006, NOBODY, BACKOFF", "1010, CLIENT, AFTER_FIX", "1012, SERVER, BACKOFF", "1013, SERVER, LONG_BACKOFF",
        "1015, NOBODY, AFTER_FIX", "3000, BOTH, AFTER_LOGIN"
    })
    void aCodeSaysWhoMaySendItAndWhetherToReconnect(int value, CodeEntry.Sender sender, CodeEntry.Reconnect reconnect) {
        CodeEntry code = TABLES.code(value).orElseThrow();

        assertThat(code.sender()).isEqualTo(sender);
        assertThat(code.reconnect()).isEqualTo(reconnect);
    }

    @Test
    void theCodesOnTheWireAreThoseThatTheProtocolAllows() {
        assertThat(TABLES.codes())
                .allSatisfy(code -> assertThat(code.isOnWire())
                        .as(code.name())
                        .isEqualTo(new CloseCode(code.value()).isValidOnWire()));
    }

    @Test
    void theTextsAreInBothLanguagesAndWithoutPlainApostrophes() {
        assertThat(texts()).isNotEmpty().allSatisfy(text -> {
            assertThat(text.in(Locale.ENGLISH)).doesNotContain("'").isNotEqualTo(text.in(Locale.forLanguageTag("vi")));
            assertThat(text.in(Locale.forLanguageTag("vi"))).doesNotContain("'");
        });
    }

    @Test
    void anHttpStatusHasOneGeneralSignatureAtTheEnd() {
        List<Signature> general = TABLES.signatures().stream()
                .filter(signature ->
                        signature.headers().isEmpty() && signature.body().isEmpty())
                .toList();

        assertThat(general)
                .allSatisfy(signature -> assertThat(TABLES.signatures().stream()
                                .dropWhile(other -> !other.equals(signature))
                                .skip(1)
                                .filter(later -> signature
                                                .status()
                                                .contains(later.status().least())
                                        && signature
                                                .status()
                                                .contains(later.status().most())))
                        .as("hidden by " + signature.id())
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "58800, true",
        "58799, false",
        "60000, true",
        "61000, true",
        "61200, true",
        "61201, false",
    })
    void aLimitIsNearWithinASecondOrTwoPercent(long millis, boolean near) {
        assertThat(TABLES.limitsNear(Duration.ofMillis(millis), Limit.Kind.IDLE).stream()
                        .anyMatch(limit -> limit.id().equals("nginx-proxy-read-timeout")))
                .isEqualTo(near);
    }

    @Test
    void theNearestLimitComesFirstAndOnlyOfTheKind() {
        List<Limit> limits = TABLES.limitsNear(Duration.ofMillis(346_001), Limit.Kind.IDLE);

        assertThat(limits).extracting(Limit::product).contains("AWS NAT gateway", "AWS Global Accelerator");
        assertThat(limits.get(0).seconds()).isEqualTo(new Range(350, 350));
        assertThat(limits).allMatch(limit -> limit.kind() == Limit.Kind.IDLE);
        assertThat(TABLES.limitsNear(Duration.ofHours(2), Limit.Kind.LIFETIME))
                .extracting(Limit::id)
                .contains("aws-api-gateway-lifetime");
        assertThat(TABLES.limitsNear(Duration.ofSeconds(9_999), Limit.Kind.HANDSHAKE))
                .isEmpty();
    }

    @Test
    void aRangeOfALimitIsNearAllAlong() {
        assertThat(TABLES.limitsNear(Duration.ofSeconds(235), Limit.Kind.IDLE))
                .extracting(Limit::id)
                .contains("azure-app-service");
    }

    @Test
    void aPrivateCodeIsThatOfTheServiceAndASingleOneWinsOverARange() {
        assertThat(TABLES.privateCode("discord", 4014).orElseThrow().reconnect())
                .isEqualTo(CodeEntry.Reconnect.AFTER_FIX);
        assertThat(TABLES.privateCode("discord-voice", 4014).orElseThrow().reconnect())
                .isEqualTo(CodeEntry.Reconnect.NO);
        assertThat(TABLES.privateCode("pusher", 4150).orElseThrow().codes()).isEqualTo(new Range(4100, 4199));
        assertThat(TABLES.privateCode("centrifugo", 3012).orElseThrow().codes()).isEqualTo(new Range(3012, 3012));
        assertThat(TABLES.privateCode("centrifugo", 3400).orElseThrow().codes()).isEqualTo(new Range(3000, 3499));
        assertThat(TABLES.privateCode("discord", 1000)).isEmpty();
        assertThat(TABLES.privateCodes(4500))
                .extracting(PrivateCode::service)
                .contains("spring", "graphql-ws", "centrifugo");
        assertThat(TABLES.privateCodes(2999)).isEmpty();
    }

    @Test
    void aCloseFrameWithoutACodeHasHabitsOfItsOwn() {
        assertThat(TABLES.habits(ClosePayload.EMPTY)).extracting(Habit::id).containsExactly("browser-no-code");
        assertThat(TABLES.habits(ClosePayload.of(new CloseCode(4999), "never heard of")))
                .isEmpty();
    }

    @Test
    void aSureHabitStandsBeforeOnesThatAreNot() {
        assertThat(TABLES.habits(ClosePayload.of(new CloseCode(1011), "keepalive ping timeout")))
                .singleElement()
                .satisfies(habit -> {
                    assertThat(habit.cause()).isEqualTo("peer-ping-timeout");
                    assertThat(habit.sure()).isTrue();
                });
        assertThat(TABLES.habits(ClosePayload.of(new CloseCode(1001), "")))
                .extracting(Habit::cause)
                .contains("browser-navigation", "proxy-restart", "peer-idle-timeout");
    }

    static Stream<String> foreignWords() {
        return Stream.of(
                "gorilla-close|websocket: close 1012 (service restart)|code|1012",
                "chromium-status|Error during WebSocket handshake: Unexpected response code: 404|status|404",
                "python-received|received 4004 (private use) bye; then sent 4004|code|4004");
    }

    @ParameterizedTest
    @MethodSource("foreignWords")
    void aPhraseHandsOverTheNumberThatTheTextHolds(String row) {
        String[] cells = row.split("\\|", -1);
        Phrase phrase = TABLES.phrases(cells[1]).get(0);
        Matcher matcher = phrase.pattern().matcher(cells[1]);

        assertThat(phrase.id()).isEqualTo(cells[0]);
        assertThat(matcher.find()).isTrue();
        assertThat(matcher.group(cells[2])).isEqualTo(cells[3]);
    }

    @Test
    void aTextThatNobodyKnowsHasNoPhrase() {
        assertThat(TABLES.phrases("all is well")).isEmpty();
        assertThat(Optional.of("").map(TABLES::phrases)).hasValue(List.of());
    }
}
