package dev.sockeye.conformance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.diagnosis.Context;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SOURCES = Path.of("src/test/java/dev/sockeye/conformance/readme");

    @ParameterizedTest
    @ValueSource(strings = {"ServerExample", "ClientExample", "ReconnectExample"})
    void theReadmeShowsCodeThatCompiles(String example) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(readme).contains("```java\n" + exampleIn(SOURCES.resolve(example + ".java")) + "```");
    }

    @Test
    void thePageOnLinksShowsCodeThatCompiles() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/how-to/reconnect.md"));
        assertThat(page).contains("```java\n" + exampleIn(SOURCES.resolve("ReconnectExample.java")) + "```");
    }

    @Test
    void theReadmeShowsAReportAndItsDiagnosis() throws IOException {
        CloseReport report = CloseReport.builder(Role.CLIENT, new CloseCause.TransportLost(TransportEnd.FIN))
                .target("wss://example.com/feed")
                .remoteAddress("203.0.113.7:443")
                .opened()
                .transportEnd(TransportEnd.FIN)
                .counters(new Counters(4213, 310, 12, 3, 0, 0, 0, 100))
                .startedAt(0)
                .moment(Moment.Kind.OPENED, 0)
                .moment(Moment.Kind.LAST_BYTE_OUT, 4_300_000_000L)
                .moment(Moment.Kind.LAST_BYTE_IN, 4_400_000_000L)
                .moment(Moment.Kind.TRANSPORT_ENDED, 64_430_000_000L)
                .build();

        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(readme).contains("```\n" + report + "\n```");
        assertThat(Diagnosis.of(report, Context.NONE).describe(Locale.ENGLISH)).containsSubsequence(quotation(readme));
    }

    /** What the page quotes, in the pieces between its omissions. */
    private static List<String> quotation(String page) {
        String quoted = page.lines()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2))
                .collect(Collectors.joining(" "));
        assertThat(quoted).isNotEmpty();
        return List.of(quoted.split(" ?\\[…] ?", -1));
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
