package dev.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.ClientTls;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.HandshakeLost;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCause.TimedOutOpening;
import dev.sockeye.protocol.close.CloseCause.TlsFailed;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.testkit.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a client sets up TLS, and in which words it tells what is wrong with a server's. */
@Timeout(60)
class ClientTlsTest {
    private static final TestCertificates AUTHORITY = TestCertificates.authority();

    @TempDir
    static Path files;

    private static Path authorityPem = Path.of("");

    private final RecordingHandler handler = new RecordingHandler();

    @BeforeAll
    static void writeTheAuthority() {
        authorityPem = AUTHORITY.self().writeTo(files, "authority").certificate();
    }

    private static ScriptedServer serving(TestCertificates.Issued certificate) throws IOException {
        return ScriptedServer.startTls(certificate.serverContext(), ClientTlsTest::agreeAndWait);
    }

    private static void agreeAndWait(ScriptedServer.Peer peer) throws IOException {
        peer.readRequest();
        peer.write(peer.agreement());
        peer.awaitEnd();
    }

    private static WebSocketClient trustingTheAuthority() {
        return trusting(ClientTls.trust(authorityPem));
    }

    private static WebSocketClient trusting(ClientTls tls) {
        return WebSocketClient.builder().tls(tls).build();
    }

    private WebSocket opened(WebSocketClient client, String uri) throws Exception {
        return client.connect(uri, handler).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Connects and holds what is true whenever TLS cannot be set up. */
    private String tlsFailure(WebSocketClient client, String uri) throws Exception {
        CompletableFuture<WebSocket> stage = client.connect(uri, handler).toCompletableFuture();
        CloseReport report = handler.report();

        assertThatThrownBy(() -> stage.get(20, TimeUnit.SECONDS)).isNotNull();
        handler.assertCalls("close");
        assertThat(report.cause()).isInstanceOf(TlsFailed.class);
        assertThat(report.code()).isEqualTo(CloseCode.TLS_HANDSHAKE);
        assertThat(report.opened()).isFalse();
        assertThat(report.timeline().stream().map(Moment::kind)).contains(Moment.Kind.CONNECTED);
        return report.cause().describe();
    }

    private static String wss(ScriptedServer server) {
        return "wss://localhost:" + server.port() + "/";
    }

    @Test
    @Tag("RFC6455-4.1-10")
    @Tag("RFC6455-4.1-12")
    @Tag("RFC6455-10.6-1")
    void aCertificateOfATrustedAuthorityIsTaken() throws Exception {
        try (ScriptedServer server = serving(AUTHORITY.issue("localhost"));
                WebSocketClient client = trustingTheAuthority()) {
            WebSocket socket = opened(client, wss(server));
            socket.abort();
            CloseReport report = handler.report();

            assertThat(report.timeline().stream()
                            .filter(moment -> moment.kind() == Moment.Kind.TLS_ESTABLISHED)
                            .map(Moment::detail))
                    .singleElement()
                    .asString()
                    .startsWith("TLSv1.3 ");
        }
    }

    @Test
    void aCertificateForAnAddressIsTakenForThatAddress() throws Exception {
        try (ScriptedServer server = serving(AUTHORITY.issue("127.0.0.1"));
                WebSocketClient client = trustingTheAuthority()) {
            opened(client, "wss://127.0.0.1:" + server.port() + "/").abort();
            handler.report();
        }
    }

    @Test
    @Tag("RFC6455-4.1-12")
    void framesGluedBehindTheAgreementAreReadThroughTls() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.startTls(AUTHORITY.issue("localhost").serverContext(), peer -> {
                            peer.readRequest();
                            peer.write(peer.agreement() + "\u0081\u0005hello\u0081\u0005again");
                            peer.awaitEnd();
                        });
                WebSocketClient client = trustingTheAuthority()) {
            WebSocket socket = opened(client, wss(server));
            assertThat(handler.nextCall()).isEqualTo("open");
            assertThat(handler.nextCall()).isEqualTo("text hello");
            assertThat(handler.nextCall()).isEqualTo("text again");
            socket.abort();
        }
    }

    @Test
    @Tag("RFC6455-4.1-11")
    void anUntrustedCertificateIsTold() throws Exception {
        try (ScriptedServer server = serving(AUTHORITY.issue("localhost"));
                WebSocketClient client = trusting(ClientTls.system())) {
            assertThat(tlsFailure(client, wss(server))).contains("certificate is not trusted");
        }
    }

    @Test
    void anExpiredCertificateIsTold() throws Exception {
        try (ScriptedServer server = serving(AUTHORITY.issueExpired("localhost"));
                WebSocketClient client = trustingTheAuthority()) {
            assertThat(tlsFailure(client, wss(server))).contains("certificate has expired");
        }
    }

    @Test
    void aCertificateThatIsNotValidYetIsTold() throws Exception {
        try (ScriptedServer server = serving(AUTHORITY.issueNotYetValid("localhost"));
                WebSocketClient client = trustingTheAuthority()) {
            assertThat(tlsFailure(client, wss(server))).contains("not valid yet", "clock");
        }
    }

    @Test
    @Tag("RFC6455-4.1-11")
    void aCertificateForAnotherNameIsTold() throws Exception {
        try (ScriptedServer server = serving(AUTHORITY.issue("example.com"));
                WebSocketClient client = trustingTheAuthority()) {
            assertThat(tlsFailure(client, wss(server))).contains("for another host than localhost");
        }
    }

    @Test
    void aCertificateForAnotherAddressIsTold() throws Exception {
        try (ScriptedServer server = serving(AUTHORITY.issue("localhost", "192.0.2.1"));
                WebSocketClient client = trustingTheAuthority()) {
            assertThat(tlsFailure(client, "wss://127.0.0.1:" + server.port() + "/"))
                    .contains("for another host than 127.0.0.1");
        }
    }

    @Test
    void insecureTakesAnyCertificateForAnyHost() throws Exception {
        try (ScriptedServer server = serving(TestCertificates.selfSigned("example.com"));
                WebSocketClient client = trusting(ClientTls.insecure())) {
            opened(client, wss(server)).abort();
            handler.report();
        }
    }

    @Test
    void aPortThatSpeaksPlainHttpIsTold() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    var unused = peer.socket().getInputStream().read(new byte[64]);
                    peer.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    peer.awaitEnd();
                });
                WebSocketClient client = trustingTheAuthority()) {
            assertThat(tlsFailure(client, wss(server))).contains("speaks plain HTTP, not TLS; use ws");
        }
    }

    @Test
    void aPortThatSpeaksSomethingElseIsQuoted() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.write("220 mail.example.com ESMTP\r\n");
                    peer.awaitEnd();
                });
                WebSocketClient client = trustingTheAuthority()) {
            assertThat(tlsFailure(client, wss(server))).contains("not TLS", "220 mail.example.com ESMTP");
        }
    }

    @Test
    void theServersAlertIsNamed() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    var unused = peer.socket().getInputStream().read(new byte[64]);
                    // RFC 8446 §6: a fatal alert, unrecognized_name
                    peer.write("\u0015\u0003\u0003\u0000\u0002\u0002p");
                    peer.awaitEnd();
                });
                WebSocketClient client = trustingTheAuthority()) {
            assertThat(tlsFailure(client, wss(server))).contains("alert unrecognized_name");
            assertThat(handler.report().transportEnd())
                    .hasValue(TransportEnd.of(TransportEnd.Kind.TLS_ALERT, "received unrecognized_name"));
        }
    }

    @Test
    void aServerThatHangsUpDuringTlsIsLost() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.socket().shutdownOutput();
                    peer.awaitEnd();
                });
                WebSocketClient client = trustingTheAuthority()) {
            client.connect(wss(server), handler);

            assertThat(handler.report().cause()).isEqualTo(new HandshakeLost(Stage.TLS, TransportEnd.FIN));
        }
    }

    @Test
    void aServerThatResetsDuringTlsIsLost() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    var unused = peer.socket().getInputStream().read();
                    peer.reset();
                });
                WebSocketClient client = trustingTheAuthority()) {
            client.connect(wss(server), handler);

            assertThat(handler.report().cause()).isInstanceOfSatisfying(HandshakeLost.class, lost -> {
                assertThat(lost.stage()).isEqualTo(Stage.TLS);
                assertThat(lost.end().kind()).isEqualTo(TransportEnd.Kind.RST);
            });
        }
    }

    @Test
    @Tag("RFC6455-4.1-10")
    void aServerThatDoesNotAnswerTlsIsGivenUp() throws Exception {
        Duration limit = Duration.ofMillis(200);
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Peer::freeze);
                WebSocketClient client = WebSocketClient.builder()
                        .tls(ClientTls.trust(authorityPem))
                        .handshakeTimeout(limit)
                        .build()) {
            client.connect(wss(server), handler);

            assertThat(handler.report().cause()).isEqualTo(new TimedOutOpening(Stage.TLS, limit));
        }
    }

    @Test
    void anAnswerCutWithoutCloseNotifyIsTruncated() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.startTls(AUTHORITY.issue("localhost").serverContext(), peer -> {
                            peer.readRequest();
                            peer.cutBelowTls();
                        });
                WebSocketClient client = trustingTheAuthority()) {
            client.connect(wss(server), handler);

            assertThat(handler.report().cause()).isInstanceOfSatisfying(HandshakeLost.class, lost -> {
                assertThat(lost.stage()).isEqualTo(Stage.UPGRADE);
                assertThat(lost.end().kind()).isEqualTo(TransportEnd.Kind.TLS_TRUNCATED);
            });
        }
    }

    @Test
    @Tag("RFC6455-4.1-13")
    void theNameIsSentAndOnlyHttp11IsOffered() throws Exception {
        CompletableFuture<List<String>> offered = new CompletableFuture<>();
        CompletableFuture<String> named = new CompletableFuture<>();
        try (ScriptedServer server =
                        ScriptedServer.startTls(AUTHORITY.issue("localhost").serverContext(), peer -> {
                            SSLSocket socket = (SSLSocket) peer.socket();
                            socket.setHandshakeApplicationProtocolSelector((connection, protocols) -> {
                                offered.complete(protocols);
                                return protocols.get(0);
                            });
                            peer.readRequest();
                            ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
                            named.complete(new String(
                                    session.getRequestedServerNames().get(0).getEncoded(), StandardCharsets.US_ASCII));
                            peer.write(peer.agreement());
                            peer.awaitEnd();
                        });
                WebSocketClient client = trustingTheAuthority()) {
            opened(client, wss(server)).abort();
            handler.report();
        }

        assertThat(offered).isCompletedWithValue(List.of("http/1.1"));
        assertThat(named).isCompletedWithValue("localhost");
    }

    @Test
    void aClientCertificateIsShownToAServerThatWantsOne() throws Exception {
        TestCertificates.PemFiles own = AUTHORITY.issue("client").writeTo(files, "client");
        try (ScriptedServer server = wantingCertificates();
                WebSocketClient client =
                        trusting(ClientTls.trust(authorityPem).withIdentity(own.certificate(), own.key()))) {
            opened(client, wss(server)).abort();
            handler.report();
        }
    }

    @Test
    void aMissingClientCertificateIsTold() throws Exception {
        try (ScriptedServer server = wantingCertificates();
                WebSocketClient client = trustingTheAuthority()) {
            assertThat(tlsFailure(client, wss(server))).contains("alert", "client certificate");
        }
    }

    private static ScriptedServer wantingCertificates() throws IOException {
        return ScriptedServer.startMutualTls(AUTHORITY.issue("localhost").serverContext(), ClientTlsTest::agreeAndWait);
    }

    @Test
    void aFileThatCannotBeUsedIsToldWhenTheClientIsBuilt() throws Exception {
        Path missing = files.resolve("missing.pem");
        Path text = Files.writeString(files.resolve("text.pem"), "no certificate");

        assertThatThrownBy(() -> trusting(ClientTls.trust(missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing.pem");
        assertThatThrownBy(() -> trusting(ClientTls.trust(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text.pem");
        assertThatThrownBy(() -> trusting(ClientTls.system().withIdentity(authorityPem, text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text.pem");
        assertThatThrownBy(() -> ClientTls.insecure().andTrust(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyThatDoesNotBelongToItsCertificateIsToldWhenTheClientIsBuilt() throws Exception {
        TestCertificates.PemFiles one = AUTHORITY.issue("one").writeTo(files, "one");
        TestCertificates.PemFiles other = AUTHORITY.issue("other").writeTo(files, "other");

        assertThatThrownBy(() -> trusting(ClientTls.system().withIdentity(one.certificate(), other.key())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TLS cannot be set up: the private key in " + other.key()
                        + " does not belong to the first certificate in " + one.certificate());
    }

    @Test
    void aPlainUriNeedsNoTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ClientTlsTest::agreeAndWait);
                WebSocketClient client = trusting(ClientTls.insecure())) {
            opened(client, server.uri()).abort();

            assertThat(handler.report().cause()).isInstanceOf(CloseCause.Aborted.class);
            assertThat(handler.report().when(Moment.Kind.TLS_ESTABLISHED)).isEmpty();
        }
    }
}
