package dev.sockeye.conformance.faults;

import static dev.sockeye.conformance.faults.FaultCase.atServer;

import dev.sockeye.HttpPage;
import dev.sockeye.conformance.interop.ChildProcess;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a real browser does to its connections, seen by the server. */
final class BrowserCases {
    private static final long PATIENCE_SECONDS = 30;

    private final Path directory;

    BrowserCases(Path directory) {
        this.directory = directory;
    }

    Stream<FaultCase> all() {
        // The system ends its connections, as it does for a page that is left without a Close frame.
        return Stream.of(atServer(
                "Chromium is killed", Expected.oneOf("browser-navigation", "peer-cut", "peer-crash"), this::killed));
    }

    private CloseReport killed() throws Exception {
        String chromium = RealProxy.program("chromium");
        CompletableFuture<Boolean> opened = new CompletableFuture<>();
        CompletableFuture<CloseReport> ended = new CompletableFuture<>();
        String page = "<script>let socket = new WebSocket('ws://' + location.host + '/feed');</script>";
        try (ServerEnd.Running server = ServerEnd.plain()
                .with(builder -> builder.page("/", request -> HttpPage.html(page))
                        .onClose(report -> {
                            // A browser also opens connections that it may need later.
                            if (report.opened()) {
                                ended.complete(report);
                            }
                        }))
                .whenOpen(socket -> opened.complete(true))
                .start()) {
            List<String> command = List.of(
                    chromium,
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-dev-shm-usage",
                    "--no-proxy-server",
                    "--user-data-dir=" + Files.createTempDirectory(directory, "chromium"),
                    "http://127.0.0.1:" + server.server().port() + "/");
            try (ChildProcess browser = ChildProcess.start("chromium", command)) {
                opened.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                browser.kill();
                return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
