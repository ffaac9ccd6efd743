package dev.sockeye.diagnosis.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.handshake.Headers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That headers are ruled out by their names changes nothing of what an expression is found in. */
class TextPatternTest {
    private static final List<String> NAMES =
            List.of("a", "A", "ab", "a-b", "server", "Server", "server-x", "x-served-by", "via", "key", "\u212Aey");
    private static final List<String> VALUES = List.of("", "x", "b: y", "nginx", "1.1 kong/3", "server: nginx");

    private static TextPattern pattern(String text) {
        return TextPattern.of(new Entry("a.conf:1", "an-entry", Map.of()), "header", text);
    }

    private static void isFoundAsInTheLine(String expression) {
        TextPattern pattern = pattern(expression);
        Pattern plain = Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        for (String name : NAMES) {
            for (String value : VALUES) {
                String line = name + ": " + value;
                Headers headers = Headers.builder().addAll(headers(name, value)).build();
                assertThat(pattern.isIn(headers))
                        .as("%s in %s", expression, line)
                        .isEqualTo(isIn(plain, headers));
            }
        }
    }

    private static boolean isIn(Pattern plain, Headers headers) {
        boolean found = false;
        for (var header : headers) {
            found |= plain.matcher(header.name() + ": " + header.value()).find();
        }
        return found;
    }

    private static Headers headers(String name, String value) {
        Headers.Builder headers = Headers.builder();
        boolean unused = headers.addIfValid(name, value);
        return headers.build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^server: nginx",
                "^server: (?:nginx|openresty)",
                "^a",
                "^a-",
                "^a?b",
                "^ab*: x",
                "^a: x|b: y",
                "^a: (x)|b: y",
                "^a: [(]|b: y",
                "^(?:a|via): ",
                "^[av]",
                "^server",
                "^x-served-by: ",
                "nginx",
                "^via: .*\\bkong/",
                "^server: $",
                "^\\s*$",
                "^"
            })
    void aHeaderHoldsWhatItsLineHolds(String expression) {
        isFoundAsInTheLine(expression);
    }

    @Test
    void theExpressionsOfTheTablesToo() {
        Knowledge.tables().components().stream()
                .flatMap(component -> component.headers().stream())
                .forEach(pattern -> isFoundAsInTheLine(pattern.toString()));
        Knowledge.tables().signatures().stream()
                .flatMap(signature -> signature.headers().stream())
                .forEach(pattern -> isFoundAsInTheLine(pattern.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^\\s*$", "^Access denied", "x?", "."})
    void inAnEmptyTextIsFoundWhatNeedsNoCharacter(String expression) {
        assertThat(pattern(expression).isIn(""))
                .isEqualTo(Pattern.compile(expression).matcher("").find());
    }
}
