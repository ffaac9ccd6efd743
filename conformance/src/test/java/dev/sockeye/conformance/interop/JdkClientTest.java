package dev.sockeye.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JDK's own client, {@code java.net.http.WebSocket}, with Sockeye's server. It knows no extensions. */
class JdkClientTest {
    private static final int[] SIZES = {0, 1, 125, 126, 65_535, 65_536, 1 << 20};
    private static final int OPENING_AT_ONCE = 100;
    private static final long LIMIT_SECONDS = 60;

    /** WebSocket.sendClose refuses these. */
    private static final Set<Integer> REFUSED = Set.of(1002, 1003, 1007, 1009, 1010, 1012, 1013, 1014);

    @TempDir
    private static Path directory;

    private static Certificates certificates;
    private static HttpClient client;

    @BeforeAll
    static void start() throws GeneralSecurityException, IOException {
        certificates = Certificates.in(directory);
        client = HttpClient.newBuilder()
                .sslContext(trust(certificates.authority()))
                .build();
    }

    private static SSLContext trust(Path authority) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509").generateCertificate(Files.newInputStream(authority)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** The end of a connection as the JDK reports it. */
    private record End(int code, String reason) {}

    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<byte[]> pong = new CompletableFuture<>();
        private final CompletableFuture<End> end = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            bytes.writeBytes(take(part));
            if (last) {
                messages.add(bytes.toByteArray());
                bytes.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
            pong.complete(take(payload));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end.complete(new End(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end.completeExceptionally(error);
        }

        private static byte[] take(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        }
    }

    private static WebSocket connect(SockeyeServer server, String path, Listener listener) {
        return connectLater(server, path, listener).join();
    }

    private static CompletableFuture<WebSocket> connectLater(SockeyeServer server, String path, Listener listener) {
        return client.newWebSocketBuilder()
                .subprotocols(SockeyeServer.SUBPROTOCOL)
                .buildAsync(URI.create(server.url() + path), listener)
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void echoesMessagesOfAllSizesAndFragmentsAndPings(Mode mode) throws Exception {
        try (SockeyeServer server = new SockeyeServer(mode, certificates.server())) {
            Listener listener = new Listener();
            WebSocket socket = connect(server, "/echo", listener);
            assertThat(socket.getSubprotocol()).isEqualTo(SockeyeServer.SUBPROTOCOL);
            for (int size : SIZES) {
                exchange(socket, listener, Payloads.text(size), true);
                exchange(socket, listener, Payloads.binary(size), false);
            }
            exchange(
                    socket,
                    listener,
                    mode.tls() ? Payloads.text(Scenarios.LARGEST) : Payloads.binary(Scenarios.LARGEST),
                    mode.tls());
            byte[] whole = Payloads.binary(1000);
            for (int at = 0; at < whole.length; at += 100) {
                socket.sendBinary(ByteBuffer.wrap(whole, at, 100), at + 100 == whole.length)
                        .join();
            }
            assertThat(listener.messages.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(whole);
            byte[] nonce = "sockeye".getBytes(StandardCharsets.UTF_8);
            socket.sendPing(ByteBuffer.wrap(nonce)).join();
            assertThat(listener.pong.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(nonce);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(listener.end.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new End(1000, ""));
        }
    }

    private static void exchange(WebSocket socket, Listener listener, byte[] payload, boolean text)
            throws InterruptedException {
        if (text) {
            socket.sendText(new String(payload, StandardCharsets.UTF_8), true).join();
        } else {
            socket.sendBinary(ByteBuffer.wrap(payload), true).join();
        }
        byte[] echo = listener.messages.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(Arrays.equals(echo, payload))
                .as("the echo of %d bytes is what was sent", payload.length)
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void closesWithEveryCodeItCanSend(Mode mode) throws Exception {
        try (SockeyeServer server = new SockeyeServer(mode, certificates.server())) {
            SoftAssertions all = new SoftAssertions();
            for (int code : CloseCodes.onTheWire()) {
                String reason = Scenarios.reason(code, "from the JDK");
                Listener listener = new Listener();
                WebSocket socket = connect(server, "/echo", listener);
                if (REFUSED.contains(code)) {
                    all.assertThatThrownBy(() -> socket.sendClose(code, reason).join())
                            .as("code %d", code)
                            .hasRootCauseInstanceOf(IllegalArgumentException.class);
                    socket.abort();
                    continue;
                }
                socket.sendClose(code, reason).join();
                all.assertThat(listener.end.get(LIMIT_SECONDS, TimeUnit.SECONDS).code())
                        .isEqualTo(code);
                CloseReport report = server.awaitReport(
                        "a close with " + reason, it -> it.reason().equals(reason));
                all.assertThat(report.code().value()).as("%s", report).isEqualTo(code);
                all.assertThat(report.cause().kind()).as("%s", report).isEqualTo(CloseCause.Kind.PEER_CLOSED);
                all.assertThat(report.isClean()).as("%s", report).isTrue();
            }
            all.assertAll();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void isClosedWithEveryCodeAServerCanSend(Mode mode) throws Exception {
        try (SockeyeServer server = new SockeyeServer(mode, certificates.server())) {
            SoftAssertions all = new SoftAssertions();
            for (int code : CloseCodes.sendableBy(Role.SERVER)) {
                String reason = Scenarios.reason(code, "for the JDK");
                String path = "/close/" + code + "/" + Scenarios.encode(reason);
                Listener listener = new Listener();
                connect(server, path, listener);
                all.assertThat(listener.end.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(new End(code, reason));
                CloseReport report = server.awaitReport(
                        "a close of " + path, it -> it.target().equals(path));
                all.assertThat(report.cause().kind()).as("%s", report).isEqualTo(CloseCause.Kind.CLOSED_BY_APPLICATION);
                all.assertThat(report.isClean()).as("%s", report).isTrue();
            }
            all.assertAll();
        }
    }

    @Test
    void opensAThousandConnections() throws Exception {
        try (SockeyeServer server = new SockeyeServer(Mode.PLAIN, certificates.server())) {
            List<Listener> listeners = new ArrayList<>();
            List<WebSocket> sockets = new ArrayList<>();
            while (sockets.size() < Scenarios.CONNECTIONS) {
                List<CompletableFuture<WebSocket>> batch = new ArrayList<>();
                for (int i = 0; i < OPENING_AT_ONCE; i++) {
                    Listener listener = new Listener();
                    listeners.add(listener);
                    batch.add(connectLater(server, "/echo", listener));
                }
                batch.forEach(opening -> sockets.add(opening.join()));
            }
            for (int i = 0; i < sockets.size(); i++) {
                exchange(sockets.get(i), listeners.get(i), ("connection " + i).getBytes(StandardCharsets.UTF_8), true);
            }
            for (int i = 0; i < sockets.size(); i++) {
                sockets.get(i).sendClose(WebSocket.NORMAL_CLOSURE, "").join();
                assertThat(listeners.get(i).end.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(new End(1000, ""));
            }
        }
    }
}
