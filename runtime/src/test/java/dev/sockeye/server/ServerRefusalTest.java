package dev.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients hear that send too much, too little, too slowly, or something else. */
class ServerRefusalTest {
    private final Reports reports = new Reports();
    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        // The clients before their server, which would wait for them
        for (int i = resources.size() - 1; i >= 0; i--) {
            resources.get(i).close();
        }
    }

    private WebSocketServer server(UnaryOperator<WebSocketServerBuilder> settings) {
        WebSocketServer server = settings.apply(
                        WebSocketServer.builder().threads(1).onClose(reports).route("/echo", request -> new Echo()))
                .start();
        resources.add(server);
        return server;
    }

    private RawClient client(WebSocketServer server) throws IOException {
        RawClient client = new RawClient(server);
        resources.add(client);
        return client;
    }

    /** Lets the client leave, for only then its attempt is over and reported. */
    private void assertInvalid(RawClient client, String error) throws Exception {
        client.close();
        assertThat(reports.next().cause())
                .isInstanceOfSatisfying(
                        CloseCause.HandshakeInvalid.class,
                        invalid -> assertThat(invalid.error()).isEqualTo(error));
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                Arguments.of("SSH-2.0-OpenSSH_9.2\r\n", "START_LINE_MALFORMED"),
                Arguments.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "START_LINE_MALFORMED"),
                Arguments.of("\0\0\0\0", "START_LINE_MALFORMED"),
                Arguments.of("GET /echo HTTP/1.1\r\nHost : a\r\n\r\n", "SPACE_BEFORE_COLON"));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    @Tag("RFC6455-10.7-3")
    @Tag("RFC6455-7.2.2-1")
    void garbageIsAnsweredInWordsAndReported(String garbage, String error) throws Exception {
        RawClient client = client(server(builder -> builder)).send(garbage);
        assertThat(client.readResponse()).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(client.readToEnd()).isEmpty();
        assertInvalid(client, error);
    }

    @Test
    @Tag("RFC6455-10.7-3")
    void aHeadWithTooManyBytesIsAnsweredWith431() throws Exception {
        RawClient client = client(server(builder -> builder))
                .send("GET /echo HTTP/1.1\r\nCookie: " + "x".repeat(20_000) + "\r\n\r\n");
        assertThat(client.readResponse()).startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
        assertInvalid(client, "HEAD_TOO_LARGE");
    }

    @Test
    void aTlsClientOnAPlainPortIsToldSoAndReported() throws Exception {
        byte[] clientHello = {0x16, 0x03, 0x01, 0x00, 0x05, 1, 0, 0, 1, 3};
        RawClient client = client(server(builder -> builder)).send(clientHello);
        assertThat(client.readResponse())
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .endsWith("This port speaks no TLS, but the client does; use ws:// or http://.\n");
        assertInvalid(client, "TLS_ON_PLAIN_PORT");
    }

    @Test
    void aRequestThatNeverEndsIsAnsweredWith408AndReported() throws Exception {
        WebSocketServer server = server(builder -> builder.handshakeTimeout(Duration.ofMillis(200)));
        RawClient client = client(server).send("GET /echo HTTP/1.1\r\nHost: a\r\n");
        assertThat(client.readResponse()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
        assertThat(client.readToEnd()).isEmpty();
        client.close();
        CloseReport report = reports.next();
        assertThat(report.cause())
                .isEqualTo(new CloseCause.TimedOutOpening(CloseCause.Stage.UPGRADE, Duration.ofMillis(200)));
        assertThat(report.handshake().status()).isEqualTo(OptionalInt.of(408));
        assertThat(report.opened()).isFalse();
        assertThat(report.when(Moment.Kind.LAST_BYTE_IN)).isPresent();
    }

    /** A browser opens connections that it may need later. */
    @Test
    void aConnectionThatNobodyUsesIsDiagnosedAsThat() throws Exception {
        WebSocketServer server = server(builder -> builder.handshakeTimeout(Duration.ofMillis(200)));
        RawClient client = client(server);
        assertThat(client.readResponse()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
        client.close();
        CloseReport report = reports.next();
        assertThat(report.when(Moment.Kind.LAST_BYTE_IN)).isEmpty();
        assertThat(report.diagnose().causeId()).isEqualTo("no-request");
    }

    @Test
    void anAcceptorThatTakesTooLongIsNotTheClientsFault() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CompletableFuture<Void> leave = new CompletableFuture<>();
        resources.add(executor::shutdown);
        WebSocketServer server = server(builder -> builder.handshakeTimeout(Duration.ofMillis(200))
                .dispatchOn(executor)
                .route("/slow", request -> {
                    leave.join();
                    return new Echo();
                }));
        RawClient client = client(server).send(RawClient.upgrade("/slow"));
        assertThat(client.readResponse()).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        leave.complete(null);
        assertThat(client.readToEnd()).isEmpty();
        client.close();
        CloseReport report = reports.next();
        assertThat(report.cause()).isInstanceOf(CloseCause.TimedOutOpening.class);
        assertThat(report.diagnose().causeId()).isEqualTo("silent");
    }

    @Test
    void aClientThatLeavesWithinItsRequestIsReported() throws Exception {
        WebSocketServer server = server(builder -> builder);
        client(server).send("GET /echo HT").finish();
        assertThat(reports.next().cause())
                .isEqualTo(new CloseCause.HandshakeLost(CloseCause.Stage.UPGRADE, TransportEnd.FIN));
        client(server).send("GET /echo HT").reset();
        assertThat(reports.next().cause())
                .isInstanceOfSatisfying(
                        CloseCause.HandshakeLost.class,
                        lost -> assertThat(lost.end().kind()).isEqualTo(TransportEnd.Kind.RST));
    }

    @Test
    void oneConnectionTooManyIsAnsweredWith503AndWhenToComeBack() throws Exception {
        WebSocketServer server = server(builder -> builder.maxConnections(1));
        RawClient first = client(server).send(RawClient.upgrade("/echo"));
        first.readHead();
        RawClient second = client(server).send(RawClient.upgrade("/echo"));
        assertThat(second.readResponse())
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .containsPattern("Retry-After: \\d+\r\n");
        second.readToEnd();
        second.close();
        assertThat(reports.next().cause())
                .isEqualTo(new CloseCause.HandshakeRefused(503, "The server has as many connections as it takes."));
        assertThat(first.send(RawClient.textFrame("still here")).readFrame()).isEqualTo("81:still here");
    }

    @Test
    void farTooManyConnectionsAreAnsweredToo() throws Exception {
        WebSocketServer server = server(builder -> builder.maxConnections(1));
        client(server).send(RawClient.upgrade("/echo")).readHead();
        for (int i = 0; i < 5; i++) {
            RawClient refused = client(server).send(RawClient.upgrade("/echo"));
            assertThat(refused.readResponse())
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .containsPattern("Retry-After: \\d+\r\n")
                    .endsWith("The server has as many connections as it takes.\n");
            assertThat(refused.readToEnd()).isEmpty();
        }
    }

    @Test
    void farTooManyConnectionsOfAnAddressAreAnsweredWith429() throws Exception {
        WebSocketServer server = server(builder -> builder.maxConnectionsPerAddress(1));
        client(server).send(RawClient.upgrade("/echo")).readHead();
        for (int i = 0; i < 5; i++) {
            assertThat(client(server).send(RawClient.upgrade("/echo")).readResponse())
                    .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                    .containsPattern("Retry-After: \\d+\r\n")
                    .endsWith("There are too many connections from this address.\n");
        }
    }

    @Test
    void whoIsOneTooManyAndDoesNotFinishItsRequestHearsThatItWas() throws Exception {
        WebSocketServer server = server(builder -> builder.maxConnections(1).handshakeTimeout(Duration.ofMillis(200)));
        client(server).send(RawClient.upgrade("/echo")).readHead();
        RawClient slow = client(server).send("GET");
        assertThat(slow.readResponse()).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        slow.close();
        assertThat(reports.next().cause())
                .isEqualTo(new CloseCause.HandshakeRefused(503, "The server has as many connections as it takes."));
    }

    @Test
    void aFloodOfConnectionsThatSayNothingGetsLittleTime() throws Exception {
        WebSocketServer server = server(builder -> builder.maxConnections(1).handshakeTimeout(Duration.ofHours(1)));
        client(server).send(RawClient.upgrade("/echo")).readHead();
        client(server);
        RawClient silent = client(server);
        assertThat(silent.readResponse()).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        assertThat(silent.readToEnd()).isEmpty();
    }

    @Test
    void anAddressWithTooManyConnectionsIsAnsweredWith429() throws Exception {
        WebSocketServer server = server(builder -> builder.maxConnectionsPerAddress(1));
        RawClient first = client(server).send(RawClient.upgrade("/echo"));
        first.readHead();
        RawClient second = client(server).send(RawClient.upgrade("/echo"));
        assertThat(second.readResponse()).startsWith("HTTP/1.1 429 Too Many Requests\r\n");
        second.readToEnd();
        second.close();
        assertThat(reports.next().cause()).isInstanceOf(CloseCause.HandshakeRefused.class);
        first.reset();
        reports.next();
        // Both have left, so there is room again
        assertThat(client(server).send(RawClient.upgrade("/echo")).readHead()).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void manyClientsOfThisMachineAreWelcomeByDefault() throws Exception {
        WebSocketServer server = server(builder -> builder);
        for (int i = 0; i < 1_100; i++) {
            client(server).send(RawClient.upgrade("/echo"));
        }
        assertThat(client(server).send(RawClient.upgrade("/echo")).readHead()).startsWith("HTTP/1.1 101 ");
    }
}
