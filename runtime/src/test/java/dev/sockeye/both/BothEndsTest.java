package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ClientTls;
import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.ServerTls;
import dev.sockeye.StreamingWebSocketHandler;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BothEndsTest {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<CloseReport> serverReports = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReport> clientReports = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 8_192, 8_193, 65_535, 65_536, 1 << 20, 3 << 20})
    @Tag("RFC6455-6.1-6")
    @Tag("RFC6455-5.4-1")
    void aMessageOfAnySizeComesBackAsItWas(int size) throws Exception {
        WebSocketServer server = serve(builder -> builder, new Echo());
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (i * 31);
        }
        WebSocket socket = connect(server, clientBuilder -> clientBuilder, new Texts() {
            @Override
            public void onBinary(WebSocket from, ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                answer.complete(copy);
            }
        });
        assertThat(socket.sendBinary(ByteBuffer.wrap(data))).isEqualTo(SendOutcome.QUEUED);
        assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(data);
    }

    @Test
    @Tag("RFC6455-5.5.1-6")
    @Tag("RFC6455-7.1.2-2")
    void bothEndsReportTheSameCleanClose() throws Exception {
        WebSocketServer server = serve(builder -> builder, new Echo());
        WebSocket socket = connect(server, client -> client, new Texts());
        socket.close(new CloseCode(4001), "enough");
        CloseReport atClient = next(clientReports);
        CloseReport atServer = next(serverReports);
        assertThat(atClient.cause().kind()).isEqualTo(CloseCause.Kind.CLOSED_BY_APPLICATION);
        assertThat(atServer.cause().kind()).isEqualTo(CloseCause.Kind.PEER_CLOSED);
        assertThat(atServer.reason()).isEqualTo("enough");
        assertThat(List.of(atClient, atServer)).allSatisfy(report -> {
            assertThat(report.code()).isEqualTo(new CloseCode(4001));
            assertThat(report.isClean()).isTrue();
        });
    }

    @Test
    void callbacksOnAnExecutorComeInOrderAndOneAtATime() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        opened.add(executor::shutdown);
        AtomicInteger within = new AtomicInteger();
        List<String> seen = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(5_000);
        WebSocketServer server = serve(builder -> builder.dispatchOn(executor), new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                assertThat(within.incrementAndGet()).isOne();
                seen.add(text);
                within.decrementAndGet();
                all.countDown();
            }
        });
        WebSocket socket = connect(server, client -> client, new Texts());
        for (int i = 0; i < 5_000; i++) {
            while (socket.sendText("message " + i) == SendOutcome.BACK_PRESSURED) {
                Thread.onSpinWait();
            }
        }
        assertThat(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        socket.close();
        assertThat(next(serverReports).cause().kind()).isEqualTo(CloseCause.Kind.PEER_CLOSED);
        assertThat(seen).hasSize(5_000);
        for (int i = 0; i < 5_000; i++) {
            assertThat(seen.get(i)).isEqualTo("message " + i);
        }
    }

    @Test
    void sendsOfManyThreadsAllArriveAndEachThreadsInOrder() throws Exception {
        WebSocketServer server = serve(builder -> builder, new Echo());
        WebSocket socket = connect(server, client -> client, new Texts());
        int threads = 4;
        int each = 500;
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int id = t;
            Thread sender = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    while (socket.sendText(id + ":" + i) == SendOutcome.BACK_PRESSURED) {
                        Thread.onSpinWait();
                    }
                }
            });
            senders.add(sender);
            sender.start();
        }
        int[] expected = new int[threads];
        for (int n = 0; n < threads * each; n++) {
            String[] text = next(texts).split(":", 2);
            int id = Integer.parseInt(text[0]);
            assertThat(Integer.parseInt(text[1])).isEqualTo(expected[id]++);
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPreparedMessageReachesEveryConnectionPlainOrCompressed(boolean compressed) throws Exception {
        CountDownLatch joined = new CountDownLatch(5);
        List<WebSocket> everyone = java.util.Collections.synchronizedList(new ArrayList<>());
        WebSocketServer server = serve(builder -> builder, new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                everyone.add(socket);
                joined.countDown();
            }
        });
        for (int i = 0; i < 5; i++) {
            connect(
                    server,
                    client -> compressed ? client.compression(PermessageDeflate.clientDefault()) : client,
                    new Texts());
        }
        assertThat(joined.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        String news = "the same words again and again, ".repeat(100);
        PreparedMessage message = PreparedMessage.text(news);
        everyone.forEach(socket -> assertThat(socket.send(message)).isEqualTo(SendOutcome.QUEUED));
        for (int i = 0; i < 5; i++) {
            assertThat(next(texts)).isEqualTo(news);
        }
        server.close();
        assertThat(next(clientReports).counters().bytesIn())
                .satisfies(bytes -> assertThat(bytes < news.length()).isEqualTo(compressed));
    }

    @Test
    void aMessageTooLargeToHoldPassesInParts() throws Exception {
        int parts = 40;
        ByteBuffer part = ByteBuffer.allocate(1 << 20);
        CompletableFuture<Long> received = new CompletableFuture<>();
        WebSocketServer server = serve(
                builder -> builder.limits(
                        Limits.builder().maxMessageBytes(1L << 30).build()),
                new StreamingWebSocketHandler() {
                    private long bytes;

                    @Override
                    public void onPart(WebSocket socket, MessageType type, ByteBuffer data, boolean last) {
                        bytes += data.remaining();
                        if (last) {
                            received.complete(bytes);
                        }
                    }
                });
        WebSocket socket = connect(server, client -> client, new Texts());
        for (int i = 1; i <= parts; i++) {
            boolean last = i == parts;
            while (socket.sendPart(MessageType.BINARY, part, last) == SendOutcome.BACK_PRESSURED) {
                Thread.onSpinWait();
            }
        }
        assertThat(received.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo((long) parts << 20);
    }

    @Test
    void nothingIsLostWhenTheReaderPausesAndTheWriterWaitsForRoom() throws Exception {
        int messages = 300;
        CountDownLatch all = new CountDownLatch(messages);
        WebSocketServer server = serve(builder -> builder, new WebSocketHandler() {
            @Override
            public void onBinary(WebSocket socket, ByteBuffer data) {
                all.countDown();
                socket.pause();
                socket.resume();
            }
        });
        WebSocket socket = connect(server, client -> client, new Texts());
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < messages; i++) {
            last = socket.sendAsync(MessageType.BINARY, ByteBuffer.allocate(100_000))
                    .toCompletableFuture();
        }
        last.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHandlerIsNotToldOfRoomFromWithinAWrite() throws Exception {
        CompletableFuture<WebSocket> reader = new CompletableFuture<>();
        WebSocketServer server = serve(builder -> builder, new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                socket.pause();
                reader.complete(socket);
            }
        });
        CompletableFuture<Boolean> withinWrite = new CompletableFuture<>();
        WebSocket socket = connect(server, client -> client, new WebSocketHandler() {
            @Override
            public void onWritable(WebSocket socket) {
                withinWrite.complete(StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getMethodName().equals("write"))));
            }
        });
        while (socket.sendBinary(ByteBuffer.allocate(10_000)).isTaken()) {
            Thread.onSpinWait();
        }
        reader.get(PATIENCE_SECONDS, TimeUnit.SECONDS).resume();
        assertThat(withinWrite.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void aHeartbeatMeasuresTheRoundTrip() throws Exception {
        WebSocketServer server = serve(builder -> builder, new Echo());
        CompletableFuture<Long> roundTrip = new CompletableFuture<>();
        connect(
                server,
                client -> client.heartbeat(new Heartbeat(Duration.ofMillis(50), Duration.ofSeconds(10))),
                new Texts() {
                    @Override
                    public void onPong(WebSocket socket, ByteBuffer payload, OptionalLong nanos) {
                        nanos.ifPresent(roundTrip::complete);
                    }
                });
        assertThat(roundTrip.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    @Tag("RFC6455-10.4-1")
    @Tag("RFC6455-10.7-2")
    void aMessageOverTheLimitIsRefusedAndBothEndsSayWhy() throws Exception {
        WebSocketServer server = serve(
                builder ->
                        builder.limits(Limits.builder().maxMessageBytes(1_000).build()),
                new Echo());
        WebSocket socket = connect(server, client -> client, new Texts());
        socket.sendBinary(ByteBuffer.allocate(1_001));
        assertThat(next(clientReports)).satisfies(report -> {
            assertThat(report.code()).isEqualTo(CloseCode.MESSAGE_TOO_BIG);
            assertThat(report.cause().kind()).isEqualTo(CloseCause.Kind.PEER_CLOSED);
        });
        assertThat(next(serverReports).cause())
                .isInstanceOfSatisfying(
                        CloseCause.ProtocolViolation.class,
                        violation -> assertThat(violation.error()).isEqualTo(ProtocolError.MESSAGE_TOO_LARGE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("RFC6455-7.1.1-1")
    @Tag("RFC6455-7.1.4-1")
    void tlsIsEndedInOrderByBothEnds(boolean clientCloses) throws Exception {
        WebSocketServer server =
                serve(builder -> builder.tls(ServerTls.selfSigned("localhost")), new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket from, String text) {
                        from.close(CloseCode.NORMAL, text);
                    }
                });
        WebSocket socket = connect(server, client -> client.tls(ClientTls.insecure()), new Texts());
        if (clientCloses) {
            socket.close(CloseCode.NORMAL, "bye");
        } else {
            socket.sendText("bye");
        }

        // A FIN without TLS's close_notify would be told as TLS_TRUNCATED
        assertThat(List.of(next(clientReports), next(serverReports))).allSatisfy(report -> {
            assertThat(report.isClean()).isTrue();
            assertThat(report.transportEnd()).hasValue(TransportEnd.FIN);
        });
    }

    @Test
    @Tag("RFC6455-7.1.1-1")
    void aLargeRefusedMessageDoesNotTurnTheCloseFrameIntoAReset() throws Exception {
        WebSocketServer server = serve(
                builder ->
                        builder.limits(Limits.builder().maxMessageBytes(1_000).build()),
                new Echo());
        WebSocket socket = connect(server, client -> client, new Texts());
        socket.sendBinary(ByteBuffer.allocate(8 << 20));
        assertThat(next(clientReports).code()).isEqualTo(CloseCode.MESSAGE_TOO_BIG);
    }

    private WebSocketServer serve(UnaryOperator<WebSocketServerBuilder> settings, WebSocketHandler handler) {
        WebSocketServer server = settings.apply(WebSocketServer.builder())
                .route("/", request -> handler)
                .onClose(serverReports::add)
                .start();
        opened.add(server);
        return server;
    }

    private WebSocket connect(
            WebSocketServer server, UnaryOperator<WebSocketClient.Builder> settings, WebSocketHandler handler)
            throws Exception {
        WebSocketClient client = settings.apply(WebSocketClient.builder()).build();
        opened.add(0, client);
        return client.connect(server.uri("/"), handler).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        @Nullable T element = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (element == null) {
            throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
        }
        return element;
    }

    /** Sends everything back, and stops reading while that does not get away. */
    private static final class Echo implements WebSocketHandler {
        @Override
        public void onUtf8(WebSocket socket, ByteBuffer utf8) {
            socket.sendText(utf8);
            holdBack(socket);
        }

        @Override
        public void onBinary(WebSocket socket, ByteBuffer data) {
            socket.sendBinary(data);
            holdBack(socket);
        }

        private static void holdBack(WebSocket socket) {
            if (!socket.isWritable()) {
                socket.pause();
            }
        }

        @Override
        public void onWritable(WebSocket socket) {
            socket.resume();
        }
    }

    /** Keeps texts and reports. */
    private class Texts implements WebSocketHandler {
        @Override
        public void onUtf8(WebSocket socket, ByteBuffer utf8) {
            texts.add(StandardCharsets.UTF_8.decode(utf8).toString());
        }

        @Override
        public void onClose(CloseReport report) {
            clientReports.add(report);
        }
    }
}
