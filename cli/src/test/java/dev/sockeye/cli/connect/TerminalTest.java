package dev.sockeye.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.output.DiagnosisText;
import dev.sockeye.cli.output.Style;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees and does at the prompt, with a user who types from a script. */
@Timeout(60)
class TerminalTest {
    private static final String END = "\u0004";

    private final BlockingQueue<String> typed = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    private final List<String> lastWords = new ArrayList<>();
    private final BlockingQueue<CloseReport> serverReports = new LinkedBlockingQueue<>();
    private final Clock noon = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
    private final LineTerminal terminal = new LineTerminal() {
        @Override
        public Optional<String> readLine(BooleanSupplier over) {
            try {
                String line = typed.take();
                return line.equals(END) ? Optional.empty() : Optional.of(line);
            } catch (InterruptedException e) {
                return Optional.empty();
            }
        }

        @Override
        public void print(String line) {
            shown.add(line);
        }
    };
    private final DiagnosisText diagnosis = new DiagnosisText(Locale.ENGLISH, () -> 80);
    private final TerminalPrinter printer =
            new TerminalPrinter(terminal, lastWords::add, new Style(false), false, diagnosis, noon);
    private final Conversation conversation = new Conversation(printer);
    private final WebSocketClient client = WebSocketClient.builder().build();
    private final WebSocketServer server = WebSocketServer.builder()
            .route("/", request -> new WebSocketHandler() {
                @Override
                public void onUtf8(WebSocket socket, ByteBuffer utf8) {
                    socket.sendText(utf8);
                }

                @Override
                public void onBinary(WebSocket socket, ByteBuffer data) {
                    socket.sendBinary(data);
                }
            })
            .onClose(serverReports::add)
            .start();
    private final Typing typing = new Typing(new TerminalInput(terminal, printer), conversation);

    @BeforeEach
    void connect() throws InterruptedException {
        client.connect(server.uri("/").toString(), conversation);
        typing.start();
        assertThat(nextShown()).startsWith("12:00:00.000 open, to 127.0.0.1:");
        assertThat(nextShown()).contains("/help", "Ctrl-D");
    }

    @AfterEach
    void stop() {
        typed.add(END);
        client.close();
        server.close();
    }

    private String nextShown() throws InterruptedException {
        String line = shown.poll(30, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing more was shown");
        }
        return line;
    }

    private CloseReport serverReport() throws InterruptedException {
        CloseReport report = serverReports.poll(30, TimeUnit.SECONDS);
        if (report == null) {
            throw new AssertionError("the server reported no close");
        }
        return report;
    }

    @Test
    void aLineIsSentAndItsAnswerIsShown() throws InterruptedException {
        typed.add("hello");
        assertThat(nextShown()).isEqualTo("< hello");
        typed.add("//help me");
        assertThat(nextShown()).isEqualTo("< /help me");
        typed.add("");
        assertThat(nextShown()).isEqualTo("< ");
    }

    @Test
    void whatCameIsShownWithoutWhatATerminalObeys() throws InterruptedException {
        typed.add("\u001b[2J");
        assertThat(nextShown()).isEqualTo("< \\u001b[2J");
    }

    @Test
    void aPingThatWasAskedForIsShownWithItsTime() throws InterruptedException {
        typed.add("/ping");
        assertThat(nextShown()).matches("12:00:00\\.000 pong came, after \\d+\\.\\d ms");
        typed.add("/ping héllo");
        assertThat(nextShown()).matches("12:00:00\\.000 pong came \"héllo\", after \\d+\\.\\d ms");
    }

    @Test
    void aFileIsSentAsOneBinaryMessage(@TempDir Path directory) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("two words.bin"), new byte[] {0x0a, (byte) 0xff});
        typed.add("/binary " + file);
        assertThat(List.of(nextShown(), nextShown()))
                .containsExactlyInAnyOrder("Sent 2 bytes", "< (binary, 2 bytes: 0a ff)");
    }

    @Test
    void aFileThatCannotBeReadIsToldAndTheConnectionStays(@TempDir Path directory) throws InterruptedException {
        typed.add("/binary " + directory.resolve("missing"));
        assertThat(nextShown()).contains("missing does not exist");
        typed.add("/binary " + directory);
        assertThat(nextShown()).contains("cannot be read");
        typed.add("still here");
        assertThat(nextShown()).isEqualTo("< still here");
    }

    @Test
    void timesAreShownWhenAskedFor() throws InterruptedException {
        typed.add("/verbose");
        assertThat(nextShown()).isEqualTo("Control frames and times are shown");
        typed.add("hello");
        assertThat(nextShown()).isEqualTo("12:00:00.000 < hello");
        typed.add("/verbose");
        assertThat(nextShown()).isEqualTo("Control frames and times are hidden");
        typed.add("hello");
        assertThat(nextShown()).isEqualTo("< hello");
    }

    @Test
    void whatCannotBeDoneIsToldAndNothingIsSent() throws InterruptedException {
        typed.add("/close 1006");
        assertThat(nextShown()).contains("1006 cannot be sent in a Close frame");
        typed.add("/help");
        assertThat(nextShown()).isEqualTo(TypedLine.HELP);
        typed.add("/quit");
        assertThat(serverReport().counters().messagesIn()).isZero();
    }

    @Test
    void theUserChoosesTheCloseCode() throws InterruptedException {
        typed.add("/close 4001 see you");
        CloseReport report = serverReport();
        assertThat(report.code()).isEqualTo(new CloseCode(4001));
        assertThat(report.reason()).isEqualTo("see you");
    }

    @Test
    void aCloseWithoutACodeReachesTheServerAs1005() throws InterruptedException {
        typed.add("/close");
        assertThat(serverReport().code()).isEqualTo(CloseCode.NO_STATUS);
    }

    @Test
    void theEndOfTheInputClosesWith1000() throws InterruptedException {
        typed.add(END);
        assertThat(serverReport().code()).isEqualTo(CloseCode.NORMAL);
        printer.closed(conversation.closed().join(), ExitCode.OK);
        assertThat(lastWords)
                .containsExactly("Closed cleanly with 1000 (Normal Closure): closed by this end with 1000");
    }
}
