package dev.sockeye.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program as a process: signals, standard streams and a terminal. */
@Timeout(120)
class ProgramTest {
    /** What turns a terminal's bracketed paste on, which comes with the prompt: from then on keys are read one by one. */
    private static final String PROMPT = "[?2004h";

    private static String echoUrl(Program server) {
        Matcher matcher =
                Pattern.compile("echo at (ws\\S+),").matcher(server.out().await("\n"));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    /** A shell that starts this test in the background has its children ignore SIGINT, as it must. */
    private static void assumeNotIgnored(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (signal.equals("INT") && Files.exists(status)) {
            String mask = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .findFirst()
                    .orElse("0");
            assumeTrue((Long.parseUnsignedLong(mask, 16) & 2) == 0, "SIGINT is ignored by whoever started this test");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aServerDrainsAtASignalAndEndsWith0(String signal) throws IOException {
        assumeNotIgnored(signal);
        try (Program server = Program.start("serve", "--port", "0", "--drain", "1s");
                Program client = Program.start("connect", echoUrl(server))) {
            client.type("hi\n");
            client.out().await("hi\n");

            server.signal(signal);

            assertThat(server.awaitExit()).isZero();
            assertThat(client.awaitExit()).isZero();
            assertThat(client.err().text()).contains("1001 (Going Away)");
            assertThat(server.out().text()).hasLineCount(1);
            assertThat(server.err().text())
                    .contains("SIG" + signal + " came", "1001 clean, drained with 1001")
                    .doesNotContainIgnoringCase("warning");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalEndsAMeasurementAndPrintsWhatWasMeasured(String signal, int expected)
            throws IOException, InterruptedException {
        assumeNotIgnored(signal);
        CountDownLatch answered = new CountDownLatch(100);
        WebSocketHandler echo = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.sendText(text);
                answered.countDown();
            }
        };
        try (WebSocketServer server =
                        WebSocketServer.builder().route("/", request -> echo).start();
                Program bench = Program.start(
                        "bench", server.uri("/").toString(), "--warmup", "0", "--duration", "1h", "--json")) {
            assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();

            bench.signal(signal);

            assertThat(bench.awaitExit()).isEqualTo(expected);
            JsonNode result = JsonMapper.shared().readTree(bench.out().text());
            assertThat(result.get("durationSeconds").asDouble()).isLessThan(120);
            assertThat(result.get("messages").get("received").asLong()).isPositive();
            assertThat(bench.err().text()).isEmpty();
        }
    }

    @Test
    @Tag("RFC6455-7.1.7-3")
    void aServerLogsWhyItFailsAConnection() throws IOException {
        try (Program server = Program.start("serve", "--port", "0")) {
            String url = echoUrl(server);
            try (Socket wrong = upgraded(port(url))) {
                // A text frame that is not masked
                wrong.getOutputStream().write(new byte[] {(byte) 0x81, 1, 'x'});
                server.err().await("refused what the peer sent: a client's frame is not masked");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSecondSignalClosesAllThatIsLeftSoon(String signal, int expected) throws IOException {
        assumeNotIgnored(signal);
        try (Program server = Program.start("serve", "--port", "0", "--drain", "1h")) {
            int port = port(echoUrl(server));
            try (Socket silent = upgraded(port)) {
                server.signal(signal);
                server.err().await("another signal hurries");
                server.signal(signal);

                assertThat(server.awaitExit()).isEqualTo(expected);
                // A Close frame with 1001 and not only the end of TCP
                assertThat(silent.getInputStream().readNBytes(4))
                        .startsWith(0x88)
                        .endsWith(0x03, 0xe9);
            }
        }
    }

    @Test
    void aThirdSignalEndsAServerAtOnce() throws IOException {
        try (Program server = Program.start("serve", "--port", "0", "--drain", "1h");
                Socket silent = upgraded(port(echoUrl(server)))) {
            server.signal("TERM");
            server.err().await("another signal hurries");
            server.signal("TERM");
            server.err().await("a third ends at once");
            server.signal("TERM");

            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void whoConnectsWhileAServerDrainsIsToldWhenToComeBack() throws IOException {
        try (Program server = Program.start("serve", "--port", "0", "--drain", "30s")) {
            String url = echoUrl(server);
            try (Socket silent = upgraded(port(url))) {
                server.signal("TERM");
                server.err().await("another signal hurries");

                Captured refused = Captured.run("connect", url);
                assertThat(refused.exitCode()).isEqualTo(13);
                assertThat(refused.err()).contains("503", "Retry-After: ", "drains, to stop");
                assertThat(silent.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aConnectionThatIsOldEnoughIsClosedWith1001AndToldSoAtBothEnds() throws IOException {
        try (Program server = Program.start("serve", "--port", "0", "--max-connection-age", "1s");
                Program client = Program.start("connect", echoUrl(server))) {
            assertThat(client.awaitExit()).isZero();
            assertThat(client.err().text()).contains("1001 (Going Away)", "maximum age");
            server.err().await("own-max-age (high)");
        }
    }

    @Test
    void aServerWithoutFileDescriptorsSaysSoAndGoesOnWhenThereAreSomeAgain() throws IOException {
        List<Socket> crowd = new ArrayList<>();
        try (Program server = Program.startWithFiles(200, "serve", "--port", "0")) {
            int port = port(echoUrl(server));
            for (int i = 0; i < 250; i++) {
                crowd.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            server.err().await("EMFILE");
            for (Socket socket : crowd) {
                socket.close();
            }
            try (Socket next = upgraded(port)) {
                assertThat(next.isConnected()).isTrue();
            }
            assertThat(server.err().text()).doesNotContain("exceptionCaught").containsOnlyOnce("EMFILE");
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    private static int port(String url) {
        return Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
    }

    /** A connection whose client never answers a Close. */
    private static Socket upgraded(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write(("GET /echo HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            assertThat(b).isNotNegative();
            head.append((char) b);
        }
        assertThat(head).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aClientClosesWith1001AtASignal(String signal, int expected) throws IOException {
        assumeNotIgnored(signal);
        try (Program server = Program.start("serve", "--port", "0");
                Program client = Program.start("connect", echoUrl(server))) {
            client.type("hi\n");
            client.out().await("hi\n");

            client.signal(signal);

            assertThat(client.awaitExit()).isEqualTo(expected);
            server.err().await("1001 clean, the peer closed with 1001");
        }
    }

    @Test
    void aPipeSendsItsLinesPrintsTheAnswersAndEndsWith0() {
        try (Program server = Program.start("serve", "--port", "0");
                Program client = Program.start("connect", echoUrl(server))) {
            client.type("Grüße\n世界\n🐟");
            client.endInput();

            assertThat(client.awaitExit()).isZero();
            assertThat(client.out().await("🐟\n")).isEqualTo("Grüße\n世界\n🐟\n");
            assertThat(client.err().await("\n"))
                    .startsWith("Closed cleanly with 1000")
                    .hasLineCount(1);
            server.err().await("1000 clean");
        }
    }

    @Test
    void onATerminalMessagesComeAboveTheLineThatIsBeingTyped() throws IOException, InterruptedException {
        assumeTrue(hasScript(), "there is no script of util-linux to make a terminal with");
        try (Program server = Program.start("serve", "--port", "0");
                Program client = Program.startOnTerminal("connect", echoUrl(server))) {
            client.out().await(PROMPT);
            client.type("hello\r");
            client.out().await("< hello");
            client.type("/ping abc\r");
            client.out().await("pong came \"abc\", after ");
            client.type("/close 1005\r");
            client.out().await("close without a code instead");
            client.type("/nonsense\r");
            client.out().await("/nonsense is no command");
            client.type("/close 4001 see you\r");

            assertThat(client.awaitExit()).isZero();
            client.out().await("Closed cleanly");
            server.err().await("4001 clean, the peer closed with 4001 \"see you\"");
        }
    }

    @Test
    void onATerminalTheEndOfTheConnectionEndsTheLineThatIsBeingTyped() throws IOException, InterruptedException {
        assumeTrue(hasScript(), "there is no script of util-linux to make a terminal with");
        try (Program server = Program.start("serve", "--port", "0", "--drain", "1s");
                Program client = Program.startOnTerminal("connect", echoUrl(server))) {
            client.out().await(PROMPT);
            client.type("@");
            client.out().await("@");

            server.signal("TERM");

            assertThat(client.awaitExit()).isZero();
            client.out().await("1001");
        }
    }

    @Test
    void onATerminalTheEndOfTheInputClosesWith1000() throws IOException, InterruptedException {
        assumeTrue(hasScript(), "there is no script of util-linux to make a terminal with");
        try (Program server = Program.start("serve", "--port", "0");
                Program client = Program.startOnTerminal("connect", echoUrl(server))) {
            client.out().await(PROMPT);
            client.type("\u0004");

            assertThat(client.awaitExit()).isZero();
            server.err().await("1000 clean, the peer closed with 1000");
        }
    }

    private static boolean hasScript() throws IOException, InterruptedException {
        try {
            Process script = new ProcessBuilder("script", "-qfec", "true", "/dev/null").start();
            return script.waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
