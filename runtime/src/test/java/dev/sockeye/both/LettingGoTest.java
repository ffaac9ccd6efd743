package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ConnectionAge;
import dev.sockeye.DrainReason;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Evidence;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that lets connections go or takes no more of them, and what both ends make of it. */
class LettingGoTest {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<CloseReport> clientReports = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReport> serverReports = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final WebSocketClient client = WebSocketClient.builder().build();

    @AfterEach
    void closeAll() throws Exception {
        client.close();
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    private record Keeping(BlockingQueue<CloseReport> reports) implements WebSocketHandler {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.sendText(text);
        }

        @Override
        public void onClose(CloseReport report) {
            reports.add(report);
        }
    }

    private WebSocketServer serve(UnaryOperator<WebSocketServerBuilder> settings) {
        WebSocketServer server = settings.apply(
                        WebSocketServer.builder().threads(1).route("/ws", request -> new Keeping(serverReports)))
                .start();
        opened.add(server);
        return server;
    }

    private void connect(WebSocketServer server) {
        var unused = client.connect(server.uri("/ws").toString(), new Keeping(clientReports));
    }

    private void open(WebSocketServer server) throws Exception {
        client.connect(server.uri("/ws").toString(), new Keeping(clientReports))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static CloseReport next(BlockingQueue<CloseReport> reports) throws InterruptedException {
        CloseReport report = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (report == null) {
            throw new AssertionError("no report came");
        }
        return report;
    }

    /** What is certain, and is told in words in both languages. */
    private static Finding certain(CloseReport report, String cause) {
        Diagnosis diagnosis = Diagnosis.of(report);
        assertThat(diagnosis.describe(Locale.ENGLISH)).isNotEmpty();
        assertThat(diagnosis.describe(Locale.forLanguageTag("vi"))).isNotEmpty();
        assertThat(diagnosis.first().causeId()).as(report.toString()).isEqualTo(cause);
        assertThat(diagnosis.first().confidence()).isEqualTo(Confidence.HIGH);
        return diagnosis.first();
    }

    private static List<String> ids(Finding finding) {
        return finding.facts().stream().map(Evidence::id).toList();
    }

    @Test
    void aConnectionThatIsOldEnoughIsAskedToConnectAnewAndBothEndsKnowWhy() throws Exception {
        Duration limit = Duration.ofMillis(400);
        WebSocketServer server = serve(builder -> builder.maxConnectionAge(new ConnectionAge(limit, 0.5)));
        open(server);

        CloseReport atClient = next(clientReports);
        assertThat(atClient.code()).isEqualTo(CloseCode.GOING_AWAY);
        assertThat(atClient.isClean()).isTrue();
        assertThat(ids(certain(atClient, "proxy-lifetime"))).contains("habit-of", "reason");
        CloseReport atServer = next(serverReports);
        assertThat(atServer.cause())
                .isInstanceOfSatisfying(
                        CloseCause.Drained.class,
                        drained -> assertThat(drained.age().orElseThrow()).isBetween(limit.dividedBy(2), limit));
        assertThat(atServer.isClean()).isTrue();
        assertThat(ids(certain(atServer, "own-max-age"))).contains("given-age", "close-sent");

        // The server itself goes on
        open(server);
    }

    @ParameterizedTest
    @EnumSource(DrainReason.class)
    void aDrainIsADeployForTheClientAndMeantForTheServer(DrainReason reason) throws Exception {
        WebSocketServer server = serve(builder -> builder);
        open(server);
        server.drain(Duration.ofSeconds(5), reason);
        CloseReport atClient = next(clientReports);
        assertThat(atClient.code()).isEqualTo(reason.code());
        certain(atClient, "deploy");
        certain(next(serverReports), "drained-here");
    }

    @Test
    void whoComesWhileTheServerDrainsIsToldWhenToComeBack() throws Exception {
        WebSocketServer server = serve(builder -> builder.closingTimeout(Duration.ofSeconds(20)));
        // It keeps the server up, since it does not answer the Close
        WebSocket[] held = new WebSocket[1];
        client.connect(server.uri("/ws").toString(), new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        held[0] = socket;
                        socket.pause();
                    }
                })
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        server.drain(Duration.ofSeconds(15));

        connect(server);
        Finding finding = certain(next(clientReports), "unavailable");
        assertThat(ids(finding)).contains("status", "retry-after");
        certain(next(serverReports), "drained-here");
        held[0].abort();
    }

    @Test
    void oneTooManyIsToldWhichLimitItWas() throws Exception {
        WebSocketServer full = serve(builder -> builder.maxConnections(1));
        open(full);
        connect(full);
        assertThat(ids(certain(next(clientReports), "unavailable"))).contains("status", "retry-after");

        WebSocketServer perAddress = serve(builder -> builder.maxConnectionsPerAddress(1));
        open(perAddress);
        for (int i = 0; i < 4; i++) {
            connect(perAddress);
            assertThat(ids(certain(next(clientReports), "rate-limited"))).contains("status", "retry-after");
        }
    }

    @Test
    void aHandlerMayTurnAwayAfterTheOpeningWith1013() throws Exception {
        WebSocketServer server = serve(builder -> builder.route("/busy", request -> new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                socket.close(CloseCode.TRY_AGAIN_LATER, "room is full, at most 500");
            }
        }));
        var unused = client.connect(server.uri("/busy").toString(), new Keeping(clientReports));
        CloseReport report = next(clientReports);
        assertThat(report.code()).isEqualTo(CloseCode.TRY_AGAIN_LATER);
        assertThat(ids(certain(report, "overloaded"))).contains("reason");
    }
}
