package dev.sockeye.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ClientTls;
import dev.sockeye.ProxySettings;
import dev.sockeye.ServerTls;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.conformance.autobahn.EchoHandler;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.close.CloseCause.ProxyFailed;
import dev.sockeye.protocol.close.CloseCause.ProxyProblem;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.testkit.TestCertificates;
import dev.sockeye.testkit.TestCertificates.PemFiles;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients behind real forward proxies: what opens, and what a refusal is told as. */
@Timeout(60)
class ForwardProxyTest {
    private static final String USER = "aladdin";
    private static final String PASSWORD = "opensesame";

    @TempDir
    static Path files;

    private static PemFiles certificate = new PemFiles(Path.of(""), Path.of(""));
    private static Path authority = Path.of("");

    private final CompletableFuture<CloseReport> report = new CompletableFuture<>();

    @BeforeAll
    static void certify() {
        TestCertificates signer = TestCertificates.authority();
        certificate = signer.issue("localhost").writeTo(files, "server");
        authority = signer.self().writeTo(files, "authority").certificate();
    }

    private static WebSocketServer server(boolean tls) {
        var builder = WebSocketServer.builder().route("/echo", request -> new EchoHandler());
        if (tls) {
            builder.tls(ServerTls.pem(certificate.certificate(), certificate.key()));
        }
        return builder.start();
    }

    private static ProxySettings.Server http(RealProxy proxy) {
        return ProxySettings.http("127.0.0.1", proxy.port());
    }

    private static ProxySettings.Server socks(RealProxy proxy) {
        return ProxySettings.socks5("127.0.0.1", proxy.port());
    }

    /** {@return what came back for a message, after which the client closed} */
    private String echoed(ProxySettings proxy, WebSocketServer server, boolean tls) throws Exception {
        CompletableFuture<String> echo = new CompletableFuture<>();
        String uri = (tls ? "wss" : "ws") + "://localhost:" + server.port() + "/echo";
        ClientTls trust = tls ? ClientTls.trust(authority) : ClientTls.system();
        try (WebSocketClient client =
                WebSocketClient.builder().proxy(proxy).tls(trust).build()) {
            client.connect(uri, new WebSocketHandler() {
                @Override
                public void onOpen(WebSocket socket) {
                    socket.sendText("through the tunnel");
                }

                @Override
                public void onText(WebSocket socket, String text) {
                    echo.complete(text);
                    socket.close(CloseCode.NORMAL, "");
                }

                @Override
                public void onClose(CloseReport ended) {
                    report.complete(ended);
                    echo.complete("never: " + ended);
                }
            });
            String text = echo.get(20, TimeUnit.SECONDS);
            assertThat(report.get(20, TimeUnit.SECONDS).isClean()).isTrue();
            return text;
        }
    }

    private CloseReport refused(ProxySettings proxy, int port) throws Exception {
        try (WebSocketClient client = WebSocketClient.builder().proxy(proxy).build()) {
            client.connect("ws://localhost:" + port + "/echo", new WebSocketHandler() {
                @Override
                public void onClose(CloseReport ended) {
                    report.complete(ended);
                }
            });
            return report.get(20, TimeUnit.SECONDS);
        }
    }

