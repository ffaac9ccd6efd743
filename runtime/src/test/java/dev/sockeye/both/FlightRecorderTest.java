package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What JDK Flight Recorder records of a server and clients. All scenes are in one recording, because in JDK 17 a second one of
 * the same process lacks strings of 16 characters and more that the first one had.
 */
class FlightRecorderTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final List<String> EVENTS = List.of("Opened", "Closed", "AttemptFailed", "PingRoundTrip", "Stall");

    private static List<RecordedEvent> recorded = List.of();

    @BeforeAll
    static void record(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            EVENTS.forEach(name -> recording.enable("dev.sockeye." + name));
            recording.start();
            play(FlightRecorderTest::talk);
            play(FlightRecorderTest::askForWhatIsNotThere);
            play(FlightRecorderTest::ping);
            recording.stop();
            recording.dump(file);
        }
        recorded = RecordingFile.readAllEvents(file);
    }

    private interface Scene {
        CompletableFuture<CloseReport> play(WebSocketServer server, WebSocketClient.Builder client) throws Exception;
    }

    private static void play(Scene scene) throws Exception {
        CompletableFuture<CloseReport> atServer = new CompletableFuture<>();
        try (WebSocketServer server = WebSocketServer.builder()
                .threads(1)
                .route("/talk", request -> new WebSocketHandler() {})
                .route("/pinged", request -> new WebSocketHandler() {})
                .onClose(atServer::complete)
                .start()) {
            scene.play(server, WebSocketClient.builder()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            atServer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<CloseReport> talk(WebSocketServer server, WebSocketClient.Builder builder)
            throws Exception {
        Waiting handler = new Waiting();
        try (WebSocketClient client = builder.build()) {
            WebSocket socket = connect(client, server, "/talk?token=secret", handler);
            socket.sendText("hello");
            socket.close(new CloseCode(3456), "enough");
            return handler.over();
        }
    }

    private static CompletableFuture<CloseReport> askForWhatIsNotThere(
            WebSocketServer server, WebSocketClient.Builder builder) throws Exception {
        Waiting handler = new Waiting();
        try (WebSocketClient client = builder.build()) {
            var unused = client.connect(server.uri("/elsewhere?token=secret"), handler);
            return handler.over();
        }
    }

    private static CompletableFuture<CloseReport> ping(WebSocketServer server, WebSocketClient.Builder builder)
            throws Exception {
        Waiting handler = new Waiting();
        Heartbeat often = new Heartbeat(Duration.ofMillis(100), Duration.ofSeconds(20));
        try (WebSocketClient client = builder.heartbeat(often).build()) {
            WebSocket socket = connect(client, server, "/pinged", handler);
            assertThat(handler.answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            socket.close();
            return handler.over();
        }
    }

    private static WebSocket connect(
            WebSocketClient client, WebSocketServer server, String path, WebSocketHandler handler) throws Exception {
        return client.connect(server.uri(path), handler).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void anOpeningIsRecordedOnceByEachEndWithoutTheQuery() {
        assertThat(of("Opened", "/talk"))
                .hasSize(2)
                .extracting(event -> event.getString("role"))
                .containsExactlyInAnyOrder("CLIENT", "SERVER");
        assertThat(of("Opened", "/talk")).allSatisfy(event -> {
            assertThat(event.getString("target")).endsWith("/talk?…");
            assertThat(event.getString("remoteAddress")).startsWith("127.0.0.1:");
        });
    }

    @Test
    void anEndIsRecordedOnceByEachEndWithItsFactsAndItsDiagnosis() {
        List<RecordedEvent> closed = of("Closed", "/talk");

        assertThat(closed).hasSize(2).allSatisfy(event -> {
            assertThat(event.getString("target")).endsWith("/talk?…");
            assertThat(event.getInt("code")).isEqualTo(3456);
            assertThat(event.getBoolean("clean")).isTrue();
            assertThat(event.getString("confidence")).isIn("LOW", "MEDIUM", "HIGH");
            assertThat(event.getDuration("age")).isBetween(Duration.ZERO, Duration.ofSeconds(PATIENCE_SECONDS));
        });
        RecordedEvent atServer = ofRole(closed, "SERVER");
        assertThat(atServer.getString("cause")).isEqualTo("PEER_CLOSED");
        assertThat(atServer.getLong("messagesIn")).isEqualTo(1);
        assertThat(atServer.getLong("bytesIn")).isPositive();
        assertThat(atServer.getLong("messagesOut")).isZero();
        assertThat(atServer.getLong("bytesOut")).isPositive();
        RecordedEvent atClient = ofRole(closed, "CLIENT");
        assertThat(atClient.getString("cause")).isEqualTo("CLOSED_BY_APPLICATION");
        assertThat(atClient.getString("diagnosis")).isEqualTo("closed-here");
    }

    @Test
    void aFailedAttemptIsRecordedOnceByEachEndAndIsNeitherOpenedNorClosed() {
        List<RecordedEvent> failed = of("AttemptFailed", "/elsewhere");

        assertThat(failed).extracting(event -> event.getString("role")).containsExactlyInAnyOrder("CLIENT", "SERVER");
        assertThat(failed).allSatisfy(event -> {
            assertThat(event.getInt("httpStatus")).isEqualTo(404);
            assertThat(event.getString("cause")).isEqualTo("HANDSHAKE_REFUSED");
            assertThat(event.getString("diagnosis")).isNotEmpty();
            assertThat(event.getString("target")).endsWith("/elsewhere?…");
        });
        assertThat(of("Opened", "/elsewhere")).isEmpty();
        assertThat(of("Closed", "/elsewhere")).isEmpty();
        assertThat(of("AttemptFailed", "")).hasSize(2);
    }

    @Test
    void aPingsRoundTripIsRecorded() {
        assertThat(named("PingRoundTrip")).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getString("role")).isEqualTo("CLIENT");
            assertThat(event.getDuration("roundTrip")).isPositive();
        });
    }

    @Test
    void everyEventAndFieldHasALabelAndItsUnit() {
        assertThat(recorded).isNotEmpty().allSatisfy(event -> {
            EventType type = event.getEventType();
            assertThat(type.getLabel()).isNotEmpty();
            assertThat(type.getCategoryNames()).containsExactly("Sockeye");
            assertThat(type.getFields())
                    .allSatisfy(field -> assertThat(field.getLabel()).isNotEmpty());
            assertThat(event.getStackTrace()).isNull();
        });
        EventType closed = named("Closed").get(0).getEventType();
        assertThat(closed.getField("age").getContentType()).isEqualTo("jdk.jfr.Timespan");
        assertThat(closed.getField("bytesIn").getContentType()).isEqualTo("jdk.jfr.DataAmount");
    }

    private static List<RecordedEvent> named(String name) {
        return recorded.stream()
                .filter(event -> event.getEventType().getName().equals("dev.sockeye." + name))
                .toList();
    }

    private static List<RecordedEvent> of(String name, String path) {
        return named(name).stream()
                .filter(event -> event.getString("target").contains(path))
                .toList();
    }

    private static RecordedEvent ofRole(List<RecordedEvent> events, String role) {
        return events.stream()
                .filter(event -> event.getString("role").equals(role))
                .findFirst()
                .orElseThrow();
    }

    private record Waiting(CompletableFuture<CloseReport> report, CountDownLatch answered) implements WebSocketHandler {
        Waiting() {
            this(new CompletableFuture<>(), new CountDownLatch(1));
        }

        /** {@return the report, which is there already} The client that is closed next must not be what ends it. */
        CompletableFuture<CloseReport> over() throws Exception {
            report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return report;
        }

        @Override
        public void onPong(WebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {
            answered.countDown();
        }

        @Override
        public void onClose(CloseReport ended) {
            report.complete(ended);
        }
    }

    // ---- without the recorder

    @Test
    void aRuntimeWithoutFlightRecorderOpensAndClosesAllTheSame() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        "java.base,java.logging,java.naming,java.management,jdk.unsupported,java.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutRecorder.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(output).contains("no recorder").contains("1000 clean");
        } finally {
            child.destroyForcibly();
        }
    }

    /** Run in a JVM of its own. */
    static final class WithoutRecorder {
        private WithoutRecorder() {}

        public static void main(String[] arguments) throws Exception {
            try {
                Class.forName("jdk.jfr.Event");
            } catch (ClassNotFoundException expected) {
                System.out.println("no recorder");
            }
            try (WebSocketServer server = WebSocketServer.builder()
                            .threads(1)
                            .route("/ws", request -> new WebSocketHandler() {})
                            .start();
                    WebSocketClient client = WebSocketClient.builder().build()) {
                Waiting handler = new Waiting();
                client.connect(server.uri("/ws"), handler)
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .close();
                System.out.println(handler.report.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        }
    }
}
