package dev.sockeye.diagnosis.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.knowledge.Certainty;
import dev.sockeye.diagnosis.knowledge.CodeEntry;
import dev.sockeye.diagnosis.knowledge.CodeRange;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the files themselves: through {@link Texts} a text that is missing in a language would be answered in English. */
class TextsTest {
    private static final Locale VIETNAMESE = Locale.forLanguageTag("vi");

    private static final List<String> CAUSE_PARTS = List.of("title", "summary", "look", "fix", "confirm");
    private static final List<String> CODE_PARTS = List.of("meaning", "seen", "look", "fix", "use");
    private static final List<String> RANGES =
            Arrays.stream(CodeRange.values()).map(CodeRange::id).toList();

    /** What is the same in every language: units of international standards, and figures alone. */
    private static final Set<String> SAME_EVERYWHERE = Set.of(
            "unit.millisecond",
            "unit.byte",
            "unit.kibibyte",
            "unit.mebibyte",
            "evidence.cause",
            "evidence.rule",
            "evidence.threw",
            "evidence.words");

    /** Texts that are sentences, not labels or clauses. */
    private static final Pattern SENTENCES = Pattern.compile(
            "cause\\..*\\.(summary|look|fix|confirm)|code\\..*|range\\..*\\.(meaning|send)|reconnect\\..*|compare\\..*");

    /** Words that only English has, and that stand in no name or command of the texts. */
    private static final Pattern ENGLISH_WORD =
            Pattern.compile("\\b(the|and|of|is|are|was|were|with|from|that|which|this|it)\\b");

