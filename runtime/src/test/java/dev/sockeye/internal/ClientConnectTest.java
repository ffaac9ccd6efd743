package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.ConnectTarget;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.ConnectFailed;
import dev.sockeye.protocol.close.CloseCause.DnsFailed;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCause.TimedOutOpening;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How an attempt resolves and connects, and in which causes that ends. */
@Timeout(60)
class ClientConnectTest {
    private static final InetAddress FIRST = address(127, 0, 0, 1);
    private static final InetAddress SECOND = address(127, 0, 0, 2);

    private static InetAddress address(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HostResolver to(InetAddress... addresses) {
        return host -> CompletableFuture.completedFuture(List.of(addresses));
    }

    private static HostResolver failing(Exception failure) {
        return host -> CompletableFuture.failedFuture(failure);
    }

    private static CloseReport reportOf(HostResolver resolver, Duration connectTimeout, String uri) throws Exception {
        ClientCore core = new ClientCore(
                WebSocketClient.builder().connectTimeout(connectTimeout).config(), resolver);
        CompletableFuture<CloseReport> report = new CompletableFuture<>();
        try {
            var stage = core.connect(ConnectTarget.of(uri), new WebSocketHandler() {
                        @Override
                        public void onClose(CloseReport ended) {
                            report.complete(ended);
                        }
                    })
                    .toCompletableFuture();
            assertThatThrownBy(() -> stage.get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(core.connections()).isZero();
            return report.get(30, TimeUnit.SECONDS);
        } finally {
            core.close();
        }
    }

    private static List<String> observed(CloseReport report) {
        return report.timeline().stream()
                .filter(moment -> moment.kind() == Moment.Kind.OBSERVED)
                .map(Moment::detail)
                .toList();
    }

    /** RFC 6761 §6.4: names under ".invalid" never exist. */
    @Test
    @Tag("RFC6455-4.1-9")
    void aNameThatDoesNotExistIsToldOfByTheSystem() throws Exception {
        CloseReport report = reportOf(SystemResolver.INSTANCE, Duration.ofSeconds(30), "ws://sockeye-test.invalid/");

        assertThat(report.cause()).isInstanceOfSatisfying(DnsFailed.class, failed -> {
            assertThat(failed.host()).isEqualTo("sockeye-test.invalid");
            assertThat(failed.detail()).isNotBlank().doesNotContain("sockeye-test.invalid");
        });
        assertThat(report.transportEnd()).isEmpty();
        assertThat(report.remoteAddress()).isEmpty();
        assertThat(report.timeline()).isEmpty();
    }

    @Test
    void theNameIsNotRepeatedInTheWordsOfAResolver() throws Exception {
        CloseReport spoken = reportOf(
                failing(new UnknownHostException("nowhere: Name or service not known")),
                Duration.ofSeconds(5),
                "ws://nowhere/");
        CloseReport mute =
                reportOf(failing(new UnknownHostException("nowhere")), Duration.ofSeconds(5), "ws://nowhere/");

        assertThat(spoken.cause()).isEqualTo(new DnsFailed("nowhere", "Name or service not known"));
        assertThat(mute.cause()).isEqualTo(new DnsFailed("nowhere", "the name is unknown"));
    }

    @Test
    void aNameWithoutAddressesDoesNotResolve() throws Exception {
        assertThat(reportOf(to(), Duration.ofSeconds(5), "ws://nowhere/").cause())
                .isEqualTo(new DnsFailed("nowhere", "the name has no address"));
    }

    @Test
    void aResolverThatDoesNotAnswerIsGivenUp() throws Exception {
        Duration limit = Duration.ofMillis(100);
        CompletableFuture<List<InetAddress>> lookUp = new CompletableFuture<>();
        CloseReport report = reportOf(host -> lookUp, limit, "ws://nowhere/");

        assertThat(report.cause()).isEqualTo(new TimedOutOpening(Stage.DNS, limit));
        assertThat(lookUp).isCancelled();
        assertThat(report.transportEnd()).isEmpty();
    }

    @Test
    void anAddressIsNotLookedUp() throws Exception {
        assertThat(SystemResolver.INSTANCE.resolve("127.0.0.1")).isCompletedWithValue(List.of(FIRST));
        assertThat(SystemResolver.INSTANCE.resolve("::1"))
                .isCompletedWithValue(List.of(InetAddress.getAllByName("::1")));
    }

    @Test
    @Tag("RFC6455-4.1-9")
    void aPortThatNobodyListensAtRefuses() throws Exception {
        int port = unusedPort();
        CloseReport report = reportOf(SystemResolver.INSTANCE, Duration.ofSeconds(5), "ws://127.0.0.1:" + port);

        assertThat(report.cause()).isInstanceOfSatisfying(ConnectFailed.class, failed -> {
            assertThat(failed.address()).isEqualTo("127.0.0.1:" + port);
            assertThat(failed.end().kind()).isEqualTo(TransportEnd.Kind.REFUSED);
            assertThat(failed.end().detail()).isEqualTo("Connection refused");
        });
        assertThat(report.transportEnd()).isEmpty();
        assertThat(observed(report)).singleElement().asString().contains("REFUSED");
    }

    @Test
    void everyAddressIsTriedInOrder() throws Exception {
        int port = unusedPort();
        CloseReport report = reportOf(to(FIRST, SECOND), Duration.ofSeconds(5), "ws://both:" + port);

        assertThat(report.cause()).isInstanceOf(ConnectFailed.class);
        assertThat(observed(report)).hasSize(2);
        assertThat(observed(report).get(0)).startsWith("connect 127.0.0.1:" + port + ": REFUSED");
        assertThat(observed(report).get(1)).startsWith("connect 127.0.0.2:" + port + ": REFUSED");
    }

    @Test
    @Tag("RFC6455-4.1-7")
    void anAddressBehindOneThatRefusesConnects() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, SECOND)) {
            acceptAndClose(server);
            CloseReport report =
                    reportOf(to(FIRST, SECOND), Duration.ofSeconds(5), "ws://both:" + server.getLocalPort());

            assertThat(report.cause()).isInstanceOf(CloseCause.HandshakeLost.class);
            assertThat(report.remoteAddress()).isEqualTo("127.0.0.2:" + server.getLocalPort());
            assertThat(observed(report).get(0)).startsWith("connect 127.0.0.1:");
        }
    }

    @Test
    void anAddressThatDoesNotAnswerIsGivenUp() throws Exception {
        Duration limit = Duration.ofMillis(300);
        try (FullServer server = new FullServer(FIRST)) {
            CloseReport report = reportOf(to(FIRST), limit, "ws://full:" + server.port());

            assertThat(report.cause()).isEqualTo(new TimedOutOpening(Stage.CONNECT, limit));
            assertThat(observed(report)).containsExactly("connect 127.0.0.1:" + server.port() + ": no answer");
            assertThat(report.transportEnd()).isEmpty();
        }
    }

    /** RFC 8305 §5: the delay is 250 ms. */
    @Test
    void anAddressThatDoesNotAnswerHoldsTheNextUpForTheDelayOnly() throws Exception {
        try (FullServer full = new FullServer(FIRST);
                ServerSocket server = new ServerSocket(full.port(), 5, SECOND)) {
            acceptAndClose(server);
            CloseReport report = reportOf(to(FIRST, SECOND), Duration.ofSeconds(20), "ws://both:" + full.port());

            assertThat(report.cause()).isInstanceOf(CloseCause.HandshakeLost.class);
            assertThat(report.remoteAddress()).isEqualTo("127.0.0.2:" + full.port());
            assertThat(observed(report).get(0)).isEqualTo("connect 127.0.0.1:" + full.port() + ": no answer");
            assertThat(report.when(Moment.Kind.CONNECTED).orElseThrow())
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, FIRST)) {
            return socket.getLocalPort();
        }
    }

    private static void acceptAndClose(ServerSocket server) throws IOException {
        server.setSoTimeout(20_000);
        new Thread(() -> {
                    try (Socket accepted = server.accept()) {
                        accepted.shutdownOutput();
                        while (accepted.getInputStream().read() >= 0) {
                            // until the client ends it too
                        }
                    } catch (IOException theTestIsOver) {
                        // The report says what came of it.
                    }
                })
                .start();
    }

    /** A server that accepts nothing and whose queue is full, so that the system answers no more connections. */
    private static final class FullServer implements AutoCloseable {
        private final ServerSocket listening;
        private final List<Socket> queued = new ArrayList<>();

        FullServer(InetAddress address) throws IOException {
            listening = new ServerSocket(0, 1, address);
            boolean full = false;
            while (!full) {
                Socket socket = new Socket();
                queued.add(socket);
                try {
                    socket.connect(new InetSocketAddress(address, port()), 200);
                } catch (SocketTimeoutException e) {
                    full = true;
                }
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : queued) {
                socket.close();
            }
            listening.close();
        }
    }
}
