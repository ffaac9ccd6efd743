package dev.sockeye.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.UpgradeRefusedException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.cli.Captured;
import dev.sockeye.protocol.close.CloseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code connect --reconnect}. */
@Timeout(60)
class ReconnectCommandTest {
    private final AtomicInteger attempts = new AtomicInteger();

    /** Cuts the first connection, refuses the second with 503, and closes the third in order. */
    private final WebSocketServer server = WebSocketServer.builder()
            .route("/", request -> {
                int attempt = attempts.incrementAndGet();
                if (attempt == 2) {
                    throw new UpgradeRefusedException(503, "Try again.");
                }
                return new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        if (attempt == 1) {
                            socket.abort();
                        } else {
                            socket.sendText("back");
                            socket.close(CloseCode.NORMAL, "done");
                        }
                    }
                };
            })
            .route("/token", request -> {
                attempts.incrementAndGet();
                if (!request.headers().first("Authorization").orElse("").equals("Bearer sesame")) {
                    throw new UpgradeRefusedException(401, "Log in.");
                }
                return new WebSocketHandler() {};
            })
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private Captured connect(String path, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("connect", server.uri(path).toString(), "--initial-delay", "10ms"));
        arguments.addAll(List.of(options));
        return Captured.run(Captured.input(""), arguments.toArray(String[]::new));
    }

    @Test
    void eachLossIsToldWithItsCauseAndWhatFollowsAndEachRecovery() {
        Captured run = connect("/", "--reconnect", "--wait", "1h", "--lang", "en");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("back\n");
        assertThat(run.err())
                .contains("Cause: ")
                .contains("Next attempt in ")
                .contains("the connection was lost")
                .contains("HTTP 503")
                .containsPattern("Connected again after .* \\(attempt 3 since the last stable connection\\)")
                .contains("No further attempt: it was closed in order (1000 \"done\")")
                .endsWith("Closed cleanly with 1000 (Normal Closure): the peer closed with 1000 \"done\"\n");
    }

    @Test
    void theReaderIsToldInTheirLanguage() {
        Captured run = connect("/", "--reconnect", "--wait", "1h", "--lang", "vi");

        assertThat(run.err()).contains("Nguyên nhân: ", "kết nối đã mất", "Không thử nữa: ");
    }

    @Test
    void asJsonEachStepIsAnEvent() {
        Captured run = connect("/", "--reconnect", "--wait", "1h", "--json");

        List<JsonNode> events =
                run.out().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(events)
                .extracting(event -> event.get("event").asString())
                .containsExactly(
                        "open", "disconnected", "retry", "disconnected", "retry", "open", "text", "stop", "close");
        assertThat(events.get(1).at("/diagnosis/findings/0/cause").asString()).isNotEmpty();
        assertThat(events.get(2).get("reason").asString()).isEqualTo("LOST");
        assertThat(events.get(4).get("reason").asString()).isEqualTo("OVERLOADED");
        assertThat(events.get(5).get("attempt").asInt()).isEqualTo(3);
        assertThat(events.get(7).get("reason").asString()).isEqualTo("FINISHED");
        assertThat(events.get(8).get("exitCode").asInt()).isZero();
    }

    @Test
    void givingUpHasAnExitCodeOfItsOwn() {
        String url = server.uri("/").toString();
        server.close();
        Captured run = Captured.run(
                Captured.input("never sent\n"),
                "connect",
                url,
                "--reconnect",
                "--max-attempts",
                "3",
                "--initial-delay",
                "5ms",
                "--lang",
                "en");

        assertThat(run.exitCode()).isEqualTo(23);
        assertThat(run.err().lines().filter(line -> line.contains("Next attempt in")))
                .hasSize(2);
        assertThat(run.err()).contains("No further attempt: as many attempts as are allowed were made (3)");
    }

    @Test
    void aCommandGivesTheTokenWhichIsNotShown() {
        Captured run = connect("/token", "--reconnect", "--verbose", "--token-command", "echo sesame; seq 100000");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out() + run.err()).doesNotContain("sesame");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aTokenThatIsRefusedTwiceEndsIt() {
        Captured run = connect("/token", "--reconnect", "--lang", "en", "--token-command", "echo xyzzy");

        assertThat(run.exitCode()).isEqualTo(23);
        assertThat(attempts).hasValue(2);
        assertThat(run.err())
                .contains("the credentials were refused, and there are no better ones")
                .doesNotContain("xyzzy");
    }

    @ParameterizedTest
    @CsvSource({
        "echo secret; exit 3, it ended with exit code 3",
        "true, it printed no token",
        "printf 'a\\001b', what it printed cannot stand in a header"
    })
    void aTokenCommandThatFailsSaysHowAndNotWhatItPrinted(String command, String words) {
        Captured run = connect("/token", "--reconnect", "--max-attempts", "1", "--token-command", command);

        assertThat(run.exitCode()).isEqualTo(23);
        assertThat(run.err()).contains("the token command failed: " + words).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --max-attempts 3                                     | --max-attempts needs --reconnect
                    --token-command x                                    | --token-command needs --reconnect
                    --reconnect --max-attempts 0                         | --max-attempts must be at least 1
                    --reconnect --max-attempts x                         | is not an int
                    --reconnect --initial-delay 0                        | --initial-delay must be more than 0
                    --reconnect --initial-delay 9s --max-delay 3s        | --max-delay must not be less
                    --reconnect --service nosuch                         | discord
                    --reconnect --token-command x --header Authorization:y | leave out the one of --header
                    """)
    void wrongOptionsSayWhatWasExpected(String options, String words) {
        List<String> arguments = new ArrayList<>(List.of("connect", "ws://127.0.0.1:9/"));
        arguments.addAll(List.of(options.split(" +")));
        Captured run = Captured.run(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err()).contains(words);
    }
}
