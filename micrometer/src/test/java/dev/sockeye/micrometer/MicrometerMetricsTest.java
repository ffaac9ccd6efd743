package dev.sockeye.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the meters show of a server and a client on one machine. */
class MicrometerMetricsTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final int MESSAGES = 10;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerMetrics metrics = new MicrometerMetrics(registry);
    private final WebSocketClient client = WebSocketClient.builder()
            .heartbeat(new Heartbeat(Duration.ofMillis(100), Duration.ofSeconds(20)))
            .metrics(metrics)
            .build();
    private WebSocketServer server;

    @BeforeEach
    void serve() {
        server = WebSocketServer.builder()
                .threads(1)
                .route("/ws", request -> new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        socket.sendText(text);
                    }
                })
                .metrics(metrics)
                .start();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aConnectionIsCountedFromItsOpeningToItsEndByBothEnds() throws Exception {
        Counting handler = new Counting(MESSAGES);
        WebSocket socket = connect(handler);
        for (int i = 0; i < MESSAGES; i++) {
            socket.sendText("hello");
        }
        assertThat(handler.messages.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(gauge("sockeye.connections", "client")).isEqualTo(1);
        assertThat(gauge("sockeye.connections", "server")).isEqualTo(1);
        assertThat(registry.find("sockeye.closes").counters()).isEmpty();

        socket.close();
        CloseReport report = handler.report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        awaitNoConnection("server");

        assertThat(gauge("sockeye.connections", "client")).isZero();
        for (String role : List.of("client", "server")) {
            assertThat(counter("sockeye.opens", "role", role)).isEqualTo(1);
            assertThat(counter("sockeye.closes", "role", role, "code", "1000")).isEqualTo(1);
            assertThat(counter("sockeye.messages", "role", role, "direction", "in"))
                    .isEqualTo(MESSAGES);
            assertThat(counter("sockeye.messages", "role", role, "direction", "out"))
                    .isEqualTo(MESSAGES);
            assertThat(gauge("sockeye.queue.bytes", role)).isZero();
        }
        assertThat(counter("sockeye.closes", "role", "client", "cause", "closed-here"))
                .isEqualTo(1);
        assertThat(counter("sockeye.bytes", "role", "client", "direction", "in"))
                .isEqualTo((double) report.counters().bytesIn());
        assertThat(counter("sockeye.bytes", "role", "client", "direction", "out"))
                .isEqualTo((double) report.counters().bytesOut());
        assertThat(registry.find("sockeye.attempts.failed").counters()).isEmpty();
    }

    @Test
    void aFailedAttemptIsCountedByItsCauseAndIsNoConnection() throws Exception {
        Counting handler = new Counting(0);
        var unused = client.connect(server.uri("/elsewhere"), handler);
        CloseReport report = handler.report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(counter(
                        "sockeye.attempts.failed",
                        "role",
                        "client",
                        "cause",
                        report.diagnose().causeId()))
                .isEqualTo(1);
        assertThat(counter("sockeye.opens", "role", "client")).isZero();
        assertThat(gauge("sockeye.connections", "client")).isZero();
    }

    @Test
    void aPingsRoundTripIsTimed() throws Exception {
        connect(new Counting(0));

        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(registry.get("sockeye.ping.rtt")
                                .tag("role", "client")
                                .timer()
                                .count())
                        .isPositive());
    }

    @Test
    void aStallIsTimed() {
        metrics.stalled(TimeUnit.MILLISECONDS.toNanos(300));

        assertThat(registry.get("sockeye.loop.stall").timer().max(TimeUnit.MILLISECONDS))
                .isEqualTo(300);
    }

    @Test
    void privateCodesBeyondTheFirstAreOneTag() {
        CodeTags codes = new CodeTags();
        for (int i = 0; i < CodeTags.MOST_OTHERS; i++) {
            assertThat(codes.of(new CloseCode(4000 + i))).isEqualTo(Integer.toString(4000 + i));
        }

        assertThat(codes.of(new CloseCode(4999))).isEqualTo("other");
        assertThat(codes.of(new CloseCode(4000))).isEqualTo("4000");
        assertThat(codes.of(CloseCode.ABNORMAL)).isEqualTo("1006");
    }

    @Test
    void everyMeterHasTheTagsThatItWasMadeWith() {
        MeterRegistry tagged = new SimpleMeterRegistry();
        new MicrometerMetrics(tagged, Tags.of("service", "chat")).stalled(1);

        assertThat(tagged.getMeters())
                .isNotEmpty()
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.getTag("service")).isEqualTo("chat"));
    }

    private WebSocket connect(WebSocketHandler handler) throws Exception {
        URI uri = server.uri("/ws");
        return client.connect(uri, handler).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void awaitNoConnection(String role) {
        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(counter("sockeye.closes", "role", role)).isEqualTo(1));
    }

    private double gauge(String name, String role) {
        return registry.get(name).tag("role", role).gauge().value();
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private static final class Counting implements WebSocketHandler {
        private final CountDownLatch messages;
        private final CompletableFuture<CloseReport> report = new CompletableFuture<>();

        Counting(int most) {
            messages = new CountDownLatch(most);
        }

        @Override
        public void onText(WebSocket socket, String text) {
            messages.countDown();
        }

        @Override
        public void onClose(CloseReport ended) {
            report.complete(ended);
        }
    }
}