    private static final Pattern QUOTATION = Pattern.compile("“[^”]*”");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)");

    /** A file in which no key stands twice, which {@link Properties} itself would not tell. */
    private static final class File extends Properties {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Object put(Object key, Object value) {
            Object before = super.put(key, value);
            assertThat(before).as("%s stands twice", key).isNull();
            return Objects.requireNonNullElse(before, "");
        }
    }

    private static Map<String, String> file(String language) {
        String name = language.equals("en") ? "texts.properties" : "texts_" + language + ".properties";
        File file = new File();
        try (InputStream in = Texts.class.getResourceAsStream(name)) {
            file.load(new InputStreamReader(Objects.requireNonNull(in, name), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> texts = new TreeMap<>();
        file.stringPropertyNames().forEach(key -> texts.put(key, file.getProperty(key)));
        return texts;
    }

    private static List<String> languages() {
        return Texts.languages();
    }

    private static List<String> translations() {
        return Texts.languages().stream()
                .filter(language -> !language.equals("en"))
                .toList();
    }

    /** The keys of the entries whose text a condition holds for. */
    private static List<String> keys(Map<String, String> texts, Predicate<String> condition) {
        return texts.entrySet().stream()
                .filter(entry -> condition.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Set<String> keysOf(String family, Stream<String> ids, List<String> parts) {
        return ids.flatMap(id -> parts.stream().map(part -> family + "." + id + "." + part))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keysBeginningWith(Map<String, String> texts, String prefix) {
        return texts.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Set<String> arguments(String pattern) {
        return ARGUMENT.matcher(pattern)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void thereAreTextsInEnglishAndVietnamese() {
        assertThat(languages()).contains("en", "vi");
    }

    @ParameterizedTest
    @MethodSource("translations")
    void aTranslationHasExactlyTheKeysOfEnglish(String language) {
        Set<String> missing = new TreeSet<>(file("en").keySet());
        missing.removeAll(file(language).keySet());
        Set<String> superfluous = new TreeSet<>(file(language).keySet());
        superfluous.removeAll(file("en").keySet());

        assertThat(missing).as("missing in %s", language).isEmpty();
        assertThat(superfluous).as("only in %s", language).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyCauseHasEveryTextAndThereIsNoTextOfAnother(String language) {
        Stream<String> ids = Knowledge.tables().causes().stream().map(Cause::id);

        assertThat(keysBeginningWith(file(language), "cause.")).isEqualTo(keysOf("cause", ids, CAUSE_PARTS));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyCodeHasEveryTextAndThereIsNoTextOfAnother(String language) {
        Set<Integer> codes = Knowledge.tables().codes().stream()
                .map(CodeEntry::value)
                .collect(Collectors.toCollection(TreeSet::new));
        IntStream.rangeClosed(1000, 1015).forEach(codes::add);
        codes.addAll(List.of(3000, 3003, 3008));

        assertThat(keysBeginningWith(file(language), "code."))
                .isEqualTo(keysOf("code", codes.stream().map(String::valueOf), CODE_PARTS));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyRangeHasEveryText(String language) {
        assertThat(keysBeginningWith(file(language), "range."))
                .isEqualTo(keysOf("range", RANGES.stream(), List.of("name", "meaning", "send")));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyConstantThatIsToldHasAText(String language) {
        Map<String, Enum<?>[]> families = Map.of(
                "confidence.", Confidence.values(),
                "reconnect.", CodeEntry.Reconnect.values(),
                "sender.", CodeEntry.Sender.values(),
                "certainty.", Certainty.values(),
                "phase.", Cause.Phase.values());

        families.forEach((prefix, constants) -> assertThat(keysBeginningWith(file(language), prefix))
                .isEqualTo(Arrays.stream(constants)
                        .map(constant -> prefix + id(constant))
                        .collect(Collectors.toSet())));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void anApostropheIsTheTypographicOne(String language) {
        assertThat(keys(file(language), text -> text.contains("'"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void noTextIsEmptyOrHasSpacesAtItsEndsOrTwoTogether(String language) {
        assertThat(keys(file(language), text -> text.isEmpty() || !text.equals(text.strip()) || text.contains("  ")))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void aTitleHasNoFullStopAndASentenceEndsWithOne(String language) {
        Map<String, String> texts = file(language);

        assertThat(keys(texts, text -> text.endsWith("."))).noneMatch(key -> key.endsWith(".title"));
        assertThat(keys(texts, text -> !text.endsWith(".") && !text.endsWith("?")))
                .noneMatch(SENTENCES.asMatchPredicate());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyTextIsAPatternThatFormats(String language) {
        file(language).forEach((key, text) -> {
            for (int number = 0; number <= 2; number++) {
                String told =
                        new MessageFormat(text, Locale.ROOT).format(new Object[] {number, number, number, number});
                assertThat(told).as(key).isNotEmpty().doesNotContain("{", "}");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("translations")
    void aTranslationTellsTheSameFiguresAsEnglish(String language) {
        Map<String, String> english = file("en");

        file(language)
                .forEach((key, text) -> assertThat(arguments(text))
                        .as("%s in %s", key, language)
                        .isEqualTo(arguments(english.getOrDefault(key, ""))));
    }

    @ParameterizedTest
    @MethodSource("translations")
    void nothingIsLeftInEnglish(String language) {
        Map<String, String> english = file("en");
        Map<String, String> texts = file(language);
        Set<String> same = new HashSet<>();
        texts.forEach((key, text) -> {
            if (text.equals(english.get(key))) {
                same.add(key);
            }
        });

        assertThat(same).isEqualTo(SAME_EVERYWHERE);
        assertThat(keys(
                        texts,
                        text -> ENGLISH_WORD
                                .matcher(QUOTATION.matcher(text).replaceAll(""))
                                .find()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "ja", ""})
    void aLanguageThatIsNotThereIsAnsweredInEnglish(String tag) {
        Texts texts = Texts.in(Locale.forLanguageTag(tag));

        assertThat(texts.locale()).isEqualTo(Locale.ENGLISH);
        assertThat(texts.get("label.yes")).isEqualTo("yes");
    }

    @Test
    void aCountryDoesNotMatter() {
        assertThat(Texts.in(Locale.forLanguageTag("vi-VN")).get("label.yes")).isEqualTo("có");
        assertThat(Texts.in(Locale.UK).locale()).isEqualTo(Locale.ENGLISH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12        | 12 ms       | 12 ms",
                "999       | 999 ms      | 999 ms",
                "1000      | 1 s         | 1 giây",
                "60200     | 60.2 s      | 60,2 giây",
                "150000    | 2 min 30 s  | 2 phút 30 giây",
                "7200000   | 2 h         | 2 giờ",
                "176400000 | 2 d 1 h     | 2 ngày 1 giờ",
            })
    void aTimeFollowsTheLanguage(long millis, String english, String vietnamese) {
        Duration time = Duration.ofMillis(millis);

        assertThat(Texts.in(Locale.ENGLISH).time(time)).isEqualTo(english);
        assertThat(Texts.in(VIETNAMESE).time(time)).isEqualTo(vietnamese);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1023       | 1,023 B     | 1.023 B",
                "1536       | 1.5 KiB     | 1,5 KiB",
                "16777216   | 16 MiB      | 16 MiB",
                "5368709120 | 5,120 MiB   | 5.120 MiB",
            })
    void aSizeFollowsTheLanguage(long bytes, String english, String vietnamese) {
        assertThat(Texts.in(Locale.ENGLISH).size(bytes)).isEqualTo(english);
        assertThat(Texts.in(VIETNAMESE).size(bytes)).isEqualTo(vietnamese);
    }

    @Test
    void aFigureInATextFollowsTheLanguage() {
        Figure silence = Figure.of(Duration.ofMillis(60_200));

        assertThat(Texts.in(Locale.ENGLISH).get("label.ended", silence)).isEqualTo("It ended with 60.2 s.");
        assertThat(Texts.in(VIETNAMESE).get("label.ended", silence)).isEqualTo("Kết nối kết thúc với 60,2 giây.");
    }

    /** What the two codes that this project began with must tell at least, in words that both languages share. */
    @ParameterizedTest
    @CsvSource({
        "1006, meaning, Close frame",
        "1006, seen, TCP",
        "1006, seen, firewall",
        "1006, seen, load balancer",
        "1006, fix, exponential backoff",
        "1006, fix, ping",
        "1006, fix, timeout",
        "1006, fix, load balancer",
        "1010, meaning, permessage-deflate",
        "1010, meaning, handshake response",
        "1010, look, Sec-WebSocket-Extensions",
        "1010, look, response",
        "1010, fix, server",
        "1010, fix, client",
    })
    void theTextsOf1006And1010TellWhatMatters(int code, String part, String word) {
        for (String language : languages()) {
            assertThat(file(language).get("code." + code + "." + part))
                    .as(language)
                    .contains(word);
        }
    }
}
