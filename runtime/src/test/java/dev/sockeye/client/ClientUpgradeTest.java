package dev.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sockeye.ConnectFailedException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.internal.Transports;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.HandshakeInvalid;
import dev.sockeye.protocol.close.CloseCause.HandshakeLost;
import dev.sockeye.protocol.close.CloseCause.HandshakeRefused;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCause.TimedOutOpening;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a client makes of the answers that servers give to its upgrade, and of those that they do not give. Longer than most
 * because each answer is written out as it stands on the wire.
 */
@Timeout(60)
class ClientUpgradeTest {
    private static final byte[] HELLO = {(byte) 0x81, 5, 'h', 'e', 'l', 'l', 'o'};

    private final RecordingHandler handler = new RecordingHandler();
    private final WebSocketClient client = WebSocketClient.builder().build();

    @AfterEach
    void close() {
        client.close();
    }

    private static WebSocket opened(CompletionStage<WebSocket> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private CloseReport failed(ScriptedServer server) throws Exception {
        return failed(server, client);
    }

    /** Connects, and holds what is true of every attempt that does not open. */
    private CloseReport failed(ScriptedServer server, WebSocketClient with) throws Exception {
        CompletableFuture<WebSocket> stage = with.connect(server.uri(), handler).toCompletableFuture();
        Throwable failure = catchThrowable(() -> stage.get(20, TimeUnit.SECONDS));
        CloseReport report = handler.report();

        assertThat(failure).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(ConnectFailedException.class);
        assertThat(((ConnectFailedException) failure.getCause()).report()).isSameAs(report);
        assertThat(failure).hasMessageNotContaining("secret");
        handler.assertCalls("close");
        assertThat(report.role()).isEqualTo(Role.CLIENT);
        assertThat(report.opened()).isFalse();
        assertThat(report.code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(report.target()).isEqualTo(server.uri());
        assertThat(report.remoteAddress()).isEqualTo("127.0.0.1:" + server.port());
        assertThat(report.localAddress()).startsWith("127.0.0.1:");
        assertThat(report.timeline().stream().map(Moment::kind))
                .startsWith(Moment.Kind.RESOLVED, Moment.Kind.CONNECTED)
                .endsWith(Moment.Kind.TRANSPORT_ENDED);
        assertThat(report.timeline().stream().map(Moment::nanos)).isSorted().allMatch(nanos -> nanos >= 0);
        return report;
    }

    @Test
    @Tag("RFC6455-4.1-1")
    @Tag("RFC6455-4.1-14")
    void anAgreementOpensTheConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write(peer.agreement());
            assertThat(peer.readFrame().orElseThrow().payload()).isEqualTo("hi");
            peer.write(HELLO);
            peer.awaitEnd();
        })) {
            WebSocket socket = opened(client.connect(server.uri(), handler));
            assertThat(handler.nextCall()).isEqualTo("open");
            assertThat(socket.sendText("hi").isTaken()).isTrue();
            assertThat(handler.nextCall()).isEqualTo("text hello");
            assertThat(socket.subprotocol()).isEmpty();
            assertThat(socket.extensions()).isEmpty();
            assertThat(client.connections()).isEqualTo(1);
            socket.abort();

            CloseReport report = handler.report();
            assertThat(report.opened()).isTrue();
            assertThat(report.cause()).isInstanceOf(CloseCause.Aborted.class);
            assertThat(report.handshake().status()).hasValue(101);
            assertThat(report.timeline().stream().map(Moment::kind))
                    .startsWith(Moment.Kind.RESOLVED, Moment.Kind.CONNECTED, Moment.Kind.OPENED);
        }
    }

    @Test
    @Tag("RFC6455-4.1-15")
    @Tag("RFC6455-4.1-17")
    void theRequestIsWhatTheSettingsSay() throws Exception {
        Map<String, String> lines = new ConcurrentHashMap<>();
        CompletableFuture<String> startLine = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    String request = peer.readRequest();
                    startLine.complete(request.lines().findFirst().orElseThrow());
                    lines.putAll(request.lines()
                            .skip(1)
                            .filter(line -> !line.isEmpty())
                            .map(line -> line.split(": ", 2))
                            .collect(Collectors.toMap(line -> line[0], line -> line[1])));
                    peer.write(peer.agreement("Sec-WebSocket-Protocol: chat.v2"));
                    peer.awaitEnd();
                });
                WebSocketClient configured = WebSocketClient.builder()
                        .subprotocols("chat.v2", "chat.v1")
                        .origin("https://example.com")
                        .header("Authorization", "Bearer abc")
                        .build()) {
            WebSocket socket = opened(configured.connect(server.uri(), handler));

            assertThat(socket.subprotocol()).hasValue("chat.v2");
            assertThat(startLine).isCompletedWithValue("GET /feed?token=secret HTTP/1.1");
            assertThat(lines)
                    .containsEntry("Host", "127.0.0.1:" + server.port())
                    .containsEntry("Upgrade", "websocket")
                    .containsEntry("Connection", "Upgrade")
                    .containsEntry("Sec-WebSocket-Version", "13")
                    .containsEntry("Sec-WebSocket-Protocol", "chat.v2, chat.v1")
                    .containsEntry("Origin", "https://example.com")
                    .containsEntry("Authorization", "Bearer abc")
                    .containsKey("Sec-WebSocket-Key")
                    .hasSize(8);
        }
    }

    @Test
    @Tag("RFC6455-4.1-21")
    @Tag("RFC6455-4.1-22")
    void everyAttemptHasAnotherKeyOf16Bytes() throws Exception {
        Map<String, String> keys = new ConcurrentHashMap<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            String name = "Sec-WebSocket-Key: ";
            peer.readRequest()
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .forEach(line -> keys.put(line.substring(name.length()), ""));
            peer.write(peer.agreement());
        })) {
            for (int i = 0; i < 10; i++) {
                RecordingHandler each = new RecordingHandler();
                opened(client.connect(server.uri(), each));
                each.report();
            }
        }

        assertThat(keys.keySet())
                .hasSize(10)
                .allSatisfy(key -> assertThat(Base64.getDecoder().decode(key)).hasSize(16));
    }

    @Test
    void framesGluedBehindTheAgreementAreRead() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            byte[] head = peer.agreement().getBytes(StandardCharsets.ISO_8859_1);
            byte[] glued = Arrays.copyOf(head, head.length + 2 * HELLO.length);
            System.arraycopy(HELLO, 0, glued, head.length, HELLO.length);
            System.arraycopy(HELLO, 0, glued, head.length + HELLO.length, HELLO.length);
            peer.write(glued);
            peer.awaitEnd();
        })) {
            WebSocket socket = opened(client.connect(server.uri(), handler));
            assertThat(handler.nextCall()).isEqualTo("open");
            assertThat(handler.nextCall()).isEqualTo("text hello");
            assertThat(handler.nextCall()).isEqualTo("text hello");
            socket.abort();
        }
    }

    @Test
    void anAgreementMayComeByteByByteAndBehindInterimResponses() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.writeByteByByte("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + peer.agreement());
            peer.write(HELLO);
            peer.awaitEnd();
        })) {
            WebSocket socket = opened(client.connect(server.uri(), handler));
            assertThat(handler.nextCall()).isEqualTo("open");
            assertThat(handler.nextCall()).isEqualTo("text hello");
            socket.abort();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "302 Found, Location: https://example.com/login",
        "401 Unauthorized, WWW-Authenticate: Basic realm=\"x\"",
        "426 Upgrade Required, Sec-WebSocket-Version: 13",
        "503 Service Unavailable, Retry-After: 7"
    })
    void aRefusalIsReportedWithItsStatusHeadersAndBody(String status, String header) throws Exception {
        String body = "not <b>now</b>, später";
        byte[] encoded = body.getBytes(StandardCharsets.UTF_8);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 " + status + "\r\n" + header + "\r\nContent-Length: " + encoded.length + "\r\n\r\n");
            peer.write(encoded);
            peer.awaitEnd();
        })) {
            CloseReport report = failed(server);

            int number = Integer.parseInt(status.substring(0, 3));
            assertThat(report.cause())
                    .isInstanceOfSatisfying(
                            HandshakeRefused.class,
                            refused -> assertThat(refused.status()).isEqualTo(number));
            assertThat(report.handshake().status()).hasValue(number);
            assertThat(report.handshake().bodyPrefix()).isEqualTo(body);
            assertThat(report.handshake().headers().toString()).contains(header);
        }
    }

    @Test
    void theBodyOfARefusalIsReadToTheEndOfTheConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 403 Forbidden\r\n\r\nno");
            peer.write(" entry");
        })) {
            CloseReport report = failed(server);

            assertThat(report.cause()).isInstanceOf(HandshakeRefused.class);
            assertThat(report.handshake().bodyPrefix()).isEqualTo("no entry");
            assertThat(report.transportEnd()).hasValue(TransportEnd.FIN);
        }
    }

    @Test
    void aBodyThatComesInChunksIsPutTogether() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(
                "HTTP/1.1 404 Not Found",
                "Transfer-Encoding: chunked",
                "",
                "3",
                "abc",
                "5;x=y",
                "defgh",
                "0",
                "",
                "")) {
            assertThat(failed(server).handshake().bodyPrefix()).isEqualTo("abcdefgh");
        }
    }

    @Test
    void noMoreThan4KiBOfABodyIsKept() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(
                "HTTP/1.1 500 Oops\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000))) {
            assertThat(failed(server).handshake().bodyPrefix()).isEqualTo("x".repeat(4096));
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 10\r\n\r\nhalf");
            peer.awaitEnd();
        })) {
            CloseReport report = failed(server);

            assertThat(report.cause()).isInstanceOf(HandshakeRefused.class);
            assertThat(report.handshake().bodyPrefix()).isEqualTo("half");
        }
    }

    @Test
    @Tag("RFC6455-4.1-30")
    @Tag("RFC6455-7.1.7-1")
    void anAnswerToAnotherKeyIsInvalid() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(
                "HTTP/1.1 101 Switching Protocols",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "",
                "")) {
            CloseReport report = failed(server);

            assertThat(report.cause())
                    .isInstanceOfSatisfying(
                            HandshakeInvalid.class,
                            invalid -> assertThat(invalid.error()).isEqualTo("ACCEPT_WRONG"));
            assertThat(report.handshake().status()).hasValue(101);
            assertThat(report.transportEnd()).hasValue(TransportEnd.LOCAL);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Protocol: unasked, SUBPROTOCOL_NOT_OFFERED",
        "Sec-WebSocket-Extensions: unasked, EXTENSION_NOT_OFFERED",
        "Sec-WebSocket-Extensions: ;;, EXTENSION_ANSWER_MALFORMED"
    })
    @Tag("RFC6455-4.1-31")
    @Tag("RFC6455-4.1-32")
    void whatWasNotOfferedCannotBeAgreed(String header, String error) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write(peer.agreement(header));
            peer.awaitEnd();
        })) {
            assertThat(failed(server).cause())
                    .isInstanceOfSatisfying(
                            HandshakeInvalid.class,
                            invalid -> assertThat(invalid.error()).isEqualTo(error));
        }
    }

    @Test
    void anAnswerThatIsNotHttpIsInvalidAndQuoted() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("SSH-2.0-OpenSSH_9.2p1\r\n")) {
            CloseReport report = failed(server);

            assertThat(report.cause())
                    .isInstanceOfSatisfying(
                            HandshakeInvalid.class,
                            invalid -> assertThat(invalid.error()).isEqualTo("START_LINE_MALFORMED"));
            assertThat(report.timeline().toString()).contains("SSH-2.0-OpenSSH_9.2p1\\x0d\\x0a");
        }
    }

    @Test
    void aTlsAlertFromAPlainConnectionNamesWss() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("\u0015\u0003\u0001\u0000\u0002\u0002\u0016")) {
            assertThat(failed(server).cause()).isInstanceOfSatisfying(HandshakeInvalid.class, invalid -> {
                assertThat(invalid.error()).isEqualTo("PLAIN_ON_TLS_PORT");
                assertThat(invalid.detail()).contains("use wss");
            });
        }
    }

    @Test
    void interimResponsesWithoutEndAreInvalid() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 102 Processing\r\n\r\n".repeat(17))) {
            assertThat(failed(server).cause())
                    .isInstanceOfSatisfying(
                            HandshakeInvalid.class,
                            invalid -> assertThat(invalid.error()).isEqualTo("TOO_MANY_INTERIM_RESPONSES"));
        }
    }

    @Test
    void aServerThatHangsUpBeforeItAnswersIsLost() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> peer.readRequest())) {
            CloseReport report = failed(server);

            assertThat(report.cause()).isEqualTo(new HandshakeLost(Stage.UPGRADE, TransportEnd.FIN));
            assertThat(report.transportEnd()).hasValue(TransportEnd.FIN);
        }
    }

    @Test
    void aServerThatHangsUpWithinItsAnswerIsLost() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 101 Switch");
        })) {
            CloseReport report = failed(server);

            assertThat(report.cause()).isEqualTo(new HandshakeLost(Stage.UPGRADE, TransportEnd.FIN));
            assertThat(report.timeline().toString()).contains("only 19 bytes", "HTTP/1.1 101 Switch");
        }
    }

    @Test
    void aServerThatResetsBeforeItAnswersIsLost() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.reset();
        })) {
            assertThat(failed(server).cause()).isInstanceOfSatisfying(HandshakeLost.class, lost -> {
                assertThat(lost.stage()).isEqualTo(Stage.UPGRADE);
                assertThat(lost.end().kind()).isEqualTo(TransportEnd.Kind.RST);
            });
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
        Duration limit = Duration.ofMillis(200);
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Peer::freeze);
                WebSocketClient impatient =
                        WebSocketClient.builder().handshakeTimeout(limit).build()) {
            CloseReport report = failed(server, impatient);

            assertThat(report.cause()).isEqualTo(new TimedOutOpening(Stage.UPGRADE, limit));
            assertThat(report.transportEnd()).hasValue(TransportEnd.LOCAL);
            assertThat(report.when(Moment.Kind.TRANSPORT_ENDED).orElseThrow()).isGreaterThanOrEqualTo(limit);
            if (Transports.pick() == Transports.EPOLL) {
                assertThat(report.timeline().toString()).contains("tcp_info state=1 unacked=0");
            }
        }
    }

    @Test
    void aServerThatStopsWithinItsAnswerIsGivenUp() throws Exception {
        Duration limit = Duration.ofMillis(300);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.readRequest();
                    peer.write("HTTP/1.1 101");
                    peer.freeze();
                });
                WebSocketClient impatient =
                        WebSocketClient.builder().handshakeTimeout(limit).build()) {
            CloseReport report = failed(server, impatient);

            assertThat(report.cause()).isEqualTo(new TimedOutOpening(Stage.UPGRADE, limit));
            assertThat(report.timeline().toString()).contains("only 12 bytes");
        }
    }

    @Test
    @Tag("RFC6455-7.4.1-3")
    void aRequiredExtensionThatIsNotAgreedEndsWith1010() throws Exception {
        CompletableFuture<ScriptedServer.ClientFrame> close = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    assertThat(peer.readRequest()).contains("Sec-WebSocket-Extensions: x-needed\r\n");
                    peer.write(peer.agreement());
                    close.complete(peer.readFrame().orElseThrow());
                    peer.write(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xf2});
                });
                WebSocketClient demanding = WebSocketClient.builder()
                        .requireExtension(new NamedExtension("x-needed"))
                        .build()) {
            CompletableFuture<WebSocket> stage =
                    demanding.connect(server.uri(), handler).toCompletableFuture();
            Throwable failure = catchThrowable(() -> stage.get(20, TimeUnit.SECONDS));
            CloseReport report = handler.report();

            assertThat(failure).hasCauseInstanceOf(ConnectFailedException.class);
            handler.assertCalls("close");
            assertThat(report.cause()).isInstanceOf(CloseCause.ExtensionMissing.class);
            assertThat(report.handshake().extensionsOffered()).containsExactly("x-needed");
            assertThat(report.handshake().extensions().missing()).containsExactly("x-needed");
            assertThat(close.get(5, TimeUnit.SECONDS).opcode()).isEqualTo(ScriptedServer.ClientFrame.CLOSE);
            assertThat(close.get().closeCode()).isEqualTo(1010);
            assertThat(close.get().closeReason()).contains("x-needed");
        }
    }

    @Test
    void aPreferredExtensionThatIsNotAgreedIsDoneWithout() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.readRequest();
                    peer.write(peer.agreement());
                    peer.awaitEnd();
                });
                WebSocketClient modest = WebSocketClient.builder()
                        .preferExtension(new NamedExtension("x-nice"))
                        .build()) {
            WebSocket socket = opened(modest.connect(server.uri(), handler));

            assertThat(socket.extensions()).isEmpty();
            socket.abort();
            assertThat(handler.report().handshake().extensionsOffered()).containsExactly("x-nice");
        }
    }

    @Test
    void whatCannotStandInARequestIsRefusedAtOnce() {
        assertThatThrownBy(() -> client.connect("http://example.com/", handler))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ws");
        assertThatThrownBy(() -> client.connect("ws://example.com/#part", handler))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WebSocketClient.builder()
                        .header("Sec-WebSocket-Key", "x")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Sec-WebSocket-Key");
        assertThatThrownBy(() -> WebSocketClient.builder().header("X-A", "b\r\nEvil: c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("Evil");
        assertThatThrownBy(() -> WebSocketClient.builder().subprotocols("a b").build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WebSocketClient.builder()
                        .preferExtension(new NamedExtension("x"))
                        .requireExtension(new NamedExtension("X"))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        handler.assertCalls();
    }

    @Test
    void aHandlerThatThrowsInOnCloseDoesNotKeepTheStageFromEnding() throws IOException, InterruptedException {
        try (ScriptedServer server = ScriptedServer.start(peer -> peer.readRequest())) {
            CompletableFuture<WebSocket> stage = client.connect(server.uri(), new RecordingHandler() {
                        @Override
                        public void onClose(CloseReport ended) {
                            throw new IllegalStateException("thrown by the test");
                        }
                    })
                    .toCompletableFuture();

            assertThatThrownBy(() -> stage.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ConnectFailedException.class);
        }
    }
}
