package dev.sockeye.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that starts the client testee, in a tree without sources, where nothing can be built. */
class AutobahnClientScriptTest {
    private static final int USAGE = 64;
    private static final int LIMIT_SECONDS = 30;

    @TempDir
    private Path root;

    @BeforeEach
    void copyTheScript() throws IOException {
        for (String file : List.of("conformance/autobahn-client", "scripts/tools.sh")) {
            Path copy = root.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of("..").resolve(file), copy);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | usage: conformance/autobahn-client ws://HOST:PORT [agent]",
                "http://127.0.0.1:9001 | \"http://127.0.0.1:9001\" is no WebSocket address",
                "wsx://127.0.0.1:9001 Sockeye | \"wsx://127.0.0.1:9001\" is no WebSocket address",
                "ws:// | \"ws://\" is no WebSocket address",
                "--help | usage: conformance/autobahn-client ws://HOST:PORT [agent]",
                "ws://127.0.0.1:9001 Sockeye 1 | there are 3 arguments",
            })
    void refusesWrongArgumentsBeforeItBuildsAnything(String arguments, String words) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("bash", root.resolve("conformance/autobahn-client").toString()));
        command.addAll(List.of(arguments.split(" ")).stream()
                .filter(it -> !it.isEmpty())
                .toList());
        Path output = root.resolve("output");

        Process script = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(script.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(script.exitValue()).isEqualTo(USAGE);
            assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains(words);
            assertThat(root.resolve("conformance/target")).doesNotExist();
        } finally {
            script.destroyForcibly();
        }
    }
}
