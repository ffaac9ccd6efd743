package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ConnectTarget;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCause.TimedOutOpening;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.handshake.AcceptValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attempts to one address and port go one at a time. The server answers when the test lets it. */
@Timeout(60)
@Tag("RFC6455-4.1-3")
class ClientTurnsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final List<ClientCore> cores = new ArrayList<>();

    @AfterEach
    void closeTheClients() {
        cores.forEach(ClientCore::close);
    }

    /** {@return a client for which every name is this machine} */
    private ClientCore core(WebSocketClient.Builder settings) {
        return core(settings, LOOPBACK);
    }

    private ClientCore core(WebSocketClient.Builder settings, InetAddress... addresses) {
        ClientCore core =
                new ClientCore(settings.config(), host -> CompletableFuture.completedFuture(List.of(addresses)));
        cores.add(core);
        return core;
    }

    private static WebSocketClient.Builder patient() {
        return WebSocketClient.builder().connectTimeout(LONG).handshakeTimeout(LONG);
    }

    @Test
    void theNextAttemptConnectsOnlyWhenTheOneBeforeIsOpenEvenByAnotherNameAndFromAnotherClient() throws Exception {
        try (HeldServer server = new HeldServer()) {
            Attempt first = Attempt.start(core(patient()), server.uri("one.test"));
            HeldServer.Peer firstPeer = server.next();
            Attempt second = Attempt.start(core(patient()), server.uri("two.test"));
            server.awaitLine(2);

            long answeredAt = System.nanoTime();
            firstPeer.agree();
            assertThat(first.open()).isNotNull();
            HeldServer.Peer secondPeer = server.next();

            assertThat(secondPeer.acceptedAt - answeredAt).isPositive();
            assertThat(secondPeer.head).contains("Host: two.test");
            secondPeer.agree();
            assertThat(second.open()).isNotNull();
            server.awaitLine(0);
        }
    }

    @Test
    void theNextAttemptConnectsWhenTheOneBeforeHasFailedAndTellsHowLongItWaited() throws Exception {
        try (HeldServer server = new HeldServer()) {
            ClientCore core = core(patient());
            Attempt first = Attempt.start(core, server.uri("one.test"));
            HeldServer.Peer firstPeer = server.next();
            Attempt second = Attempt.start(core, server.uri("one.test"));
            server.awaitLine(2);

            long closedAt = System.nanoTime();
            firstPeer.close();
            assertThat(first.report().cause()).isInstanceOf(CloseCause.HandshakeLost.class);
            HeldServer.Peer secondPeer = server.next();
            assertThat(secondPeer.acceptedAt - closedAt).isPositive();
            secondPeer.close();

            assertThat(second.report().timeline())
                    .filteredOn(moment -> moment.kind() == Moment.Kind.OBSERVED)
                    .extracting(Moment::detail)
                    .first()
                    .asString()
                    .matches("waited \\d+ ms for other attempts to 127\\.0\\.0\\.1:" + server.port());
            server.awaitLine(0);
        }
    }

    @Test
    void anAddressWhoseTurnItIsNotIsWaitedForWhileTheNextIsTried() throws Exception {
        InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        try (HeldServer server = new HeldServer()) {
            Attempt first = Attempt.start(core(patient()), server.uri("one.test"));
            HeldServer.Peer holder = server.next();
            try (ServerSocket quick = new ServerSocket(server.port(), 5, other)) {
                Attempt second = Attempt.start(core(patient(), LOOPBACK, other), server.uri("two.test"));
                quick.setSoTimeout(20_000);
                quick.accept().close();

                CloseReport report = second.report();
                assertThat(report.remoteAddress()).isEqualTo("127.0.0.2:" + server.port());
                assertThat(report.timeline())
                        .extracting(Moment::detail)
                        .contains("connect 127.0.0.1:" + server.port() + ": another attempt to it was still under way");
            }
            server.awaitLine(1);
            holder.agree();
            assertThat(first.open()).isNotNull();
            server.awaitLine(0);
        }
    }

    @Test
    void attemptsFollowInTheOrderInWhichTheyWereMade() throws Exception {
        int count = 5;
        try (HeldServer server = new HeldServer()) {
            ClientCore core = core(patient());
            List<Attempt> attempts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                attempts.add(Attempt.start(core, server.uri("host-" + i)));
                server.awaitLine(i + 1);
            }
            for (int i = 0; i < count; i++) {
                HeldServer.Peer peer = server.next();
                assertThat(peer.head).contains("Host: host-" + i);
                peer.agree();
                assertThat(attempts.get(i).open()).isNotNull();
            }
            server.awaitLine(0);
        }
    }

    @Test
    void anAttemptThatIsCancelledWhileItWaitsIsPassedOver() throws Exception {
        try (HeldServer server = new HeldServer()) {
            ClientCore core = core(patient());
            Attempt first = Attempt.start(core, server.uri("first"));
            HeldServer.Peer firstPeer = server.next();
            Attempt second = Attempt.start(core, server.uri("second"));
            server.awaitLine(2);
            Attempt third = Attempt.start(core, server.uri("third"));
            server.awaitLine(3);

            assertThat(second.stage.cancel(false)).isTrue();
            assertThat(second.report().cause()).isInstanceOf(CloseCause.Aborted.class);
            server.awaitLine(2);
            firstPeer.agree();
            assertThat(first.open()).isNotNull();
            HeldServer.Peer thirdPeer = server.next();
            assertThat(thirdPeer.head).contains("Host: third");
            thirdPeer.agree();
            assertThat(third.open()).isNotNull();
        }
    }

    @Test
    void waitingCountsInTheAttemptsOwnConnectTimeoutAndTheReportSaysThatItWaited() throws Exception {
        Duration limit = Duration.ofMillis(200);
        try (HeldServer server = new HeldServer()) {
            Attempt first = Attempt.start(core(patient()), server.uri("first"));
            HeldServer.Peer firstPeer = server.next();
            Attempt second = Attempt.start(core(patient().connectTimeout(limit)), server.uri("second"));

            CloseReport report = second.report();

            assertThat(report.cause()).isEqualTo(new TimedOutOpening(Stage.TURN, limit));
            assertThat(report.cause().describe())
                    .isEqualTo("waiting for other attempts to the same address took longer than 200 ms");
            assertThat(report.timeline())
                    .extracting(Moment::detail)
                    .contains("connect 127.0.0.1:" + server.port() + ": another attempt to it was still under way");
            assertThat(report.transportEnd()).isEmpty();
            server.awaitLine(1);
            firstPeer.agree();
            assertThat(first.open()).isNotNull();
            server.awaitLine(0);
            assertThat(server.accepted).isEmpty();
        }
    }

    @Test
    void anAttemptThatTimesOutGivesItsTurnToTheNext() throws Exception {
        Duration limit = Duration.ofMillis(200);
        try (HeldServer server = new HeldServer()) {
            Attempt first = Attempt.start(core(patient().handshakeTimeout(limit)), server.uri("first"));
            HeldServer.Peer unused = server.next();
            Attempt second = Attempt.start(core(patient()), server.uri("second"));

            assertThat(first.report().cause()).isEqualTo(new TimedOutOpening(Stage.UPGRADE, limit));
            server.next().agree();
            assertThat(second.open()).isNotNull();
            server.awaitLine(0);
        }
    }

    @Test
    void closingTheClientLeavesNobodyInLine() throws Exception {
        try (HeldServer server = new HeldServer()) {
            ClientCore core = core(patient());
            Attempt first = Attempt.start(core, server.uri("first"));
            HeldServer.Peer unused = server.next();
            Attempt second = Attempt.start(core, server.uri("second"));
            server.awaitLine(2);

            core.close();

            assertThat(first.report().cause()).isInstanceOf(CloseCause.Aborted.class);
            assertThat(second.report().cause()).isInstanceOf(CloseCause.Aborted.class);
            server.awaitLine(0);
        }
    }

    @Test
    void anAddressThatRefusesIsLeftBeforeTheNextIsTried() throws Exception {
        InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        try (HeldServer server = new HeldServer(other)) {
            Attempt attempt = Attempt.start(core(patient(), LOOPBACK, other), server.uri("both"));
            HeldServer.Peer peer = server.next();

            assertThat(ConnectingTurns.OF_THIS_PROCESS.length(new InetSocketAddress(LOOPBACK, server.port())))
                    .isZero();
            server.awaitLine(1);
            peer.agree();
            assertThat(attempt.open()).isNotNull();
            server.awaitLine(0);
        }
    }

    @Test
    void aServerOnAnotherPortIsNotWaitedFor() throws Exception {
        try (HeldServer one = new HeldServer();
                HeldServer other = new HeldServer()) {
            ClientCore core = core(patient());
            Attempt.start(core, one.uri("same"));
            HeldServer.Peer held = one.next();
            Attempt free = Attempt.start(core, other.uri("same"));

            other.next().agree();

            assertThat(free.open()).isNotNull();
            held.close();
        }
    }

    @Test
    void withTheSwitchOffNobodyWaits() throws Exception {
        try (HeldServer server = new HeldServer()) {
            ClientCore core = core(patient().serializeHandshakes(false));
            Attempt first = Attempt.start(core, server.uri("first"));
            Attempt second = Attempt.start(core, server.uri("second"));

            HeldServer.Peer one = server.next();
            HeldServer.Peer two = server.next();

            two.agree();
            one.agree();
            assertThat(first.open()).isNotNull();
            assertThat(second.open()).isNotNull();
        }
    }

    /** A connection that a client opens. */
    private static final class Attempt implements WebSocketHandler {
        private final CompletableFuture<CloseReport> closed = new CompletableFuture<>();
        private CompletableFuture<WebSocket> stage = new CompletableFuture<>();

        static Attempt start(ClientCore core, String uri) {
            Attempt attempt = new Attempt();
            attempt.stage = core.connect(ConnectTarget.of(uri), attempt).toCompletableFuture();
            return attempt;
        }

        WebSocket open() throws Exception {
            return stage.get(20, TimeUnit.SECONDS);
        }

        CloseReport report() throws Exception {
            return closed.get(20, TimeUnit.SECONDS);
        }

        @Override
        public void onClose(CloseReport report) {
            closed.complete(report);
        }
    }

    /** Accepts every connection at once, and answers none before it is told to. */
    private static final class HeldServer implements AutoCloseable {
        private static final Pattern KEY = Pattern.compile("(?i)^Sec-WebSocket-Key: *(\\S+)", Pattern.MULTILINE);

        private final ServerSocket listening;
        private final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();
        private final List<Peer> all = new ArrayList<>();
        private final Thread acceptor = new Thread(this::accept, "held-server");

        HeldServer() throws IOException {
            this(LOOPBACK);
        }

        HeldServer(InetAddress address) throws IOException {
            listening = new ServerSocket(0, 50, address);
            acceptor.start();
        }

        private void accept() {
            try {
                while (true) {
                    accepted.add(new Peer(listening.accept(), System.nanoTime()));
                }
            } catch (IOException theTestIsOver) {
                // Nothing is left to accept.
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        String uri(String host) {
            return "ws://" + host + ":" + port() + "/";
        }

        /** {@return the next connection, once its request has come} */
        Peer next() throws Exception {
            @Nullable Peer peer = accepted.poll(20, TimeUnit.SECONDS);
            if (peer == null) {
                throw new AssertionError("nobody connects");
            }
            all.add(peer);
            peer.readHead();
            return peer;
        }

        void awaitLine(int length) {
            InetSocketAddress address = new InetSocketAddress(listening.getInetAddress(), port());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> ConnectingTurns.OF_THIS_PROCESS.length(address) == length);
        }

        @Override
        public void close() throws IOException {
            listening.close();
            try {
                acceptor.join(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            accepted.drainTo(all);
            all.forEach(Peer::close);
        }

        /** One connection. */
        private static final class Peer {
            private final Socket socket;
            private final long acceptedAt;
            private String head = "";

            Peer(Socket socket, long acceptedAt) {
                this.socket = socket;
                this.acceptedAt = acceptedAt;
            }

            void readHead() throws IOException {
                socket.setSoTimeout(20_000);
                StringBuilder bytes = new StringBuilder();
                while (bytes.indexOf("\r\n\r\n") < 0) {
                    int next = socket.getInputStream().read();
                    if (next < 0) {
                        throw new IOException("the client went away after: " + bytes);
                    }
                    bytes.append((char) next);
                }
                head = bytes.toString();
            }

            void agree() throws IOException {
                Matcher key = KEY.matcher(head);
                assertThat(key.find()).isTrue();
                String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + AcceptValue.of(key.group(1)) + "\r\n\r\n";
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }

            void close() {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
