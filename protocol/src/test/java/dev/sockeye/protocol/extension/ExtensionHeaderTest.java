package dev.sockeye.protocol.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.protocol.extension.ExtensionHeader.Malformed;
import dev.sockeye.protocol.extension.ExtensionHeader.Parsed;
import dev.sockeye.protocol.extension.ExtensionHeader.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455 §9.1. */
class ExtensionHeaderTest {
    private static final String ALPHABET = "ab1;=,\"\\ \t-(\u00e9";

    /** The right column is the canonical form of the elements; "|" stands for a new header line. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '>',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "deflate-stream>deflate-stream",
                "mux; max-channels=4; flow-control, deflate-stream>mux; max-channels=4; flow-control, deflate-stream",
                "foo|bar; baz=2>foo, bar; baz=2",
                "foo, bar; baz=2>foo, bar; baz=2",
                "foo;bar=\"10\">foo; bar=10",
                "foo;bar=\"1\\0\">foo; bar=10",
                "foo;bar=\"\\1\\0\" ; baz>foo; bar=10; baz",
                " \tfoo \t; bar = 10 ,baz >foo; bar=10, baz",
                ",foo,,bar,>foo, bar",
                "foo,|,bar>foo, bar",
                "foo; a; a=1>foo; a; a=1",
                "Permessage-Deflate>Permessage-Deflate",
                "!#$%&'*+-.^_`|>!#$%&'*+-.^_`",
            })
    void aHeaderOfTheGrammarIsReadWhole(String header, String canonical) {
        ExtensionHeader.Result result = ExtensionHeader.parse(List.of(header.split("\\|")));

        assertThat(result).isInstanceOf(Parsed.class);
        assertThat(ExtensionHeader.format(((Parsed) result).extensions())).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '>',
            ignoreLeadingAndTrailingWhitespace = false,
            nullValues = "NOTHING",
            value = {
                ">NO_EXTENSION>0>0",
                " , ,>NO_EXTENSION>0>0",
                ";foo>EXTENSION_NAME_EXPECTED>0>0",
                "=foo>EXTENSION_NAME_EXPECTED>0>0",
                "foo, ;bar>EXTENSION_NAME_EXPECTED>0>5",
                "\"foo\">EXTENSION_NAME_EXPECTED>0>0",
                "foo;>PARAMETER_NAME_EXPECTED>0>4",
                "foo; ,bar>PARAMETER_NAME_EXPECTED>0>5",
                "foo;;bar>PARAMETER_NAME_EXPECTED>0>4",
                "foo;=1>PARAMETER_NAME_EXPECTED>0>4",
                "foo;bar=>VALUE_EXPECTED>0>8",
                "foo;bar= ,baz>VALUE_EXPECTED>0>9",
                "foo;bar==1>VALUE_EXPECTED>0>8",
                "foo;bar=\"1>QUOTE_NOT_CLOSED>0>10",
                "foo;bar=\"1\\\">QUOTE_NOT_CLOSED>0>12",
                "foo;bar=\"\\>QUOTE_NOT_CLOSED>0>10",
                "foo;bar=\"\">QUOTED_VALUE_NOT_A_TOKEN>0>8",
                "foo;bar=\"1 2\">QUOTED_VALUE_NOT_A_TOKEN>0>8",
                "foo;bar=\"1,2\">QUOTED_VALUE_NOT_A_TOKEN>0>8",
                "foo;bar=\"\\\"\">QUOTED_VALUE_NOT_A_TOKEN>0>8",
                "foo bar>SEPARATOR_EXPECTED>0>4",
                "foo=1>SEPARATOR_EXPECTED>0>3",
                "foo;bar=1 2>SEPARATOR_EXPECTED>0>10",
                "foo;bar=\"1\"2>SEPARATOR_EXPECTED>0>11",
                "foo(>SEPARATOR_EXPECTED>0>3",
                "foo|bar;>PARAMETER_NAME_EXPECTED>1>4",
                "foo;bar=\"1|2\">QUOTE_NOT_CLOSED>0>10",
            })
    @Tag("RFC6455-4.3-1")
    @Tag("RFC6455-9.1-1")
    @Tag("RFC6455-9.1-2")
    void aHeaderThatBreaksTheGrammarIsRefusedWithItsPlace(String header, Problem problem, int line, int position) {
        List<String> lines = List.of((header == null ? "" : header).split("\\|", -1));

        assertThat(ExtensionHeader.parse(lines)).isEqualTo(new Malformed(problem, line, position));
    }

    @Test
    void noHeaderAtAllListsNoExtension() {
        assertThat(ExtensionHeader.parse(List.of())).isEqualTo(new Malformed(Problem.NO_EXTENSION, 0, 0));
    }

    @Test
    void theDescriptionNamesTheExpectedAndThePlaceForPeople() {
        Malformed malformed = (Malformed) ExtensionHeader.parse(List.of("foo", "bar;"));

        assertThat(malformed.description())
                .isEqualTo("a parameter's name after \";\" was expected at character 5 of header line 2");
    }

    @Test
    @Tag("RFC6455-9.1-2")
    @Tag("RFC6455-9.1-3")
    void aNameOrValueThatIsNotATokenCannotBeWritten() {
        List<List<ExtensionDescriptor>> unwritable = List.of(
                List.of(new ExtensionDescriptor("a b", List.of())),
                List.of(new ExtensionDescriptor("", List.of())),
                List.of(new ExtensionDescriptor("a", List.of(new ExtensionParameter("b,c", null)))),
                List.of(new ExtensionDescriptor("a", List.of(new ExtensionParameter("b", "1\r\nX: 2")))));

        assertThat(unwritable)
                .allSatisfy(extensions -> assertThatThrownBy(() -> ExtensionHeader.format(extensions))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("token"));
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        long seed = 7692;
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 2_000; run++) {
            List<ExtensionDescriptor> extensions = randomExtensions(random);
            assertThat(ExtensionHeader.parse(List.of(ExtensionHeader.format(extensions))))
                    .as("seed %d run %d", seed, run)
                    .isEqualTo(new Parsed(extensions));
        }
    }

    @Test
    void anyTextIsEitherReadOrRefusedWithinIt() {
        long seed = 6455;
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 20_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            ExtensionHeader.Result result = ExtensionHeader.parse(List.of(text.toString()));
            if (result instanceof Parsed parsed) {
                String written = ExtensionHeader.format(parsed.extensions());
                assertThat(ExtensionHeader.parse(List.of(written)))
                        .as("seed %d run %d: %s", seed, run, text)
                        .isEqualTo(parsed);
            } else {
                assertThat(((Malformed) result).position())
                        .as("seed %d run %d: %s", seed, run, text)
                        .isBetween(0, text.length());
            }
        }
    }

    private static List<ExtensionDescriptor> randomExtensions(SplittableRandom random) {
        List<ExtensionDescriptor> extensions = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            List<ExtensionParameter> parameters = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                parameters.add(
                        new ExtensionParameter(randomToken(random), random.nextBoolean() ? randomToken(random) : null));
            }
            extensions.add(new ExtensionDescriptor(randomToken(random), parameters));
        }
        return extensions;
    }

    private static String randomToken(SplittableRandom random) {
        String characters = "!#$%&'*+-.^_`|~0123456789abcXYZ";
        StringBuilder token = new StringBuilder();
        for (int i = random.nextInt(1, 9); i > 0; i--) {
            token.append(characters.charAt(random.nextInt(characters.length())));
        }
        return token.toString();
    }
}
