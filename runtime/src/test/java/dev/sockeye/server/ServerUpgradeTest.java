package dev.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.UpgradeRefusedException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.handshake.Headers;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ServerUpgradeTest {
    private final Reports reports = new Reports();
    private final WebSocketServerBuilder builder =
            WebSocketServer.builder().threads(1).onClose(reports).route("/echo", request -> new Echo());
    private WebSocketServer server = builder.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart() {
        server.close();
        server = builder.start();
    }

    @Test
    void theJdksClientGetsItsTextBack() throws Exception {
        CompletableFuture<String> echoed = new CompletableFuture<>();
        java.net.http.WebSocket client = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(server.uri("/echo"), new java.net.http.WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(java.net.http.WebSocket socket, CharSequence text, boolean last) {
                        echoed.complete(text.toString());
                        return CompletableFuture.completedStage(null);
                    }
                })
                .get(10, TimeUnit.SECONDS);
        client.sendText("cá hồi", true);
        assertThat(echoed.get(10, TimeUnit.SECONDS)).isEqualTo("cá hồi");
        assertThat(server.connections()).isEqualTo(1);
        client.sendClose(1000, "done");
        CloseReport report = reports.next();
        assertThat(report.isClean()).isTrue();
        assertThat(report.cause()).isInstanceOf(CloseCause.PeerClosed.class);
        assertThat(report.target()).isEqualTo("/echo");
        assertThat(report.handshake().status()).isEqualTo(OptionalInt.of(101));
    }

    @Test
    @Tag("RFC6455-4.2.2-10")
    void theResponseProvesThatTheKeyWasRead() throws Exception {
        try (RawClient client = new RawClient(server).send(RawClient.upgrade("/echo"))) {
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
        }
    }

    @Test
    void framesGluedToTheRequestAreNotLost() throws Exception {
        byte[] head = RawClient.upgrade("/echo").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = RawClient.textFrame("early");
        byte[] glued = ByteBuffer.allocate(head.length + frame.length)
                .put(head)
                .put(frame)
                .array();
        try (RawClient client = new RawClient(server).send(glued)) {
            client.readHead();
            assertThat(client.readFrame()).isEqualTo("81:early");
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        try (RawClient client = new RawClient(server)) {
            for (byte b : RawClient.upgrade("/echo").getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {b});
            }
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    @Tag("RFC6455-4.2.2-5")
    void anUnknownPathIsRefusedWith404AndReported() throws Exception {
        try (RawClient client = new RawClient(server).send(RawClient.upgrade("/nowhere?token=secret"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 404 Not Found\r\n")
                    .endsWith("There is nothing at /nowhere; is the path right?\n");
            assertThat(client.readToEnd()).isEmpty();
        }
        CloseReport report = reports.next();
        assertThat(report.opened()).isFalse();
        assertThat(report.cause())
                .isEqualTo(new CloseCause.HandshakeRefused(404, "There is nothing at /nowhere; is the path right?"));
        assertThat(report.toString()).doesNotContain("secret");
    }

    @Test
    void aPlainRequestToAWebSocketIsAnsweredWith426AndReported() throws Exception {
        try (RawClient client = new RawClient(server).send(RawClient.get("/echo"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
                    .contains("Upgrade: websocket\r\n")
                    .contains("Connection: Upgrade, close\r\n")
                    .contains("a proxy in between may have removed it");
        }
        CloseReport report = reports.next();
        assertThat(report.cause())
                .isInstanceOfSatisfying(
                        CloseCause.HandshakeInvalid.class,
                        invalid -> assertThat(invalid.error()).isEqualTo("UPGRADE_NOT_REQUESTED"));
        assertThat(report.handshake().status()).isEqualTo(OptionalInt.of(426));
    }

    @Test
    @Tag("RFC6455-4.2.2-3")
    @Tag("RFC6455-10.2-1")
    @Tag("RFC6455-10.2-2")
    void pagesOfOtherOriginsAreRefusedByDefault() throws Exception {
        try (RawClient client =
                new RawClient(server).send(RawClient.upgrade("/echo", "Origin: https://evil.example"))) {
            assertThat(client.readResponse()).startsWith("HTTP/1.1 403 Forbidden\r\n");
        }
        assertThat(reports.next().cause())
                .isInstanceOfSatisfying(
                        CloseCause.HandshakeRefused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
        try (RawClient client = new RawClient(server).send(RawClient.upgrade("/echo", "Origin: http://localhost"))) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void anAcceptorRefusesInItsOwnWords() throws Exception {
        builder.route("/members", request -> {
            throw new UpgradeRefusedException(
                    401,
                    "Who are you?",
                    Headers.builder().add("WWW-Authenticate", "Bearer").build());
        });
        restart();
        try (RawClient client = new RawClient(server).send(RawClient.upgrade("/members"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 401 Unauthorized\r\n")
                    .contains("WWW-Authenticate: Bearer\r\n")
                    .endsWith("\r\n\r\nWho are you?\n");
        }
        CloseReport report = reports.next();
        assertThat(report.cause()).isEqualTo(new CloseCause.HandshakeRefused(401, "Who are you?"));
        HandshakeFacts facts = report.handshake();
        assertThat(facts.status()).isEqualTo(OptionalInt.of(401));
        assertThat(facts.headers().first("WWW-Authenticate")).contains("Bearer");
        assertThat(facts.bodyPrefix()).isEqualTo("Who are you?\n");
    }

    @Test
    void whatAnAcceptorThrowsIsNotToldToTheClient() throws Exception {
        builder.route("/broken", request -> {
            throw new IllegalStateException("the database password is 1234");
        });
        restart();
        try (RawClient client = new RawClient(server).send(RawClient.upgrade("/broken"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
                    .doesNotContain("1234");
        }
        assertThat(reports.next().cause())
                .isEqualTo(
                        new CloseCause.HandlerFailed("java.lang.IllegalStateException: the database password is 1234"));
    }

    @Test
    @Tag("RFC6455-4.2.2-6")
    void theFirstOwnSubprotocolThatIsOfferedIsChosen() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        builder.subprotocols("b", "a").route("/sub", request -> new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                seen.complete(request.subprotocol() + " " + socket.subprotocol());
            }
        });
        restart();
        try (RawClient client =
                new RawClient(server).send(RawClient.upgrade("/sub", "Sec-WebSocket-Protocol: a, c, b"))) {
            assertThat(client.readHead()).contains("Sec-WebSocket-Protocol: b\r\n");
        }
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("Optional[b] Optional[b]");
    }

    @Test
    void compressionIsAgreedByDefaultWithoutContextTakeover() throws Exception {
        try (RawClient client = new RawClient(server)
                .send(RawClient.upgrade(
                        "/echo", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"))) {
            assertThat(client.readHead())
                    .contains("Sec-WebSocket-Extensions: permessage-deflate;")
                    .contains("server_no_context_takeover")
                    .contains("client_no_context_takeover");
        }
        assertThat(reports.next().handshake().extensions().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.name()).isEqualTo("permessage-deflate"));
    }

    @Test
    void aRequiredExtensionThatIsNotOfferedIsNamedInTheRefusal() throws Exception {
        builder.requireExtensions("permessage-deflate");
        restart();
        try (RawClient client = new RawClient(server).send(RawClient.upgrade("/echo"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("requires the extension permessage-deflate");
        }
        try (RawClient client = new RawClient(server)
                .send(RawClient.upgrade("/echo", "Sec-WebSocket-Extensions: permessage-deflate"))) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void anAcceptorMayTakeItsTimeOnAnExecutor() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            CompletableFuture<Void> leave = new CompletableFuture<>();
            builder.dispatchOn(executor).route("/slow", request -> {
                leave.join();
                return new Echo();
            });
            restart();
            try (RawClient client = new RawClient(server).send(RawClient.upgrade("/slow"))) {
                client.send(RawClient.textFrame("while you think"));
                leave.complete(null);
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                assertThat(client.readFrame()).isEqualTo("81:while you think");
            }
            reports.next();
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void aHandlerHearsOfItsEndEvenIfTheClientLeavesWhileItIsAccepted() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            CompletableFuture<Void> asked = new CompletableFuture<>();
            CompletableFuture<Void> leave = new CompletableFuture<>();
            Reports told = new Reports();
            builder.dispatchOn(executor).route("/slow", request -> {
                asked.complete(null);
                leave.join();
                return new WebSocketHandler() {
                    @Override
                    public void onClose(CloseReport report) {
                        told.accept(report);
                    }
                };
            });
            restart();
            try (RawClient client = new RawClient(server).send(RawClient.upgrade("/slow"))) {
                asked.get(10, TimeUnit.SECONDS);
                client.reset();
            }
            CloseReport report = reports.next();
            assertThat(report.cause())
                    .isInstanceOfSatisfying(
                            CloseCause.HandshakeLost.class,
                            lost -> assertThat(lost.stage()).isEqualTo(CloseCause.Stage.UPGRADE));
            leave.complete(null);
            assertThat(told.next()).isSameAs(report);
        } finally {
            executor.shutdown();
        }
    }
}
