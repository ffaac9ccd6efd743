package dev.sockeye.conformance.faults;

import static dev.sockeye.conformance.faults.FaultCase.atServer;
import static dev.sockeye.diagnosis.Confidence.HIGH;

import dev.sockeye.HttpPage;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a real browser does to its connections, seen by the server. */
final class BrowserCases {
    private static final long PATIENCE_SECONDS = 30;
    private static final Duration SHORT = Duration.ofMillis(500);

    /** Opens a WebSocket, and goes where the server says. */
    private static final String PAGE = """
            <script>
            const socket = new WebSocket('ws://' + location.host + '/feed');
            socket.onmessage = message => location = message.data;
            </script>
            """;

    private final Path directory;

    BrowserCases(Path directory) {
        this.directory = directory;
    }

    Stream<FaultCase> all() {
        Expected left = Expected.of("browser-navigation", HIGH);
        return Stream.of(
                // The system ends its connections, as it does for a page that is left without a Close frame.
                atServer(
                        "Chromium is killed",
                        Expected.oneOf("browser-navigation", "peer-cut", "peer-crash"),
                        () -> ended((browser, tab, visit) -> {
                            // With bytes unread, its system would send a reset.
                            visit.awaitPong();
                            browser.process().kill();
                        })),
                atServer("Chromium’s tab is closed", left, () -> ended((browser, tab, visit) -> browser.closeTab(tab))),
                atServer(
                        "Chromium leaves the page",
                        left,
                        () -> ended((browser, tab, visit) -> visit.leave(), Chromium.NO_BACK_FORWARD_CACHE)),
                atServer(
                        "Chromium leaves the page and keeps it for going back, until its tab is closed",
                        left,
                        () -> ended((browser, tab, visit) -> {
                            visit.leave();
                            visit.awaitPong();
                            browser.closeTab(tab);
                        })),
                atServer("Chromium connects ahead and needs no request", Expected.of("no-request", HIGH), this::ahead));
    }

    /** What becomes of a page. */
    private interface Departure {
        void happen(Chromium browser, String tab, Visit visit) throws Exception;
    }

    /** A page in the browser, and its WebSocket as the server has it. */
    private static final class Visit implements WebSocketHandler {
        private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
        private final CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
        private final CompletableFuture<Boolean> pong = new CompletableFuture<>();
        private final CompletableFuture<CloseReport> ended = new CompletableFuture<>();

        WebSocketServer serve() {
            return WebSocketServer.builder()
                    .host("127.0.0.1")
                    .heartbeat(Heartbeat.OFF)
                    .page("/", request -> HttpPage.html(PAGE))
                    .page("/other", request -> HttpPage.html("<script>fetch('/there')</script>"))
                    .page("/there", request -> {
                        elsewhere.complete(true);
                        return HttpPage.html("");
                    })
                    .route("/feed", request -> this)
                    .start();
        }

        @Override
        public void onOpen(WebSocket socket) {
            opened.complete(socket);
        }

        @Override
        public void onPong(WebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {
            pong.complete(true);
        }

        @Override
        public void onClose(CloseReport report) {
            ended.complete(report);
        }

        /** Has the page go elsewhere, and waits until the other page runs. */
        void leave() throws Exception {
            opened.get(PATIENCE_SECONDS, TimeUnit.SECONDS).sendText("/other");
            elsewhere.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** Shows that the connection of the page that was left still answers. */
        void awaitPong() throws Exception {
            opened.get(PATIENCE_SECONDS, TimeUnit.SECONDS).ping(ByteBuffer.allocate(0));
            pong.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private CloseReport ended(Departure departure, String... flags) throws Exception {
        Visit visit = new Visit();
        try (WebSocketServer server = visit.serve();
                Chromium browser = Chromium.start(directory, flags)) {
            String tab = browser.open("http://127.0.0.1:" + server.port() + "/");
            visit.opened.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            departure.happen(browser, tab, visit);
            return visit.ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The page tells the browser to connect to another server, and asks that one for nothing. */
    private CloseReport ahead() throws Exception {
        ServerEnd impatient = ServerEnd.plain().with(builder -> builder.handshakeTimeout(SHORT));
        try (ServerEnd.Running unused = impatient.start();
                WebSocketServer pages = hinting(unused.server().port()).start();
                Chromium browser = Chromium.start(directory)) {
            browser.open("http://127.0.0.1:" + pages.port() + "/");
            return unused.awaitReport();
        }
    }

    private static WebSocketServerBuilder hinting(int port) {
        String page = "<link rel=preconnect href='http://127.0.0.1:" + port + "'>";
        return WebSocketServer.builder().host("127.0.0.1").page("/", request -> HttpPage.html(page));
    }
}
