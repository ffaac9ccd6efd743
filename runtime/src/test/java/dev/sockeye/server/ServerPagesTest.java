package dev.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.HttpPage;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseCause;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerPagesTest {
    private static final int LARGE = 300_000;

    private final Reports reports = new Reports();
    private final WebSocketServer server = WebSocketServer.builder()
            .threads(1)
            .onClose(reports)
            .route("/echo", request -> new Echo())
            .route("/both", request -> new Echo())
            .page("/", request -> HttpPage.html("<h1>hello</h1>"))
            .page("/both", request -> HttpPage.text("a page"))
            .page("/moved", request -> HttpPage.redirect("/"))
            .page("/empty", request -> HttpPage.text("").withStatus(204))
            .page("/large", request -> HttpPage.text("x".repeat(LARGE)))
            .page("/broken", request -> {
                throw new IllegalStateException("secret");
            })
            .page(
                    "/hi/{name}",
                    request -> HttpPage.text(request.pathParameters().get("name") + " "
                            + request.queryParameter("n").orElse("none")))
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(server);
    }

    @Test
    void aPageIsAnsweredWithItsLengthAndDate() throws Exception {
        try (RawClient client = client().send(RawClient.get("/"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Type: text/html; charset=utf-8\r\n")
                    .contains("Content-Length: 14\r\n")
                    .containsPattern("Date: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n")
                    .endsWith("\r\n\r\n<h1>hello</h1>");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (RawClient client = client().send(RawClient.get("/hi/a?n=1")
                + RawClient.get("/nowhere")
                + RawClient.get("/hi/b")
                + RawClient.get("/"))) {
            assertThat(client.readResponse()).endsWith("\r\n\r\na 1\n".stripTrailing());
            assertThat(client.readResponse()).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(client.readResponse()).endsWith("b none");
            assertThat(client.readResponse()).endsWith("<h1>hello</h1>");
        }
    }

    @Test
    void manyPipelinedLargePagesAreHeldUpByAClientThatDoesNotReadAndThenAllCome() throws Exception {
        int requests = 100;
        try (RawClient client = client().send(RawClient.get("/large").repeat(requests))) {
            for (int i = 0; i < requests; i++) {
                assertThat(client.readResponse()).hasSizeGreaterThan(LARGE);
            }
        }
    }

    @Test
    void aWebSocketMayFollowAPageOnTheSameConnection() throws Exception {
        try (RawClient client = client().send(RawClient.get("/") + RawClient.upgrade("/echo"))) {
            client.readResponse();
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.send(RawClient.textFrame("hi")).readFrame()).isEqualTo("81:hi");
        }
    }

    @Test
    void aPathMayHaveBothAPageAndARoute() throws Exception {
        try (RawClient client = client().send(RawClient.get("/both") + RawClient.upgrade("/both"))) {
            assertThat(client.readResponse()).endsWith("a page");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        try (RawClient client = client().send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + RawClient.get("/hi/x"))) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: 14\r\n");
            assertThat(client.readResponse()).endsWith("x none");
        }
    }

    @Test
    void noContentHasNoLength() throws Exception {
        try (RawClient client = client().send(RawClient.get("/empty"))) {
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 204 No Content\r\n")
                    .doesNotContain("Content-Length");
        }
    }

    @Test
    void aRedirectNamesItsTarget() throws Exception {
        try (RawClient client = client().send(RawClient.get("/moved"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 302 Found\r\n")
                    .contains("Location: /\r\n");
        }
    }

    @Test
    void otherMethodsAreAnsweredWithThoseAllowedAndTheBodyIsSkipped() throws Exception {
        try (RawClient client = client().send(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /" + RawClient.get("/hi/after"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                    .contains("Allow: GET, HEAD\r\n");
            assertThat(client.readResponse()).endsWith("after none");
        }
    }

    @Test
    void aLargeBodyIsRefused() throws Exception {
        try (RawClient client =
                client().send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n")) {
            assertThat(client.readResponse()).startsWith("HTTP/1.1 413 ").contains("Connection: close\r\n");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aBodyOfUnknownLengthEndsTheConnectionBehindTheAnswer() throws Exception {
        try (RawClient client = client().send(
                        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n0\r\n\r\n")) {
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aRequestWithTwoLengthsIsRefused() throws Exception {
        try (RawClient client =
                client().send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            assertThat(client.readResponse()).startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
    }

    @Test
    void aClientThatWaitsFor100IsAnsweredAtOnce() throws Exception {
        try (RawClient client =
                client().send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")) {
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n");
        }
        try (RawClient client = client().send("GET / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n\r\n")) {
            assertThat(client.readResponse()).startsWith("HTTP/1.1 417 ");
        }
    }

    @Test
    void aRequestOfHttp11NeedsOneHost() throws Exception {
        try (RawClient client = client().send("GET / HTTP/1.1\r\n\r\n")) {
            assertThat(client.readResponse()).startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
    }

    @Test
    void aRequestOfHttp10IsAnsweredAndTheConnectionEnds() throws Exception {
        try (RawClient client = client().send("GET / HTTP/1.0\r\n\r\n")) {
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("<h1>hello</h1>");
        }
    }

    @Test
    void whatAPageThrowsIsNotToldToTheClient() throws Exception {
        try (RawClient client = client().send(RawClient.get("/broken") + RawClient.get("/"))) {
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
                    .doesNotContain("secret");
            assertThat(client.readResponse()).endsWith("<h1>hello</h1>");
        }
    }

    @Test
    void emptyLinesBeforeARequestAreIgnored() throws Exception {
        try (RawClient client = client().send("\r\n\r\n" + RawClient.get("/"))) {
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void plainRequestsAndPortProbesAreNotReported() throws Exception {
        try (RawClient client = client().send(RawClient.get("/"))) {
            client.readResponse();
        }
        try (RawClient probe = client()) {
            probe.finish();
            assertThat(probe.readToEnd()).isEmpty();
        }
        try (RawClient client = client().send(RawClient.upgrade("/nowhere"))) {
            client.readResponse();
        }
        assertThat(reports.next().cause()).isInstanceOf(CloseCause.HandshakeRefused.class);
        server.close();
        assertThat(reports.poll()).isNull();
    }

    @Test
    void aClientMayTakeItsTimeToFetchALargePageAsLongAsItGoesOn() throws Exception {
        int size = 16 << 20;
        String page = "x".repeat(size);
        try (WebSocketServer slow = WebSocketServer.builder()
                        .threads(1)
                        .handshakeTimeout(Duration.ofMillis(800))
                        .page("/", request -> HttpPage.text(page))
                        .start();
                RawClient client = new RawClient(slow).send(RawClient.get("/"))) {
            client.readHead();
            for (int part = 0; part < 4; part++) {
                long until = System.nanoTime() + Duration.ofMillis(400).toNanos();
                Awaitility.await().until(() -> System.nanoTime() - until >= 0);
                client.skip(size / 4);
            }
            assertThat(client.send(RawClient.get("/nowhere")).readResponse()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aClientThatDoesNotFetchItsPagesIsCut() throws Exception {
        String page = "x".repeat(16 << 20);
        try (WebSocketServer strict = WebSocketServer.builder()
                        .threads(1)
                        .handshakeTimeout(Duration.ofMillis(100))
                        .onClose(reports)
                        .page("/", request -> HttpPage.text(page))
                        .start();
                RawClient client = new RawClient(strict).send(RawClient.get("/"))) {
            client.awaitEndOfConnection();
            assertThat(reports.poll()).isNull();
        }
    }

    @Test
    void pagesRunOnTheExecutorAndKeepTheirOrder() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try (WebSocketServer dispatching = WebSocketServer.builder()
                .threads(1)
                .dispatchOn(executor)
                .page(
                        "/{n}",
                        request -> HttpPage.text(request.path() + " "
                                + Thread.currentThread().getName().startsWith("pool-")))
                .start()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append(RawClient.get("/" + i));
            }
            try (RawClient client = new RawClient(dispatching).send(requests.toString())) {
                for (int i = 0; i < 50; i++) {
                    assertThat(client.readResponse()).endsWith("/" + i + " true");
                }
            }
        } finally {
            executor.shutdown();
        }
    }
}
