package dev.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ClientTls;
import dev.sockeye.ProxySettings;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.ProxyFailed;
import dev.sockeye.protocol.close.CloseCause.ProxyProblem;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCause.TimedOutOpening;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels through proxies that do byte by byte what a test tells them, and that then play the server's part, too. */
@Timeout(60)
class ClientProxyTest {
    /** Only a proxy could know it (RFC 6761 §6.4). */
    private static final String NAME = "server.invalid";

    private static final String SECRET = "open:sesame é";

    private final RecordingHandler handler = new RecordingHandler();

    private static ProxySettings.Server http(ScriptedServer proxy) {
        return ProxySettings.http("127.0.0.1", proxy.port());
    }

    private static ProxySettings.Server socks(ScriptedServer proxy) {
        return ProxySettings.socks5("127.0.0.1", proxy.port());
    }

    private static WebSocketClient through(ProxySettings settings) {
        return WebSocketClient.builder().proxy(settings).build();
    }

    /** Plays the server behind the tunnel, until the client goes. */
    private static void agree(ScriptedServer.Peer peer) throws IOException {
        peer.readRequest();
        peer.write(peer.agreement());
        peer.awaitEnd();
    }

    /** Connects, and ends what opens. */
    private CloseReport opened(ProxySettings settings, String uri) throws Exception {
        return opened(WebSocketClient.builder().proxy(settings), uri);
    }

    private CloseReport opened(WebSocketClient.Builder settings, String uri) throws Exception {
        try (WebSocketClient client = settings.build()) {
            client.connect(uri, handler)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .abort();
            return handler.report();
        }
    }

    private CloseReport failed(ProxySettings settings) throws Exception {
        try (WebSocketClient client = through(settings)) {
            client.connect("ws://" + NAME + "/feed", handler);
            CloseReport report = handler.report();
            handler.assertCalls("close");
            return report;
        }
    }

    private ProxyFailed proxyFailure(ProxySettings settings) throws Exception {
        CloseReport report = failed(settings);
        assertThat(report.cause()).isInstanceOf(ProxyFailed.class);
        return (ProxyFailed) report.cause();
    }

    private static List<String> details(CloseReport report, Moment.Kind kind) {
        return report.timeline().stream()
                .filter(moment -> moment.kind() == kind)
                .map(Moment::detail)
                .toList();
    }

    /** {@return everything that a report could print} */
    private static String all(CloseReport report) {
        return report + " " + report.cause() + " " + report.timeline() + " "
                + report.diagnose().toString();
    }

