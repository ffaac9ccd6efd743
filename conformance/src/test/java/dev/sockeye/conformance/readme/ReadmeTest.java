package dev.sockeye.conformance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SOURCES = Path.of("src/test/java/dev/sockeye/conformance/readme");

    @ParameterizedTest
    @ValueSource(strings = {"ServerExample", "ClientExample"})
    void theReadmeShowsCodeThatCompiles(String example) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(readme).contains("```java\n" + exampleIn(SOURCES.resolve(example + ".java")) + "```");
    }

    /** The lines between the markers, moved to the left margin. */
    private static String exampleIn(Path source) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int begin = indexOf(lines, "// README: ") + 1;
        int end = indexOf(lines, "// README: end");
        return String.join("\n", lines.subList(begin, end)).stripIndent() + "\n";
    }

    private static int indexOf(List<String> lines, String marker) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(marker)) {
                return i;
            }
        }
        throw new AssertionError(marker + " is missing");
    }
}
