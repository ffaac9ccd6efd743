package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.ConnectTarget;
import dev.sockeye.OfflineBuffer;
import dev.sockeye.ReconnectingHandler;
import dev.sockeye.ReconnectingWebSocket;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.Undelivered;
import dev.sockeye.UpgradeRefusedException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Backoff;
import dev.sockeye.reconnect.Decision;
import dev.sockeye.reconnect.Reason;
import dev.sockeye.reconnect.ReconnectPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links over real sockets. */
class ReconnectingTest {
    private static final long PATIENCE_SECONDS = 30;

    /** As the default, but for a test's time. */
    private static final ReconnectPolicy QUICK = ReconnectPolicy.builder()
            .backoff(new Backoff(Duration.ofMillis(20), 2, Duration.ofMillis(200)))
            .build();

    private final BlockingQueue<WebSocket> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private volatile String required = "";
    private WebSocketServer server = serve(0);

    @AfterEach
    void stopServer() {
        server.close();
    }

    private WebSocketServer serve(int port) {
        return WebSocketServer.builder()
                .host("127.0.0.1")
                .port(port)
                .route("/ws", request -> {
                    String token = request.headers().first("Authorization").orElse("");
                    if (!required.isEmpty() && !token.equals(required)) {
                        throw new UpgradeRefusedException(401, "log in anew");
                    }
                    return new WebSocketHandler() {
                        @Override
                        public void onOpen(WebSocket socket) {
                            accepted.add(socket);
                        }

                        @Override
                        public void onText(WebSocket socket, String text) {
                            received.add(text);
                            socket.sendText(text);
                        }
                    };
                })
                .start();
    }

    private String url() {
        return "ws://127.0.0.1:" + server.port() + "/ws";
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(value).isNotNull();
        return value;
    }

    private final class Telling implements ReconnectingHandler {
        private final AtomicInteger within = new AtomicInteger();

        private void tell(String what) {
            assertThat(within.incrementAndGet()).as("callbacks at once").isEqualTo(1);
            told.add(what);
            within.decrementAndGet();
        }

        @Override
        public void onConnected(ReconnectingWebSocket socket, int attempt) {
            tell("connected");
        }

        @Override
        public void onText(ReconnectingWebSocket socket, String text) {
            tell("text " + text);
        }

        @Override
        public void onBinary(ReconnectingWebSocket socket, ByteBuffer data) {
            tell("binary " + data.remaining());
        }

        @Override
        public void onUndelivered(ReconnectingWebSocket socket, Undelivered undelivered) {
            tell(undelivered.fate() + " " + undelivered.ids());
        }

        @Override
        public void onDisconnected(ReconnectingWebSocket socket, CloseReport report, Decision decision) {
            tell("disconnected " + report.cause().kind() + " " + decision.reason());
        }

        @Override
        public void onGaveUp(ReconnectingWebSocket socket, CloseReport report) {
            tell("gave up");
        }
    }