    @Test
    @Tag("RFC6455-4.1-6")
    void anHttpProxyIsAskedForATunnelThatCarriesWsAndResolvesTheName() throws Exception {
        CompletableFuture<String> connect = new CompletableFuture<>();
        CompletableFuture<String> upgrade = new CompletableFuture<>();
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            connect.complete(peer.readRequest());
            peer.write("HTTP/1.0 200 Connection established\r\nContent-Length: 5\r\n\r\n");
            upgrade.complete(peer.readRequest());
            peer.write(peer.agreement());
            peer.awaitEnd();
        })) {
            CloseReport report = opened(http(proxy), "ws://" + NAME + "/feed?token=secret");

            assertThat(connect.get(1, TimeUnit.SECONDS))
                    .isEqualTo("CONNECT " + NAME + ":80 HTTP/1.1\r\nHost: " + NAME + ":80\r\n\r\n");
            assertThat(upgrade.get(1, TimeUnit.SECONDS))
                    .startsWith("GET /feed?token=secret HTTP/1.1\r\nHost: " + NAME + "\r\n");
            assertThat(report.opened()).isTrue();
            assertThat(report.remoteAddress()).isEqualTo("127.0.0.1:" + proxy.port());
            assertThat(report.timeline().stream().map(Moment::kind))
                    .startsWith(
                            Moment.Kind.RESOLVED,
                            Moment.Kind.CONNECTED,
                            Moment.Kind.PROXY_CONNECTED,
                            Moment.Kind.OPENED);
            assertThat(details(report, Moment.Kind.PROXY_CONNECTED))
                    .containsExactly("http://127.0.0.1:" + proxy.port() + " to " + NAME + ":80");
        }
    }

    @Test
    @Tag("RFC6455-4.1-6")
    void tlsOfWssIsSetUpWithTheServerInsideTheTunnel(@TempDir Path files) throws Exception {
        TestCertificates authority = TestCertificates.authority();
        Path pem = authority.self().writeTo(files, "authority").certificate();
        CompletableFuture<String> connect = new CompletableFuture<>();
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            connect.complete(peer.readRequest());
            peer.write("HTTP/1.1 200 OK\r\n\r\n");
            agree(peer.startTls(authority.issue(NAME).serverContext()));
        })) {
            CloseReport report = opened(
                    WebSocketClient.builder().proxy(http(proxy)).tls(ClientTls.trust(pem)), "wss://" + NAME + "/");

            assertThat(connect.get(1, TimeUnit.SECONDS)).startsWith("CONNECT " + NAME + ":443 HTTP/1.1\r\n");
            assertThat(report.timeline().stream().map(Moment::kind))
                    .containsSubsequence(Moment.Kind.PROXY_CONNECTED, Moment.Kind.TLS_ESTABLISHED, Moment.Kind.OPENED);
        }
    }

    @Test
    void basicCredentialsGoWithTheFirstRequestAndStandNowhereElse() throws Exception {
        String basic = Base64.getEncoder().encodeToString(("aladdin:" + SECRET).getBytes(StandardCharsets.UTF_8));
        CompletableFuture<String> connect = new CompletableFuture<>();
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            connect.complete(peer.readRequest());
            peer.write("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
            peer.awaitEnd();
        })) {
            ProxySettings settings = http(proxy).withCredentials("aladdin", SECRET);
            CloseReport report = failed(settings);

            assertThat(connect.get(1, TimeUnit.SECONDS)).contains("\r\nProxy-Authorization: Basic " + basic + "\r\n");
            assertThat(report.cause())
                    .isEqualTo(new ProxyFailed(
                            "127.0.0.1:" + proxy.port(),
                            ProxyProblem.CREDENTIALS,
                            OptionalInt.of(407),
                            "it does not take the credentials that it was given (Basic)"));
            assertThat(all(report)
                            + settings
                            + WebSocketClient.builder().proxy(settings).config())
                    .doesNotContain("aladdin", "sesame", basic);
        }
    }

    @Test
    void whatAnHttpProxyAnswersIsKeptAsEvidence() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.answering(
                "HTTP/1.1 407 Proxy Authentication Required",
                "Proxy-Authenticate: Negotiate",
                "Proxy-Authenticate: Basic realm=\"office\"",
                "Content-Length: 10",
                "",
                "who is it?")) {
            CloseReport report = failed(http(proxy));

            assertThat(report.cause().describe())
                    .isEqualTo("the proxy 127.0.0.1:" + proxy.port()
                            + " failed with 407: it wants credentials (Negotiate, Basic)");
            assertThat(report.handshake().status()).hasValue(407);
            assertThat(report.handshake().headers().all("Proxy-Authenticate"))
                    .containsExactly("Negotiate", "Basic realm=\"office\"");
            assertThat(report.handshake().bodyPrefix()).isEqualTo("who is it?");
            assertThat(report.transportEnd()).contains(TransportEnd.LOCAL);
            assertThat(report.remoteAddress()).isEqualTo("127.0.0.1:" + proxy.port());
            assertThat(report.diagnose().toString()).contains("proxy-auth");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 302, 403, 502, 504})
    void anyStatusButA2xxIsARefusal(int status) throws Exception {
        try (ScriptedServer proxy = ScriptedServer.answering(
                "HTTP/1.1 " + status + " Whatever", "Location: http://elsewhere/", "Content-Length: 0", "", "")) {
            CloseReport report = failed(http(proxy));

            assertThat(report.cause())
                    .isEqualTo(new ProxyFailed(
                            "127.0.0.1:" + proxy.port(),
                            ProxyProblem.REFUSED,
                            OptionalInt.of(status),
                            "it did not open a tunnel to " + NAME + ":80"));
            assertThat(report.diagnose().toString()).contains("proxy-refused");
        }
    }

    @Test
    void bytesBehindAProxysAnswerAreOfTheTunnel() throws Exception {
        try (ScriptedServer proxy =
                ScriptedServer.answering("HTTP/1.1 200 OK", "", "SSH-2.0-OpenSSH_9.2", "", "more")) {
            CloseReport report = failed(http(proxy));

            assertThat(report.cause()).isInstanceOf(CloseCause.HandshakeInvalid.class);
            assertThat(details(report, Moment.Kind.OBSERVED))
                    .anyMatch(detail -> detail.contains("begins with \"SSH-2.0-OpenSSH"));
        }
    }

    @Test
    void aProxyThatDoesNotAnswerIsGivenUp() throws Exception {
        Duration limit = Duration.ofMillis(200);
        try (ScriptedServer proxy = ScriptedServer.start(ScriptedServer.Peer::freeze);
                WebSocketClient client = WebSocketClient.builder()
                        .proxy(http(proxy))
                        .handshakeTimeout(limit)
                        .build()) {
            client.connect("ws://" + NAME + "/", handler);

            assertThat(handler.report().cause()).isEqualTo(new TimedOutOpening(Stage.PROXY, limit));
            assertThat(handler.report().transportEnd()).contains(TransportEnd.LOCAL);
        }
    }

    @Test
    void aProxyThatBreaksOffIsTold() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 2");
        })) {
            CloseReport report = failed(http(proxy));

            assertThat(report.cause()).isInstanceOfSatisfying(ProxyFailed.class, failed -> {
                assertThat(failed.problem()).isEqualTo(ProxyProblem.BROKEN);
                assertThat(failed.detail()).isEqualTo("it ended the connection before it answered: FIN");
            });
            assertThat(report.transportEnd()).contains(TransportEnd.FIN);
            assertThat(details(report, Moment.Kind.OBSERVED)).contains("the proxy's answer begins with \"HTTP/1.1 2\"");
        }
    }

    @Test
    void whatDoesNotSpeakHttpIsNoHttpProxy() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.answering("220 mail.example ESMTP", "")) {
            ProxyFailed failed = proxyFailure(http(proxy));

            assertThat(failed.problem()).isEqualTo(ProxyProblem.BROKEN);
            assertThat(failed.detail()).startsWith("what it answered is not HTTP.");
        }
    }

    @Test
    void aProxyThatCannotBeReachedIsToldAsTheProxysFault() throws Exception {
        int port = unusedPort();
        ProxyFailed failed = proxyFailure(ProxySettings.http("127.0.0.1", port));

        assertThat(failed.proxy()).isEqualTo("127.0.0.1:" + port);
        assertThat(failed.problem()).isEqualTo(ProxyProblem.UNREACHABLE);
        assertThat(failed.detail()).contains("REFUSED");
    }

    @Test
    void aProxyWhoseNameDoesNotResolveIsToldAsTheProxysFault() throws Exception {
        ProxyFailed failed = proxyFailure(ProxySettings.socks5("proxy.invalid", 1080));

        assertThat(failed.problem()).isEqualTo(ProxyProblem.UNREACHABLE);
        assertThat(failed.detail()).startsWith("the name proxy.invalid did not resolve");
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** RFC 1928 §4: version 5, CONNECT, the name with its length, the port. */
    private static byte[] connectTo(String name, int port) {
        byte[] request = Arrays.copyOf(bytes(5, 1, 0, 3, name.length()), 5 + name.length() + 2);
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, request, 5, name.length());
        request[request.length - 2] = (byte) (port >> 8);
        request[request.length - 1] = (byte) port;
        return request;
    }

    @Test
    @Tag("RFC6455-4.1-6")
    void aSocks5ProxyResolvesTheNameItself() throws Exception {
        CompletableFuture<byte[]> request = new CompletableFuture<>();
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            assertThat(peer.readBytes(3)).isEqualTo(bytes(5, 1, 0));
            peer.write(bytes(5, 0));
            request.complete(peer.readBytes(connectTo(NAME, 80).length));
            peer.write(bytes(5, 0, 0, 1, 10, 0, 0, 1, 0, 80));
            agree(peer);
        })) {
            CloseReport report = opened(socks(proxy), "ws://" + NAME + "/");

            assertThat(request.get(1, TimeUnit.SECONDS)).isEqualTo(connectTo(NAME, 80));
            assertThat(details(report, Moment.Kind.PROXY_CONNECTED))
                    .containsExactly("socks5://127.0.0.1:" + proxy.port() + " to " + NAME + ":80");
        }
    }

    @Test
    void aSocks5ReplyMayComeInPiecesWithANameInIt() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readBytes(3);
            peer.writeByteByByte("\u0005\u0000");
            peer.readBytes(connectTo(NAME, 80).length);
            peer.writeByteByByte("\u0005\u0000\u0000\u0003\u0004here\u0000P");
            agree(peer);
        })) {
            assertThat(opened(socks(proxy), "ws://" + NAME + "/").opened()).isTrue();
        }
    }

    @Test
    void aSocks5ProxyIsGivenAnAddressAsAnAddress() throws Exception {
        CompletableFuture<byte[]> request = new CompletableFuture<>();
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readBytes(3);
            peer.write(bytes(5, 0));
            request.complete(peer.readBytes(22));
            peer.write(bytes(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
            agree(peer);
        })) {
            opened(socks(proxy), "ws://[2001:db8::1]:8080/");

            assertThat(request.get(1, TimeUnit.SECONDS))
                    .isEqualTo(bytes(5, 1, 0, 4, 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x1f, 0x90));
        }
    }

    @Test
    void aSocks5ProxyGetsThePasswordWhenItAsksForItAndNobodyElseSeesIt() throws Exception {
        byte[] password = SECRET.getBytes(StandardCharsets.UTF_8);
        CompletableFuture<String> authentication = new CompletableFuture<>();
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            assertThat(peer.readBytes(4)).isEqualTo(bytes(5, 2, 0, 2));
            peer.write(bytes(5, 2));
            authentication.complete(new String(peer.readBytes(3 + 7 + password.length), StandardCharsets.UTF_8));
            peer.write(bytes(1, 9));
            peer.awaitEnd();
        })) {
            CloseReport report = failed(socks(proxy).withCredentials("aladdin", SECRET));

            assertThat(authentication.get(1, TimeUnit.SECONDS))
                    .isEqualTo("\u0001\u0007aladdin" + (char) password.length + SECRET);
            assertThat(report.cause()).isInstanceOfSatisfying(ProxyFailed.class, failed -> {
                assertThat(failed.problem()).isEqualTo(ProxyProblem.CREDENTIALS);
                assertThat(failed.status()).hasValue(9);
            });
            assertThat(report.diagnose().toString()).contains("proxy-auth");
            assertThat(all(report)).doesNotContain("aladdin", "sesame");
        }
    }

    @Test
    void aSocks5ProxyThatTakesThePasswordOpensTheWay() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readBytes(4);
            peer.write(bytes(5, 2));
            peer.readBytes(5);
            peer.write(bytes(1, 0));
            peer.readBytes(connectTo(NAME, 80).length);
            peer.write(bytes(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
            agree(peer);
        })) {
            assertThat(opened(socks(proxy).withCredentials("a", "b"), "ws://" + NAME + "/")
                            .opened())
                    .isTrue();
        }
    }

    @Test
    void aSocks5ProxyThatWantsCredentialsFromWhoHasNoneIsToldSo() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readBytes(3);
            peer.write(bytes(5, 0xff));
        })) {
            ProxyFailed failed = proxyFailure(socks(proxy));

            assertThat(failed.problem()).isEqualTo(ProxyProblem.CREDENTIALS);
            assertThat(failed.detail()).isEqualTo("it wants credentials");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,general failure of the proxy",
        "2,its rules do not allow the connection",
        "4,the host cannot be reached",
        "5,the connection was refused",
        "8,it does not know the kind of address",
        "77,a reply that RFC 1928 does not know",
    })
    void aSocks5RefusalIsToldInWordsEvenIfOnlyItsCodeComes(int code, String words) throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readBytes(3);
            peer.write(bytes(5, 0));
            peer.readBytes(connectTo(NAME, 80).length);
            peer.write(bytes(5, code));
            peer.awaitEnd();
        })) {
            assertThat(proxyFailure(socks(proxy)))
                    .isEqualTo(new ProxyFailed(
                            "127.0.0.1:" + proxy.port(), ProxyProblem.REFUSED, OptionalInt.of(code), words));
        }
    }

    @Test
    void anHttpProxyIsNoSocks5Proxy() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readBytes(3);
            peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            peer.awaitEnd();
        })) {
            assertThat(proxyFailure(socks(proxy)).detail()).isEqualTo("what it answered is not SOCKS5 but HTTP");
        }
    }

    @Test
    void aSocks5ProxyThatChoosesAWayThatWasNotOfferedIsBroken() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readBytes(3);
            peer.write(bytes(5, 2));
            peer.awaitEnd();
        })) {
            assertThat(proxyFailure(socks(proxy)).problem()).isEqualTo(ProxyProblem.BROKEN);
        }
    }

    @Test
    @Tag("RFC6455-4.1-4")
    @Tag("RFC6455-4.1-5")
    void attemptsThroughAProxyToOneNameGoOneAtATimeAndToAnotherNameDoNotWait() throws Exception {
        List<String> asked = new ArrayList<>();
        CompletableFuture<Void> underWay = new CompletableFuture<>();
        CompletableFuture<Void> letGo = new CompletableFuture<>();
        try (ScriptedServer first = ScriptedServer.start(peer -> {
                    peer.readRequest();
                    peer.write("HTTP/1.1 200 OK\r\n\r\n");
                    peer.readRequest();
                    underWay.complete(null);
                    letGo.orTimeout(20, TimeUnit.SECONDS).join();
                    peer.write(peer.agreement());
                    peer.awaitEnd();
                });
                ScriptedServer other = ScriptedServer.start(peer -> {
                    asked.add(peer.readRequest().lines().findFirst().orElse(""));
                    peer.write("HTTP/1.1 200 OK\r\n\r\n");
                    agree(peer);
                });
                WebSocketClient toFirst = through(http(first));
                // With one loop, what is begun first has asked for its turn before what is begun next.
                WebSocketClient toOther =
                        WebSocketClient.builder().proxy(http(other)).threads(1).build()) {
            toFirst.connect("ws://one.invalid/", handler);
            underWay.get(20, TimeUnit.SECONDS);
            RecordingHandler waiting = new RecordingHandler();
            var waits = toOther.connect("ws://one.invalid/", waiting).toCompletableFuture();
            RecordingHandler another = new RecordingHandler();
            toOther.connect("ws://two.invalid/", another)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .abort();
            another.report();
            assertThat(waits).isNotDone();
            letGo.complete(null);
            waits.get(20, TimeUnit.SECONDS).abort();

            assertThat(details(waiting.report(), Moment.Kind.OBSERVED).get(0))
                    .matches("waited \\d+ ms for other attempts to one\\.invalid:80");
            assertThat(asked).containsExactly("CONNECT two.invalid:80 HTTP/1.1", "CONNECT one.invalid:80 HTTP/1.1");
        }
    }
}
