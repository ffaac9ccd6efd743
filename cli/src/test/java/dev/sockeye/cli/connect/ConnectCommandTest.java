package dev.sockeye.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ServerTls;
import dev.sockeye.UpgradeRefusedException;
import dev.sockeye.UpgradeRequest;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.cli.Captured;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.OriginPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code connect} in a pipe, against a server of its own. Longer than most because each option and each exit code
 * has a case, and every case needs the same server, streams and handlers.
 */
@Timeout(60)
class ConnectCommandTest {
    private final BlockingQueue<CloseReport> reports = new LinkedBlockingQueue<>();
    private final BlockingQueue<UpgradeRequest> requests = new LinkedBlockingQueue<>();
    private final List<WebSocketServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(WebSocketServer::close);
    }

    /** Starts a server with one route, and returns its URL. */
    private String serve(WebSocketHandler handler) {
        return serve(WebSocketServer.builder(), handler);
    }

    private String serve(WebSocketServerBuilder builder, WebSocketHandler handler) {
        WebSocketServer server = builder.route("/", request -> {
                    requests.add(request);
                    return handler;
                })
                .onClose(reports::add)
                .start();
        servers.add(server);
        return server.uri("/").toString();
    }

    private CloseReport serverReport() throws InterruptedException {
        CloseReport report = reports.poll(30, TimeUnit.SECONDS);
        if (report == null) {
            throw new AssertionError("the server reported no close");
        }
        return report;
    }

    private static final class Echo implements WebSocketHandler {
        @Override
        public void onUtf8(WebSocket socket, ByteBuffer utf8) {
            socket.sendText(utf8);
        }
    }

    private static WebSocketHandler onOpen(Consumer<WebSocket> action) {
        return new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                action.accept(socket);
            }
        };
    }

    @Test
    void aLineOfThePipeIsSentAndTheAnswerIsPrinted() throws InterruptedException {
        Captured run = Captured.run(Captured.input("hi\n"), "connect", serve(new Echo()));

        assertThat(run.out()).isEqualTo("hi\n");
        assertThat(run.err())
                .startsWith("Closed cleanly with 1000 (Normal Closure): ")
                .hasLineCount(1);
        assertThat(run.exitCode()).isZero();
        assertThat(serverReport().code()).isEqualTo(CloseCode.NORMAL);
    }

    @Test
    void everyLineIsAnsweredInOrderBeforeTheConnectionCloses() {
        String lines =
                IntStream.range(0, 20_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());

        Captured run = Captured.run(Captured.input(lines), "connect", serve(new Echo()));

        assertThat(run.out()).isEqualTo(lines);
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void anEmptyInputOpensAndClosesCleanly() {
        Captured run = Captured.run("connect", serve(new Echo()));

        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void anAnswerThatComesLaterIsWaitedFor() {
        WebSocketHandler later = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                // By then the Close would have come, had the client not waited.
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
                        .execute(() -> socket.sendText("late " + text));
            }
        };

        Captured run = Captured.run(Captured.input("hi"), "connect", serve(later));

        assertThat(run.out()).isEqualTo("late hi\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void waitingForNothingClosesRightBehindTheInput() throws InterruptedException {
        Captured run = Captured.run(
                Captured.input("no answer comes\n"), "connect", serve(onOpen(socket -> {})), "--wait", "0");

        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(serverReport().counters().messagesIn()).isOne();
    }

    @Test
    void withAWaitItListensUntilTheServerCloses() {
        String url = serve(onOpen(socket -> {
            socket.sendText("one");
            socket.sendText("two");
            socket.close();
        }));

        Captured run = Captured.run("connect", url, "--wait", "1h");

        assertThat(run.out()).isEqualTo("one\ntwo\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aBinaryMessageIsWrittenAsItsBytesAlone() throws IOException {
        byte[] bytes = {0, 1, (byte) 0xFF, '\n'};
        String url = serve(onOpen(socket -> {
            socket.sendBinary(ByteBuffer.wrap(bytes));
            socket.close();
        }));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        StandardStreams streams =
                StandardStreams.piped(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream());
        int exitCode = Captured.runWith(streams, "connect", url, "--wait", "1h");

        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(exitCode).isZero();
    }

    @Test
    void onATerminalNothingIsPrintedThatItCouldObey() {
        String url = serve(onOpen(socket -> {
            socket.sendText("\u001b[2Jboo\u0007");
            socket.sendBinary(ByteBuffer.wrap(new byte[] {27, 'c'}));
            socket.close(CloseCode.NORMAL, "\u001b[31mred");
        }));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        StandardStreams piped = StandardStreams.piped(new ByteArrayInputStream(new byte[0]), out, err);
        StandardStreams streams = new StandardStreams(
                piped.in(), piped.out(), piped.err(), false, true, true, false, piped.locale(), piped.width());

        int exitCode = Captured.runWith(streams, "connect", url, "--wait", "1h");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\\u001b[2Jboo\\u0007\nbinary, 2 bytes: 1b 63\n");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("\\u001b[31mred")
                .doesNotContain("\u001b");
        assertThat(exitCode).isZero();
    }

    @Test
    void aServerThatClosesWithAnErrorIsToldWithItsReason() {
        String url = serve(onOpen(socket -> socket.close(CloseCode.TRY_AGAIN_LATER, "too many of you")));

        Captured run = Captured.run("connect", url, "--wait", "1h");

        assertThat(run.exitCode()).isEqualTo(21);
        assertThat(run.err()).contains("1013 (Try Again Later)", "too many of you");
    }

    @Test
    void aConnectionThatIsCutIsToldWithTheEvidence() {
        Captured run = Captured.run("connect", serve(onOpen(WebSocket::abort)), "--wait", "1h");

        assertThat(run.exitCode()).isEqualTo(20);
        assertThat(run.err())
                .startsWith("Not closed cleanly, 1006 (Abnormal Closure): ")
                .contains("transport", "timeline");
    }

    @Test
    void anEndThatWasNotGoodIsExplainedUnderItsFactsInTheLanguageAskedFor() {
        String url = serve(onOpen(socket -> socket.close(CloseCode.SERVICE_RESTART, "back \u001b[31msoon")));

        Captured english = Captured.run("connect", url, "--wait", "1h");
        Captured vietnamese = Captured.run("connect", url, "--wait", "1h", "--lang", "vi");

        assertThat(english.err())
                .containsSubsequence("timeline", "\n\nIt ended with 1012 (Service Restart).", "What to do:")
                .doesNotContain("\u001b");
        assertThat(english.err().substring(english.err().indexOf("\n\n")).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(vietnamese.err()).contains("Kết nối kết thúc với 1012 (Service Restart).");
    }

    @Test
    void aLanguageThatThereAreNoTextsInIsRefused() {
        Captured run = Captured.run("connect", "ws://127.0.0.1:1", "--lang", "xx");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err()).contains("expected en or vi");
    }

    @Test
    void aPortThatNobodyListensOnIsTold() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Captured run = Captured.run("connect", "ws://127.0.0.1:" + port);

        assertThat(run.exitCode()).isEqualTo(11);
        assertThat(run.err()).startsWith("Never opened (1006): ").contains("127.0.0.1:" + port, "REFUSED");
    }

    @Test
    void aRefusedHandshakeIsToldWithItsStatusHeadersAndBody() {
        WebSocketServer server = WebSocketServer.builder()
                .route("/", request -> {
                    throw new UpgradeRefusedException(
                            403,
                            "Members only.",
                            Headers.builder().add("X-Hint", "log in first").build());
                })
                .start();
        servers.add(server);

        Captured run = Captured.run("connect", server.uri("/").toString());

        assertThat(run.exitCode()).isEqualTo(13);
        assertThat(run.err()).startsWith("Never opened").contains("403", "X-Hint: log in first", "Members only.");
    }

    @Test
    void aCertificateThatIsNotTrustedIsRefusedUnlessItNeedNotBe(@TempDir Path directory) throws Exception {
        String url = serve(WebSocketServer.builder().tls(ServerTls.selfSigned("127.0.0.1", "localhost")), new Echo());
        Path pem = directory.resolve("server.pem");
        byte[] certificate = servers.get(0).certificate().orElseThrow().getEncoded();
        Files.writeString(
                pem,
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n");

        Captured strict = Captured.run("connect", url);
        Captured insecure = Captured.run(Captured.input("hi"), "connect", url, "--insecure");
        Captured trusting = Captured.run(Captured.input("hi"), "connect", url, "--ca", pem.toString());

        assertThat(strict.exitCode()).isEqualTo(12);
        assertThat(strict.err()).startsWith("Never opened (1015): ");
        assertThat(insecure.out()).isEqualTo("hi\n");
        assertThat(insecure.exitCode()).isZero();
        assertThat(trusting.out()).isEqualTo("hi\n");
        assertThat(trusting.exitCode()).isZero();
    }

    @Test
    void aFileOfCertificatesThatCannotBeUsedIsTold(@TempDir Path directory) throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.pem"));

        for (Path file : List.of(empty, directory.resolve("missing.pem"))) {
            Captured run = Captured.run("connect", "wss://127.0.0.1:1", "--ca", file.toString());

            assertThat(run.exitCode()).isEqualTo(66);
            assertThat(run.err())
                    .startsWith("sockeye connect: ")
                    .contains(file.toString())
                    .hasLineCount(1);
        }
    }

    @Test
    void aRequiredExtensionThatIsMissingEndsIn1010() throws InterruptedException {
        Captured run = Captured.run(
                "connect",
                serve(WebSocketServer.builder().extensions(), new Echo()),
                "--extension-required",
                "permessage-deflate",
                "--extension-required",
                "x-zip");

        assertThat(run.exitCode()).isEqualTo(22);
        assertThat(run.err()).contains("did not agree to permessage-deflate, x-zip", "1010 (Mandatory Ext.)");
        assertThat(serverReport().code()).isEqualTo(CloseCode.MANDATORY_EXTENSION);
    }

    @Test
    void compressionIsOfferedUnlessItIsOff() {
        String url = serve(new Echo());

        Captured on = Captured.run("connect", url, "--verbose");
        Captured off = Captured.run("connect", url, "--verbose", "--compression", "off");
        Captured required = Captured.run("connect", url, "--extension-required", "permessage-deflate");

        assertThat(on.err()).contains("permessage-deflate");
        assertThat(off.err()).doesNotContain("permessage-deflate");
        assertThat(required.exitCode()).isZero();
    }

    @Test
    void headersOriginAndSubprotocolsGoOutWithTheHandshake() throws InterruptedException {
        String url = serve(
                WebSocketServer.builder().subprotocols("chat.v2", "chat.v1").origins(OriginPolicy.allowAll()),
                new Echo());

        Captured run = Captured.run(
                "connect",
                url,
                "--verbose",
                "--header",
                "X-One: 1",
                "--header",
                "X-Two: 2",
                "--origin",
                "https://example.com",
                "--subprotocol",
                "chat.v1,chat.v2");

        UpgradeRequest request = requests.take();
        assertThat(request.headers().first("X-One")).hasValue("1");
        assertThat(request.headers().first("X-Two")).hasValue("2");
        assertThat(request.origin()).hasValue("https://example.com");
        assertThat(request.headers().tokens("Sec-WebSocket-Protocol")).containsExactly("chat.v1", "chat.v2");
        assertThat(run.err()).contains("subprotocol chat.v2");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aMessageOverTheLimitIsRefusedWith1009() throws InterruptedException {
        String url = serve(onOpen(socket -> socket.sendText("x".repeat(1025))));

        Captured run = Captured.run("connect", url, "--max-message", "1KiB", "--wait", "1h");

        assertThat(run.exitCode()).isEqualTo(21);
        assertThat(run.out()).isEmpty();
        assertThat(serverReport().code()).isEqualTo(CloseCode.MESSAGE_TOO_BIG);
    }

    @Test
    void aSilentServerIsPinged() {
        WebSocketHandler closesAtAPing = new WebSocketHandler() {
            @Override
            public void onPing(WebSocket socket, ByteBuffer payload) {
                socket.close(new CloseCode(4000), "a ping came");
            }
        };

        Captured run = Captured.run("connect", serve(closesAtAPing), "--heartbeat", "50ms", "--wait", "1h");

        assertThat(run.err()).contains("a ping came");
    }

    @Test
    void inputThatIsNotUtf8IsRefusedWithItsLine() throws InterruptedException {
        byte[] input = {'o', 'k', '\n', 'a', (byte) 0xFF, '\n'};

        Captured run = Captured.run(new ByteArrayInputStream(input), "connect", serve(new Echo()));

        assertThat(run.exitCode()).isEqualTo(65);
        assertThat(run.err()).contains("sockeye connect: Line 2 of the input is not UTF-8");
        assertThat(serverReport().counters().messagesIn()).isOne();
    }

    @Test
    void anOutputThatNobodyReadsEndsTheConnection() throws InterruptedException {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        StandardStreams streams = StandardStreams.piped(Captured.input("hi\n"), broken, new ByteArrayOutputStream());

        assertThat(Captured.runWith(streams, "connect", serve(new Echo()), "--wait", "1h"))
                .isEqualTo(74);
        assertThat(serverReport().code()).isEqualTo(CloseCode.NORMAL);
    }

    @Test
    void asJsonEachEventIsAnObjectOnALineAndTheReportIsTheLast() {
        String url = serve(onOpen(socket -> {
            socket.sendText("a\n\"b\"");
            socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            socket.ping(ByteBuffer.wrap(new byte[] {'p'}));
            socket.close(new CloseCode(4321), "enough");
        }));

        Captured run = Captured.run("connect", url, "--json", "--wait", "1h");

        List<JsonNode> events = run.out()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        assertThat(events.stream().map(event -> event.get("event").stringValue()))
                .containsExactlyInAnyOrder("open", "ping", "text", "binary", "close");
        assertThat(events)
                .allSatisfy(event -> assertThat(event.get("time").stringValue())
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"));
        assertThat(event(events, "text").get("data").stringValue()).isEqualTo("a\n\"b\"");
        assertThat(event(events, "binary").get("base64").stringValue()).isEqualTo("AQID");
        assertThat(event(events, "ping").get("base64").stringValue()).isEqualTo("cA==");
        JsonNode close = events.get(events.size() - 1);
        assertThat(close.get("exitCode").intValue()).isEqualTo(run.exitCode()).isEqualTo(21);
        JsonNode report = close.get("report");
        assertThat(report.get("code").intValue()).isEqualTo(4321);
        assertThat(report.get("reason").stringValue()).isEqualTo("enough");
        assertThat(report.get("clean").booleanValue()).isTrue();
        assertThat(report.get("cause").get("kind").stringValue()).isEqualTo("PEER_CLOSED");
        assertThat(report.get("closing").get("received").get("code").intValue()).isEqualTo(4321);
        assertThat(report.get("handshake").get("status").intValue()).isEqualTo(101);
        assertThat(report.get("counters").get("messagesIn").intValue()).isEqualTo(2);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void asJsonAnEndThatWasNotGoodHoldsItsDiagnosis() {
        String url = serve(onOpen(socket -> socket.close(CloseCode.SERVICE_RESTART, "")));

        Captured run = Captured.run("connect", url, "--json", "--wait", "1h", "--lang", "vi");

        List<String> lines = run.out().lines().toList();
        JsonNode diagnosis =
                JsonMapper.shared().readTree(lines.get(lines.size() - 1)).get("diagnosis");
        assertThat(diagnosis.get("language").stringValue()).isEqualTo("vi");
        assertThat(diagnosis.get("text").stringValue()).startsWith("Kết nối kết thúc với 1012");
        assertThat(diagnosis.get("findings").get(0).propertyNames())
                .containsExactly(
                        "cause",
                        "title",
                        "confidence",
                        "summary",
                        "facts",
                        "against",
                        "note",
                        "fix",
                        "confirm",
                        "links");
        assertThat(diagnosis.get("findings").get(0).get("cause").stringValue()).isEqualTo("deploy");
        assertThat(diagnosis.get("findings").get(0).get("confidence").stringValue())
                .isEqualTo("HIGH");
    }

    @Test
    void asJsonAGoodEndNeedsNoDiagnosis() {
        Captured run = Captured.run("connect", serve(new Echo()), "--json");

        List<String> lines = run.out().lines().toList();
        assertThat(JsonMapper.shared()
                        .readTree(lines.get(lines.size() - 1))
                        .get("diagnosis")
                        .isNull())
                .isTrue();
    }

    @Test
    void asJsonAnAttemptThatFailedIsOneObject() {
        Captured run = Captured.run("connect", serve(new Echo()) + "nowhere?token=secret", "--json");

        JsonNode close = JsonMapper.shared().readTree(run.out());
        assertThat(run.exitCode()).isEqualTo(13);
        assertThat(close.get("report").get("opened").booleanValue()).isFalse();
        assertThat(close.get("report").get("handshake").get("status").intValue())
                .isEqualTo(404);
        assertThat(run.out()).doesNotContain("secret");
    }

    private static JsonNode event(List<JsonNode> events, String name) {
        return events.stream()
                .filter(event -> event.get("event").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
