package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketMetrics;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server and a client tell the metrics that they share. */
class MetricsTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final int MESSAGES = 20;
    private static final int LARGE_QUEUE_BYTES = 32 << 20;

    private final Recording metrics = new Recording();
    private final BlockingQueue<CloseReport> reports = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    @Test
    void theSumsOfAllThatIsToldAreThoseOfTheReports() throws Exception {
        WebSocketServer server = serve(metrics);
        CountDownLatch echoed = new CountDownLatch(MESSAGES);
        WebSocket socket = connect(client(metrics), server, new Keeping() {
            @Override
            public void onBinary(WebSocket from, ByteBuffer data) {
                echoed.countDown();
            }
        });
        for (int i = 0; i < MESSAGES; i++) {
            socket.sendBinary(ByteBuffer.wrap(new byte[1_000]));
        }
        assertThat(echoed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        socket.close();

        for (int i = 0; i < 2; i++) {
            CloseReport report = nextReport();
            Sums sums = metrics.of(report.role());
            assertThat(sums.opened).isEqualTo(1);
            assertThat(sums.closed).singleElement().isSameAs(report);
            assertThat(report.counters().messagesIn()).isEqualTo(MESSAGES);
            assertThat(sums.messagesIn).isEqualTo(MESSAGES);
            assertThat(sums.messagesOut).isEqualTo(MESSAGES);
            assertThat(sums.bytesIn).isEqualTo(report.counters().bytesIn());
            assertThat(sums.bytesOut).isEqualTo(report.counters().bytesOut());
            assertThat(sums.queued).isZero();
            assertThat(sums.failed).isEmpty();
        }
    }

    @Test
    void trafficIsToldWhileAConnectionIsOpen() throws Exception {
        WebSocket socket = connect(client(metrics), serve(metrics), new Keeping());
        socket.sendBinary(ByteBuffer.wrap(new byte[10]));

        assertThat(metrics.trafficAtServer.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isNotNull();
        assertThat(reports).isEmpty();
    }

    @Test
    void aRefusedAttemptIsToldByBothEnds() throws Exception {
        WebSocketServer server = serve(metrics);
        var unused = client(metrics).connect(server.uri("/elsewhere"), new Keeping());

        assertThat(nextReport().opened()).isFalse();
        assertThat(metrics.failedAttempt()).isEqualTo(CloseCause.Kind.HANDSHAKE_REFUSED);
        assertThat(metrics.failedAttempt()).isEqualTo(CloseCause.Kind.HANDSHAKE_REFUSED);
        assertThat(metrics.of(Role.CLIENT).opened).isZero();
        assertThat(metrics.of(Role.CLIENT).failed).hasSize(1);
        assertThat(metrics.of(Role.SERVER).failed).hasSize(1);
    }

    @Test
    void aPingsRoundTripIsTold() throws Exception {
        WebSocketClient client = WebSocketClient.builder()
                .heartbeat(new Heartbeat(Duration.ofMillis(100), Duration.ofSeconds(20)))
                .metrics(metrics)
                .build();
        resources.add(client);
        connect(client, serve(WebSocketMetrics.NONE), new Keeping());

        Long nanos = metrics.roundTrips.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(nanos).isNotNull().isPositive();
    }

    @Test
    void metricsThatThrowHarmNothing() throws Exception {
        WebSocketMetrics throwing = new Throwing();
        WebSocketServer server = serve(throwing);
        WebSocketClient client = client(throwing);
        CompletableFuture<Integer> echoed = new CompletableFuture<>();
        WebSocket socket = connect(client, server, new Keeping() {
            @Override
            public void onBinary(WebSocket from, ByteBuffer data) {
                echoed.complete(data.remaining());
            }
        });
        socket.sendBinary(ByteBuffer.wrap(new byte[42]));
        assertThat(echoed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(42);
        socket.close();

        assertThat(nextReport().isClean()).isTrue();
        assertThat(nextReport().isClean()).isTrue();
    }

    @Test
    void whatWaitsForAPeerThatDoesNotReadIsToldAndGivenUpWithTheConnection() throws Exception {
        WebSocketServer server = WebSocketServer.builder()
                .route("/ws", request -> new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        socket.pause();
                    }
                })
                .start();
        resources.add(server);
        WebSocketClient client = WebSocketClient.builder()
                .sendQueue(new SendQueue(LARGE_QUEUE_BYTES / 2, LARGE_QUEUE_BYTES, SlowConsumerPolicy.REJECT))
                .metrics(metrics)
                .build();
        resources.add(0, client);
        WebSocket socket = connect(client, server, new Keeping());
        // More than the systems of both ends hold between them.
        ByteBuffer block = ByteBuffer.allocate(1 << 20);
        for (int sent = 0; sent < LARGE_QUEUE_BYTES; sent += block.capacity()) {
            assertThat(socket.sendBinary(block.duplicate()).isTaken()).isTrue();
        }
        assertThat(metrics.queueAtClient.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isNotNull()
                .isPositive();
        socket.abort();
        nextReport();

        assertThat(metrics.of(Role.CLIENT).queued).isZero();
    }

    // ---- the stage

    private WebSocketServer serve(WebSocketMetrics told) {
        WebSocketServer server = WebSocketServer.builder()
                .threads(1)
                .route("/ws", request -> new Keeping() {
                    @Override
                    public void onBinary(WebSocket socket, ByteBuffer data) {
                        socket.sendBinary(data);
                    }
                })
                .metrics(told)
                .start();
        resources.add(server);
        return server;
    }

    private WebSocketClient client(WebSocketMetrics told) {
        WebSocketClient client = WebSocketClient.builder().metrics(told).build();
        resources.add(0, client);
        return client;
    }

    private static WebSocket connect(WebSocketClient client, WebSocketServer server, WebSocketHandler handler)
            throws Exception {
        return client.connect(server.uri("/ws"), handler).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private CloseReport nextReport() throws InterruptedException {
        CloseReport report = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (report == null) {
            throw new AssertionError("no report came");
        }
        return report;
    }

    private class Keeping implements WebSocketHandler {
        @Override
        public void onClose(CloseReport report) {
            reports.add(report);
        }
    }

    /** What was told of one role. */
    private static final class Sums {
        private int opened;
        private final List<CloseReport> closed = new ArrayList<>();
        private final List<CloseReport> failed = new ArrayList<>();
        private long messagesIn;
        private long bytesIn;
        private long messagesOut;
        private long bytesOut;
        private long queued;
    }

    private static final class Recording implements WebSocketMetrics {
        private final Map<Role, Sums> sums = new EnumMap<>(Role.class);
        private final BlockingQueue<Long> roundTrips = new LinkedBlockingQueue<>();
        private final BlockingQueue<Long> trafficAtServer = new LinkedBlockingQueue<>();
        private final BlockingQueue<Long> queueAtClient = new LinkedBlockingQueue<>();
        private final BlockingQueue<CloseCause.Kind> failures = new LinkedBlockingQueue<>();

        synchronized Sums of(Role role) {
            return sums.computeIfAbsent(role, any -> new Sums());
        }

        CloseCause.Kind failedAttempt() throws InterruptedException {
            CloseCause.Kind kind = failures.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (kind == null) {
                throw new AssertionError("no failed attempt was told");
            }
            return kind;
        }

        @Override
        public synchronized void opened(Role role) {
            of(role).opened++;
        }

        @Override
        public synchronized void closed(CloseReport report) {
            of(report.role()).closed.add(report);
        }

        @Override
        public synchronized void attemptFailed(CloseReport report) {
            of(report.role()).failed.add(report);
            failures.add(report.cause().kind());
        }

        @Override
        public synchronized void traffic(Role role, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {
            Sums of = of(role);
            of.messagesIn += messagesIn;
            of.bytesIn += bytesIn;
            of.messagesOut += messagesOut;
            of.bytesOut += bytesOut;
            if (role == Role.SERVER) {
                trafficAtServer.add(messagesIn);
            }
        }

        @Override
        public synchronized void queued(Role role, long changeBytes) {
            of(role).queued += changeBytes;
            if (role == Role.CLIENT) {
                queueAtClient.add(changeBytes);
            }
        }

        @Override
        public void pingRoundTrip(Role role, long nanos) {
            roundTrips.add(nanos);
        }
    }

    private static final class Throwing implements WebSocketMetrics {
        @Override
        public void opened(Role role) {
            throw new IllegalStateException("opened");
        }

        @Override
        public void closed(CloseReport report) {
            throw new AssertionError("closed");
        }

        @Override
        public void traffic(Role role, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {
            throw new IllegalStateException("traffic");
        }
    }
}