    private static void assertProblem(CloseReport report, ProxyProblem problem, String cause) {
        assertThat(report.cause())
                .isInstanceOfSatisfying(
                        ProxyFailed.class,
                        failed -> assertThat(failed.problem()).isEqualTo(problem));
        assertThat(((Diagnosis) report.diagnose()).findings().get(0).cause().id())
                .isEqualTo(cause);
        assertThat(report + " " + report.timeline()).doesNotContain(USER, PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("RFC6455-4.1-6")
    void aMessageGoesThroughTinyproxyAndBack(boolean tls) throws Exception {
        try (WebSocketServer server = server(tls);
                RealProxy proxy = RealProxy.tinyproxy(files, "")) {
            assertThat(echoed(http(proxy), server, tls)).isEqualTo("through the tunnel");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("RFC6455-4.1-6")
    void aMessageGoesThroughMicroSocksAndBack(boolean tls) throws Exception {
        try (WebSocketServer server = server(tls);
                RealProxy proxy = RealProxy.microsocks(files)) {
            assertThat(echoed(socks(proxy), server, tls)).isEqualTo("through the tunnel");
        }
    }

    @Test
    void tinyproxyTakesBasicCredentials() throws Exception {
        try (WebSocketServer server = server(false);
                RealProxy proxy = RealProxy.tinyproxy(files, "BasicAuth " + USER + " " + PASSWORD)) {
            assertThat(echoed(http(proxy).withCredentials(USER, PASSWORD), server, false))
                    .isEqualTo("through the tunnel");
        }
    }

    @Test
    void tinyproxyWantsCredentialsFromWhoSendsNone() throws Exception {
        try (RealProxy proxy = RealProxy.tinyproxy(files, "BasicAuth " + USER + " " + PASSWORD)) {
            CloseReport none = refused(http(proxy), 9);

            assertProblem(none, ProxyProblem.CREDENTIALS, "proxy-auth");
            assertThat(none.handshake().status()).hasValue(407);
            assertThat(none.handshake().headers().first("Proxy-Authenticate").orElse(""))
                    .startsWith("Basic ");
        }
    }

    @Test
    void tinyproxysAnswerToAWrongPasswordIsAboutCredentialsThoughItIsNot407() throws Exception {
        try (RealProxy proxy = RealProxy.tinyproxy(files, "BasicAuth " + USER + " " + PASSWORD)) {
            CloseReport wrong = refused(http(proxy).withCredentials(USER, "wrong"), 9);

            assertProblem(wrong, ProxyProblem.CREDENTIALS, "proxy-auth");
            assertThat(wrong.handshake().status()).hasValue(401);
            assertThat(((ProxyFailed) wrong.cause()).detail())
                    .isEqualTo("it does not take the credentials that it was given (Basic)");
        }
    }

    @Test
    void microSocksTakesAPassword() throws Exception {
        try (WebSocketServer server = server(false);
                RealProxy proxy = RealProxy.microsocks(files, "-u", USER, "-P", PASSWORD)) {
            assertThat(echoed(socks(proxy).withCredentials(USER, PASSWORD), server, false))
                    .isEqualTo("through the tunnel");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void microSocksWantsAPasswordFromWhoHasNoneOrAWrongOne(boolean wrong) throws Exception {
        try (RealProxy proxy = RealProxy.microsocks(files, "-u", USER, "-P", PASSWORD)) {
            ProxySettings settings = wrong ? socks(proxy).withCredentials(USER, "wrong") : socks(proxy);

            assertProblem(refused(settings, 9), ProxyProblem.CREDENTIALS, "proxy-auth");
        }
    }

    @Test
    void aPortThatTinyproxyDoesNotAllowIsRefused() throws Exception {
        try (RealProxy proxy = RealProxy.tinyproxy(files, "ConnectPort 443")) {
            CloseReport refused = refused(http(proxy), 9);

            assertProblem(refused, ProxyProblem.REFUSED, "proxy-refused");
            assertThat(refused.handshake().status()).hasValue(403);
            assertThat(refused.handshake().bodyPrefix()).containsIgnoringCase("html");
        }
    }

    @Test
    void aServerThatIsNotThereIsTheProxysToTell() throws Exception {
        int nobody = RealProxy.freePort();
        try (RealProxy socks = RealProxy.microsocks(files)) {
            CloseReport refused = refused(socks(socks), nobody);

            assertProblem(refused, ProxyProblem.REFUSED, "proxy-refused");
            assertThat(((ProxyFailed) refused.cause()).detail()).isEqualTo("the connection was refused");
        }
    }
}
