package dev.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.DrainReason;
import dev.sockeye.HttpPage;
import dev.sockeye.ServerStartException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerDrainTest {
    private static final byte[] CLOSE_GOING_AWAY = {3, (byte) 0xe9};

    private final Reports reports = new Reports();
    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = resources.size() - 1; i >= 0; i--) {
            resources.get(i).close();
        }
    }

    private WebSocketServerBuilder builder() {
        return WebSocketServer.builder()
                .threads(2)
                .onClose(reports)
                .route("/echo", request -> new Echo())
                .page("/", request -> HttpPage.text("up"));
    }

    private WebSocketServer start(WebSocketServerBuilder builder) {
        WebSocketServer server = builder.start();
        resources.add(server);
        return server;
    }

    private RawClient open(WebSocketServer server) throws IOException {
        RawClient client = connect(server).send(RawClient.upgrade("/echo"));
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        return client;
    }

    private RawClient connect(WebSocketServer server) throws IOException {
        RawClient client = new RawClient(server);
        resources.add(client);
        return client;
    }

    private static void await(CompletionStage<Void> drained) throws Exception {
        drained.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sockeye-server"))
                .count();
    }

    @Test
    void connectionsAreClosedInOrderAndReported() throws Exception {
        WebSocketServer server = start(builder());
        RawClient client = open(server);
        CompletionStage<Void> drained = server.drain(Duration.ofSeconds(5));
        assertThat(client.readFrame()).startsWith("88:").endsWith("server is going away");
        client.send(RawClient.frame(0x88, CLOSE_GOING_AWAY));
        assertThat(client.readToEnd()).isEmpty();
        client.close();
        await(drained);
        CloseReport report = reports.next();
        assertThat(report.cause())
                .isEqualTo(new CloseCause.Drained(ClosePayload.of(CloseCode.GOING_AWAY, "server is going away")));
        assertThat(report.isClean()).isTrue();
        assertThat(server.connections()).isZero();
    }

    @Test
    void aRestartIsToldWith1012() throws Exception {
        WebSocketServer server = start(builder());
        RawClient client = open(server);
        server.drain(Duration.ofSeconds(5), DrainReason.SERVICE_RESTART);
        assertThat(client.readFrame()).endsWith("service restarts");
        client.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xf4}));
        client.readToEnd();
        client.close();
        assertThat(reports.next().closing().sent())
                .contains(ClosePayload.of(CloseCode.SERVICE_RESTART, "service restarts"));
    }

    @Test
    void newWebSocketsAreSentAwayWithATimeWithinTheWindowAndPagesStillAnswered() throws Exception {
        WebSocketServer server = start(builder());
        RawClient old = open(server);
        RawClient idle = connect(server).send(RawClient.get("/"));
        idle.readResponse();
        CompletionStage<Void> drained = server.drain(Duration.ofSeconds(8));
        assertThat(idle.readToEnd()).isEmpty();
        String refusal = connect(server).send(RawClient.upgrade("/echo")).readResponse();
        assertThat(refusal)
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .containsPattern("Retry-After: [1-8]\r\n")
                .endsWith("The server is going away.\n");
        assertThat(connect(server).send(RawClient.get("/")).readResponse())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Connection: close\r\n");
        assertThat(drained.toCompletableFuture()).isNotDone();
        assertThat(old.readFrame()).startsWith("88:");
    }

    @Test
    void closesAreSpreadSoThatNotAllComeBackAtOnce() throws Exception {
        WebSocketServer server = start(builder());
        int connections = 40;
        for (int i = 0; i < connections; i++) {
            open(server);
        }
        CompletionStage<Void> drained = server.drain(Duration.ofSeconds(2));
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> server.connections() < connections || anyClosed());
        // Some have been asked to leave, and others still work
        assertThat(closedClients()).isLessThan(connections);
        resources.stream().filter(RawClient.class::isInstance).forEach(client -> {
            try {
                ((RawClient) client).close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        await(drained);
    }

    @Test
    void aConnectionThatWasJustAcceptedIsAnsweredBeforeTheServerStops() throws Exception {
        WebSocketServer server = start(builder());
        RawClient late = connect(server);
        // Its handlers are in place when the loops have gone round once more
        connect(server).send(RawClient.get("/")).readResponse();
        CompletionStage<Void> drained = server.drain(Duration.ofSeconds(8));
        late.send(RawClient.upgrade("/echo"));
        assertThat(late.readResponse()).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        late.close();
        await(drained);
    }

    private boolean anyClosed() {
        return closedClients() > 0;
    }

    private long closedClients() {
        return resources.stream()
                .filter(RawClient.class::isInstance)
                .filter(client -> ((RawClient) client).hasInput())
                .count();
    }

    @Test
    void aClientThatDoesNotAnswerIsCutWhenTheWindowIsOver() throws Exception {
        WebSocketServer server = start(builder());
        RawClient client = open(server);
        long start = System.nanoTime();
        await(server.drain(Duration.ofMillis(400)));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(4));
        CloseReport report = reports.next();
        assertThat(report.cause()).isInstanceOf(CloseCause.Drained.class);
        assertThat(report.closing().sent()).isPresent();
        assertThat(report.closing().received()).isEmpty();
        assertThat(report.isClean()).isFalse();
        assertThat(client.readFrame()).startsWith("88:");
    }

    @Test
    void aLaterDrainShortensTheWindow() throws Exception {
        WebSocketServer server = start(builder());
        open(server);
        CompletionStage<Void> drained = server.drain(Duration.ofHours(1));
        assertThat(drained.toCompletableFuture()).isNotDone();
        await(server.drain(Duration.ofMillis(100)));
        await(drained);
    }

    @Test
    void afterwardsNobodyListensAndNoThreadIsLeft() throws Exception {
        Awaitility.await().until(() -> serverThreads() == 0);
        WebSocketServer server = start(builder());
        RawClient client = open(server);
        assertThat(serverThreads()).isPositive();
        client.close();
        server.close();
        assertThatThrownBy(() -> connect(server)).isInstanceOf(ConnectException.class);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> serverThreads() == 0);
        server.close();
        await(server.drain(Duration.ofSeconds(1)));
    }

    @Test
    void theServerMayBeClosedFromWithinAHandler() throws Exception {
        CompletableFuture<WebSocketServer> self = new CompletableFuture<>();
        WebSocketServer server = start(builder().route("/quit", request -> new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                self.join().close();
            }
        }));
        self.complete(server);
        RawClient client = connect(server).send(RawClient.upgrade("/quit"));
        client.readHead();
        client.send(RawClient.textFrame("quit"));
        assertThat(client.readFrame()).endsWith("server is going away");
        client.close();
        await(server.drain(Duration.ofSeconds(5)));
    }

    @Test
    void reportsThatGoThroughAnExecutorAreAwaited() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        resources.add(executor::shutdown);
        WebSocketServer server = start(builder().dispatchOn(executor));
        RawClient client = open(server);
        CompletableFuture<Void> leave = new CompletableFuture<>();
        executor.execute(leave::join);
        CompletionStage<Void> drained = server.drain(Duration.ofSeconds(5));
        client.readFrame();
        client.close();
        assertThat(drained.toCompletableFuture()).isNotDone();
        leave.complete(null);
        await(drained);
        assertThat(reports.poll()).isNotNull();
    }

    @Test
    void aPortInUseIsToldInOneLine() {
        WebSocketServer server = start(builder());
        assertThatThrownBy(() -> builder().port(server.port()).start())
                .satisfies(failure -> assertKind(failure, ServerStartException.Kind.PORT_IN_USE))
                .hasMessage("cannot listen on 127.0.0.1:" + server.port() + ": another program listens there");
    }

    private static void assertKind(Throwable failure, ServerStartException.Kind kind) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        ServerStartException.class,
                        start -> assertThat(start.kind()).isEqualTo(kind));
    }

    @Test
    void aHostThatIsNotOursIsToldInOneLine() {
        assertThatThrownBy(() -> builder().host("192.0.2.1").start())
                .satisfies(failure -> assertKind(failure, ServerStartException.Kind.ADDRESS_UNUSABLE))
                .hasMessage("cannot listen on 192.0.2.1:0: this machine does not have that address");
        assertThatThrownBy(() -> builder().host("no-such-host.invalid").start())
                .hasMessage("cannot listen on no-such-host.invalid:0: the host name does not resolve");
    }

    @Test
    void addressesOfIpv6StandInBrackets() {
        WebSocketServer server = start(builder().host("::1"));
        assertThat(server.uri("/echo?x=1").toString()).isEqualTo("ws://[::1]:" + server.port() + "/echo?x=1");
        assertThat(start(builder().host("0.0.0.0")).uri("/").getHost()).isEqualTo("localhost");
    }
}
