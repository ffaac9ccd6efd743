package dev.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client holds, and what it leaves behind. */
@Timeout(90)
class ClientLifecycleTest {
    private final RecordingHandler handler = new RecordingHandler();

    /** Agrees, and answers a Close frame with the same code. */
    private static void agreeAndClose(ScriptedServer.Peer peer) throws IOException {
        peer.readRequest();
        peer.write(peer.agreement());
        ScriptedServer.ClientFrame close = peer.readFrame().orElseThrow();
        peer.write("\u0088\u0002" + close.payload().substring(0, 2));
    }

    @Test
    void closingTheClientClosesItsConnectionsWith1001() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ClientLifecycleTest::agreeAndClose)) {
            WebSocketClient client = WebSocketClient.builder().build();
            client.connect(server.uri(), handler).toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(client.connections()).isEqualTo(1);
            client.close();
            CloseReport report = handler.report();

            assertThat(report.isClean()).isTrue();
            assertThat(report.cause()).isInstanceOf(CloseCause.ClosedByApplication.class);
            assertThat(report.code()).isEqualTo(CloseCode.GOING_AWAY);
            await().until(() -> client.connections() == 0);
        }
    }

    @Test
    void closingTheClientEndsItsAttempts() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Peer::freeze)) {
            WebSocketClient client = WebSocketClient.builder().build();
            CompletableFuture<WebSocket> stage =
                    client.connect(server.uri(), handler).toCompletableFuture();
            client.close();

            assertThat(handler.report().cause()).isEqualTo(new CloseCause.Aborted());
            assertThatThrownBy(() -> stage.get(20, TimeUnit.SECONDS)).isNotNull();
            handler.assertCalls("close");
        }
    }

    @Test
    void aClosedClientConnectsNoMore() {
        WebSocketClient client = WebSocketClient.builder().build();
        client.close();
        client.close();

        assertThatThrownBy(() -> client.connect("ws://localhost/", handler)).isInstanceOf(IllegalStateException.class);
        handler.assertCalls();
    }

    @Test
    void cancellingTheStageEndsTheAttempt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Peer::freeze);
                WebSocketClient client = WebSocketClient.builder().build()) {
            client.connect(server.uri(), handler).toCompletableFuture().cancel(true);

            assertThat(handler.report().cause()).isEqualTo(new CloseCause.Aborted());
            handler.assertCalls("close");
        }
    }

    @Test
    void withADispatcherEveryCallbackRunsOnIt() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "test-dispatcher"));
        ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
        RecordingHandler noting = new RecordingHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                threads.add(Thread.currentThread().getName());
                super.onOpen(socket);
            }

            @Override
            public void onClose(CloseReport ended) {
                threads.add(Thread.currentThread().getName());
                super.onClose(ended);
            }
        };
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.readRequest();
                    peer.write(peer.agreement());
                });
                ScriptedServer refusing =
                        ScriptedServer.answering("HTTP/1.1 403 Forbidden", "Content-Length: 0", "", "");
                WebSocketClient client =
                        WebSocketClient.builder().dispatchOn(executor).build()) {
            client.connect(server.uri(), noting);
            noting.report();
            client.connect(refusing.uri(), noting);
            await().until(() -> threads.size() == 3);

            assertThat(threads).containsOnly("test-dispatcher");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void anExecutorThatRefusesDoesNotKeepTheReportBack() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        executor.shutdown();
        try (ScriptedServer refusing = ScriptedServer.answering("HTTP/1.1 403 Forbidden", "Content-Length: 0", "", "");
                WebSocketClient client =
                        WebSocketClient.builder().dispatchOn(executor).build()) {
            client.connect(refusing.uri(), handler);

            assertThat(handler.report().cause()).isInstanceOf(CloseCause.HandshakeRefused.class);
        }
    }

    @Test
    void manyAttemptsEndInOneReportEachAndLeaveNoSocket() throws Exception {
        long before = openSockets();
        List<RecordingHandler> handlers = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Peer::readRequest);
                WebSocketClient client = WebSocketClient.builder().build()) {
            for (int i = 0; i < 60; i++) {
                RecordingHandler each = new RecordingHandler();
                handlers.add(each);
                client.connect(server.uri(), each);
            }
            for (RecordingHandler each : handlers) {
                assertThat(each.report().cause()).isInstanceOf(CloseCause.HandshakeLost.class);
            }
            await().until(() -> client.connections() == 0);
        }

        handlers.forEach(each -> each.assertCalls("close"));
        await().atMost(Duration.ofSeconds(20)).until(() -> openSockets() <= before);
    }

    @Test
    void noThreadOutlivesTheLastClient() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ClientLifecycleTest::agreeAndClose);
                WebSocketClient client = WebSocketClient.builder().build()) {
            client.connect(server.uri().replace("127.0.0.1", "localhost"), handler)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            assertThat(clientThreads()).isNotEmpty().allMatch(Thread::isDaemon);
        }
        handler.report();

        await().atMost(Duration.ofSeconds(30)).until(() -> clientThreads().isEmpty());
    }

    private static List<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sockeye-"))
                .toList();
    }

    /** The sockets that this process has open, where Linux tells. */
    private static long openSockets() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors));
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.filter(ClientLifecycleTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
