package dev.sockeye.conformance.faults;

import dev.sockeye.conformance.interop.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A headless Chromium with a profile of its own, whose tabs are opened and closed over its DevTools port.
 *
 * @param process the browser
 * @param devTools the port that it listens on
 */
record Chromium(ChildProcess process, int devTools) implements AutoCloseable {
    /** Without it, a page that is left ends at once. */
    static final String NO_BACK_FORWARD_CACHE = "--disable-features=BackForwardCache";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Pattern ID = Pattern.compile("\"id\": *\"([^\"]+)\"");

    static Chromium start(Path directory, String... flags) throws IOException {
        String program = RealProxy.program("chromium");
        Path profile = Files.createTempDirectory(directory, "chromium");
        List<String> command = new ArrayList<>(List.of(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--no-proxy-server",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
        command.addAll(List.of(flags));
        command.add("about:blank");
        // Killed, it leaves what it keeps in the directory for temporary files.
        ChildProcess process = ChildProcess.start("chromium", profile, Map.of("TMPDIR", directory.toString()), command);
        // Its first line is the port.
        Path told = profile.resolve("DevToolsActivePort");
        Awaitility.await()
                .atMost(START_LIMIT)
                .until(() -> !process.isAlive()
                        || (Files.exists(told) && Files.readAllLines(told).size() > 1));
        if (!process.isAlive()) {
            throw new AssertionError("chromium does not start: " + process.output());
        }
        return new Chromium(process, Integer.parseInt(Files.readAllLines(told).get(0)));
    }

    /** {@return the id of a new tab with this page} */
    String open(String page) throws IOException, InterruptedException {
        String answer = call("PUT", "new?" + URLEncoder.encode(page, StandardCharsets.UTF_8));
        Matcher id = ID.matcher(answer);
        if (!id.find()) {
            throw new AssertionError("no tab was opened: " + answer);
        }
        return id.group(1);
    }

    void closeTab(String id) throws IOException, InterruptedException {
        call("GET", "close/" + id);
    }

    private String call(String method, String what) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + devTools + "/json/" + what))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(START_LIMIT)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Kills it: in order it would close its connections first, and take its time. */
    @Override
    public void close() {
        process.kill();
        process.close();
    }
}