    private void end(ReconnectingWebSocket link) throws Exception {
        link.close();
        link.whenEnded().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatIsCutIsFollowedByAnother(boolean dispatched) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        WebSocketClient.Builder settings = WebSocketClient.builder();
        if (dispatched) {
            settings.dispatchOn(executor);
        }
        try (WebSocketClient client = settings.build()) {
            ReconnectingWebSocket link = ReconnectingWebSocket.builder(url())
                    .client(client)
                    .policy(QUICK)
                    .start(new Telling());
            for (int i = 0; i < 5; i++) {
                assertThat(next(told)).isEqualTo("connected");
                assertThat(link.sendText("hi").isTaken()).isTrue();
                assertThat(next(told)).isEqualTo("text hi");
                next(accepted).abort();
                assertThat(next(told)).startsWith("UNCONFIRMED");
                assertThat(next(told)).isEqualTo("disconnected TRANSPORT_LOST LOST");
            }
            assertThat(next(told)).isEqualTo("connected");
            end(link);
            assertThat(next(told)).isEqualTo("disconnected CLOSED_BY_APPLICATION CLOSED_HERE");
            assertThat(next(told)).isEqualTo("gave up");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void aServerThatIsStartedAnewIsFoundAgainWithAllThatWaited() throws Exception {
        int port = server.port();
        ReconnectingWebSocket link = ReconnectingWebSocket.builder(url())
                .policy(QUICK)
                .buffer(OfflineBuffer.DEFAULT)
                .start(new Telling());
        assertThat(next(told)).isEqualTo("connected");

        server.close();
        assertThat(next(told)).isEqualTo("disconnected PEER_CLOSED SERVER_LEFT");
        List<Long> ids = new CopyOnWriteArrayList<>();
        for (int i = 1; i <= 100; i++) {
            ids.add(link.sendText("message " + i).id());
        }
        server = serve(port);

        for (int i = 1; i <= 100; i++) {
            assertThat(next(received)).isEqualTo("message " + i);
        }
        assertThat(ids).first().isEqualTo(1L);
        assertThat(ids).last().isEqualTo(100L);
        end(link);
    }

    @Test
    void withoutABufferAndAConnectionASendSaysSo() throws Exception {
        ReconnectingWebSocket link =
                ReconnectingWebSocket.builder(url()).policy(QUICK).start(new Telling());
        assertThat(next(told)).isEqualTo("connected");
        assertThat(link.connection()).isPresent();
        assertThat(link.sendBinary(ByteBuffer.allocate(3)).outcome()).isEqualTo(SendOutcome.QUEUED);
        end(link);

        assertThat(link.sendText("late").outcome()).isEqualTo(SendOutcome.CLOSED);
        assertThat(link.connection()).isEmpty();
        assertThat(link.isWritable()).isFalse();
    }

    @Test
    void aTokenThatIsRefusedIsFetchedAnewOnce() throws Exception {
        required = "Bearer new";
        BlockingQueue<Boolean> asked = new LinkedBlockingQueue<>();
        ReconnectingWebSocket link = ReconnectingWebSocket.builder(request -> {
                    asked.add(request.newCredentials());
                    String token = request.newCredentials() ? "Bearer new" : "Bearer old";
                    return CompletableFuture.completedStage(
                            ConnectTarget.of(url()).header("Authorization", token));
                })
                .policy(QUICK)
                .start(new Telling());

        assertThat(next(told)).isEqualTo("disconnected HANDSHAKE_REFUSED NEW_CREDENTIALS");
        assertThat(next(told)).isEqualTo("connected");
        assertThat(asked).containsExactly(false, true);
        end(link);
    }

    @Test
    void aRefusalThatDoesNotPassEndsTheLink() throws Exception {
        ReconnectingWebSocket link = ReconnectingWebSocket.builder("ws://127.0.0.1:" + server.port() + "/nothing")
                .policy(QUICK)
                .start(new Telling());
        CloseReport last = link.whenEnded().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(last.handshake().status()).hasValue(404);
        assertThat(told).containsExactly("disconnected HANDSHAKE_REFUSED " + Reason.REQUEST_REFUSED, "gave up");
    }

    @Test
    void aPeerThatClosesInOrderEndsTheLink() throws Exception {
        ReconnectingWebSocket link =
                ReconnectingWebSocket.builder(url()).policy(QUICK).start(new Telling());
        next(accepted).close(CloseCode.NORMAL, "done");
        CloseReport last = link.whenEnded().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(last.code()).isEqualTo(CloseCode.NORMAL);
        assertThat(told).last().isEqualTo("gave up");
    }

    @Test
    void closingTheClientEndsItsLinksAlsoThoseThatWait() throws Exception {
        WebSocketClient client = WebSocketClient.builder().build();
        ReconnectingWebSocket open =
                ReconnectingWebSocket.builder(url()).client(client).start(new Telling());
        assertThat(next(told)).isEqualTo("connected");
        ReconnectingWebSocket waiting = ReconnectingWebSocket.builder("ws://127.0.0.1:1/")
                .client(client)
                .policy((report, attempt) -> new Decision.Retry(Duration.ofHours(1), Reason.OWN))
                .start(new Telling());
        assertThat(next(told)).isEqualTo("disconnected CONNECT_FAILED OWN");

        client.close();
        open.whenEnded().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        waiting.whenEnded().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(told).filteredOn("gave up"::equals).hasSize(2);
    }

    @Test
    void aQueueThatDropsMessagesIsRefused() {
        try (WebSocketClient client = WebSocketClient.builder()
                .sendQueue(SendQueue.DEFAULT.withPolicy(SlowConsumerPolicy.DROP_OLDEST))
                .build()) {
            ReconnectingWebSocket.Builder builder = ReconnectingWebSocket.builder(url());

            assertThatThrownBy(() -> builder.client(client))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("DROP_OLDEST");
        }
    }

    @Test
    void aCodeThatAClientMustNotSendIsRefused() throws Exception {
        ReconnectingWebSocket link =
                ReconnectingWebSocket.builder(url()).policy(QUICK).start(new Telling());
        assertThatThrownBy(() -> link.close(new CloseCode(1006), "")).isInstanceOf(IllegalArgumentException.class);
        end(link);
    }
}
