package dev.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ClientTls;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.testkit.TestCertificates;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redirects that are followed, and cookies that are kept. */
@Timeout(60)
class ClientRedirectTest {
    private final RecordingHandler handler = new RecordingHandler();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    private static String redirect(String location, String... moreLines) {
        String more = moreLines.length == 0 ? "" : String.join("\r\n", moreLines) + "\r\n";
        return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n" + more + "\r\n";
    }

    /** Sends whoever asks for something else to {@code /end}, and agrees there. */
    private ScriptedServer redirecting(String location, String... moreLines) throws IOException {
        return ScriptedServer.start(peer -> {
            String request = peer.readRequest();
            requests.add(request);
            peer.write(request.startsWith("GET /end") ? peer.agreement() : redirect(location, moreLines));
            peer.awaitEnd();
        });
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

    private CloseReport failed(WebSocketClient.Builder settings, String uri) throws Exception {
        try (WebSocketClient client = settings.build()) {
            client.connect(uri, handler);
            CloseReport report = handler.report();
            handler.assertCalls("close");
            return report;
        }
    }

    private static WebSocketClient.Builder following() {
        return WebSocketClient.builder().followRedirects(3);
    }

    private static List<String> observed(CloseReport report) {
        return report.timeline().stream()
                .filter(moment -> moment.kind() == Moment.Kind.OBSERVED)
                .map(Moment::detail)
                .toList();
    }

    @Test
    void aRedirectIsFollowedAndTheReportNamesEachHop() throws Exception {
        try (ScriptedServer server = redirecting("/end?token=other")) {
            CloseReport report = opened(following(), server.uri());

            String here = "ws://127.0.0.1:" + server.port();
            assertThat(report.target()).isEqualTo(here + "/end?token=other");
            assertThat(observed(report)).contains("redirected with 302 to " + here + "/end?…");
            assertThat(report.timeline().stream().map(Moment::kind).filter(kind -> kind == Moment.Kind.CONNECTED))
                    .hasSize(2);
        }
    }

    @Test
    void withoutBeingAskedNoRedirectIsFollowed() throws Exception {
        try (ScriptedServer server = redirecting("/end")) {
            CloseReport report = failed(WebSocketClient.builder(), server.uri());

            assertThat(report.cause()).isInstanceOf(CloseCause.HandshakeRefused.class);
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void credentialsStayWithTheServerThatTheyAreFor() throws Exception {
        try (ScriptedServer other = redirecting("/never");
                ScriptedServer server = redirecting("http://127.0.0.1:" + other.port() + "/end")) {
            opened(
                    following()
                            .header("Authorization", "Bearer x")
                            .header("Cookie", "a=b")
                            .header("X-Trace", "7"),
                    server.uri());

            assertThat(requests.remove()).contains("Authorization: Bearer x", "Cookie: a=b", "X-Trace: 7");
            assertThat(requests.remove())
                    .contains("X-Trace: 7", "Host: 127.0.0.1:" + other.port())
                    .doesNotContain("Authorization", "Cookie");
        }
    }

    @Test
    void aRedirectFromWssToWsIsNotFollowed(@TempDir Path files) throws Exception {
        TestCertificates authority = TestCertificates.authority();
        Path pem = authority.self().writeTo(files, "authority").certificate();
        try (ScriptedServer server =
                ScriptedServer.startTls(authority.issue("localhost").serverContext(), peer -> {
                    peer.readRequest();
                    peer.write(redirect("http://plain.invalid/feed?token=secret"));
                    peer.awaitEnd();
                })) {
            String uri = "wss://localhost:" + server.port() + "/";
            CloseReport report = failed(following().tls(ClientTls.trust(pem)), uri);

            assertThat(report.cause()).isInstanceOfSatisfying(CloseCause.HandshakeRefused.class, refused -> {
                assertThat(refused.status()).isEqualTo(302);
                assertThat(refused.detail())
                        .endsWith("The redirect was not followed: it leads from " + uri
                                + " to ws://plain.invalid/feed?…, which would give up TLS.");
            });
            assertThat(report.target()).isEqualTo(uri);
        }
    }

    @Test
    void wsMayBecomeWss(@TempDir Path files) throws Exception {
        TestCertificates authority = TestCertificates.authority();
        Path pem = authority.self().writeTo(files, "authority").certificate();
        try (ScriptedServer secure =
                        ScriptedServer.startTls(authority.issue("localhost").serverContext(), peer -> {
                            peer.readRequest();
                            peer.write(peer.agreement());
                            peer.awaitEnd();
                        });
                ScriptedServer server = redirecting("https://localhost:" + secure.port() + "/end")) {
            CloseReport report = opened(following().tls(ClientTls.trust(pem)), server.uri());

            assertThat(report.target()).isEqualTo("wss://localhost:" + secure.port() + "/end");
        }
    }

    @Test
    void aLoopEndsTheAttempt() throws Exception {
        try (ScriptedServer server = redirecting("/feed?token=secret")) {
            CloseReport report = failed(following(), server.uri());

            assertThat(report.cause().describe()).contains("where this attempt has been already");
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void cookiesThatARedirectSetsGoWithTheNextRequestBesideTheApplicationsOwn() throws Exception {
        CookieManager cookies = new CookieManager();
        try (ScriptedServer server =
                redirecting("/end", "Set-Cookie: session=1; Path=/", "Set-Cookie: mine=theirs; Path=/")) {
            opened(following().cookies(cookies).header("Cookie", "mine=yes; more=1"), server.uri());

            assertThat(requests.remove()).contains("\r\nCookie: mine=yes; more=1\r\n");
            assertThat(requests.remove()).contains("\r\nCookie: mine=yes; more=1; session=1\r\n");
        }
    }

    @Test
    void whatAnAgreementOrARefusalSetsIsKept() throws Exception {
        CookieManager cookies = new CookieManager();
        try (ScriptedServer agreeing = ScriptedServer.start(peer -> {
                    peer.readRequest();
                    peer.write(peer.agreement("Set-Cookie: agreed=1"));
                    peer.awaitEnd();
                });
                ScriptedServer refusing = ScriptedServer.answering(
                        "HTTP/1.1 401 No", "Set-Cookie: refused=1", "Content-Length: 0", "", "")) {
            opened(WebSocketClient.builder().cookies(cookies), agreeing.uri());
            try (WebSocketClient client =
                    WebSocketClient.builder().cookies(cookies).build()) {
                client.connect(refusing.uri(), new RecordingHandler());

                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(cookies.getCookieStore().getCookies())
                                .extracting(HttpCookie::getName)
                                .containsExactlyInAnyOrder("agreed", "refused"));
            }
        }
    }

    @Test
    void aSecureCookieDoesNotGoWithWs() throws Exception {
        CookieManager cookies = new CookieManager();
        try (ScriptedServer server =
                redirecting("/end", "Set-Cookie: secret=1; Path=/; Secure", "Set-Cookie: open=1; Path=/")) {
            opened(following().cookies(cookies), server.uri());

            assertThat(requests.remove()).doesNotContain("Cookie:");
            assertThat(requests.remove()).contains("\r\nCookie: open=1\r\n");
        }
    }

    @Test
    void aCookieHandlerThatThrowsIsAFailureOfThisEnd() throws Exception {
        CookieManager throwing = new CookieManager() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
                throw new IllegalStateException("thrown by the test");
            }
        };
        CloseReport report = failed(WebSocketClient.builder().cookies(throwing), "ws://server.invalid/");

        assertThat(report.cause())
                .isInstanceOfSatisfying(
                        CloseCause.LocalFailure.class,
                        failed -> assertThat(failed.failure()).contains("thrown by the test"));
    }
}
