package dev.sockeye.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.testkit.TestCertificates.PemFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/** A real WebSocket implementation behind the commands of {@code peers/README.md}. */
enum Peer {
    PYTHON("python-websockets"),
    WS("ws"),
    GORILLA("gorilla"),
    LIBWEBSOCKETS("libwebsockets"),
    CHROMIUM("chromium");

    private static final int BROWSER_CONNECTIONS = 200;
    private static final int UNAVAILABLE = 69;
    /** The first use may build, or install from npm. */
    private static final Duration FIRST_USE_LIMIT = Duration.ofMinutes(3);

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration RUN_LIMIT = Duration.ofMinutes(3);
    private static final Map<Peer, String> MISSING = new ConcurrentHashMap<>();

    private final String directory;

    Peer(String directory) {
        this.directory = directory;
    }

    boolean hasServer() {
        return this != CHROMIUM;
    }

    /** {@return how many connections its client is to open at a time; a browser opens fewer than others} */
    int mostConnections() {
        return this == CHROMIUM ? BROWSER_CONNECTIONS : Scenarios.CONNECTIONS;
    }

    /** {@return whether the library takes this legal close code for an illegal one} */
    boolean misreads(int code) {
        return switch (this) {
            case GORILLA -> code == 1014;
            case LIBWEBSOCKETS -> code >= 1012 && code <= 1014;
            case PYTHON, WS, CHROMIUM -> false;
        };
    }

    /** {@return whether the library refuses a scenario, as its documentation or its defects have it} */
    boolean refuses(String scenario, Mode mode) {
        String name = scenario.split(":", 2)[0];
        return switch (this) {
            case CHROMIUM ->
                switch (name) {
                    case "fragments", "ping" -> true;
                    // WHATWG WebSockets §3.1, close(): a page sends 1000 or 3000 to 4999 only.
                    case "close" -> !scenario.startsWith("close:1000") && scenario.startsWith("close:1");
                    default -> false;
                };
            case LIBWEBSOCKETS -> name.equals("ping") && mode.compressed();
            case PYTHON, WS, GORILLA -> false;
        };
    }

    /** Skips the test, by this peer's name, if the peer is not on this machine. */
    void assumeAvailable() throws InterruptedException {
        String missing = MISSING.get(this);
        if (missing == null) {
            missing = probe();
            MISSING.put(this, missing);
        }
        Assumptions.assumeTrue(missing.isEmpty(), directory + " is not available: " + missing);
    }

    private String probe() throws InterruptedException {
        try (ChildProcess version = ChildProcess.start(directory, List.of(program(), "version"))) {
            int status = version.awaitExit(FIRST_USE_LIMIT);
            if (status == UNAVAILABLE) {
                return version.output().trim();
            }
            assertThat(status)
                    .as("the exit code of %s: %s", directory, version.output())
                    .isZero();
            return "";
        }
    }

    /** Starts the peer's server. */
    PeerServer serve(Mode mode, PemFiles tls, String... options) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(program(), "server", "--port", "0"));
        command.addAll(List.of(options));
        command.addAll(List.of("--compression", mode.compressed() ? "on" : "off"));
        if (mode.tls()) {
            command.addAll(
                    List.of("--tls", tls.certificate().toString(), tls.key().toString()));
        }
        ChildProcess process = ChildProcess.start(directory, command);
        Optional<String> ready = process.awaitLine(line -> line.startsWith("READY "), START_LIMIT);
        if (ready.isEmpty()) {
            process.close();
            throw new AssertionError(directory + " did not start: " + process.output());
        }
        return new PeerServer(process, Integer.parseInt(ready.get().substring("READY ".length())), mode);
    }

    /** {@return the outcome of each scenario, run by the peer's client} */
    Map<String, Outcome> run(Mode mode, String url, Path authority, List<String> scenarios, String... options)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(program(), "client"));
        command.addAll(List.of("--compression", mode.compressed() ? "on" : "off"));
        command.addAll(List.of(options));
        command.addAll(List.of("--subprotocol", SockeyeServer.SUBPROTOCOL));
        if (mode.tls()) {
            command.addAll(List.of("--ca", authority.toString()));
        }
        command.add(url);
        command.addAll(scenarios);
        try (ChildProcess client = ChildProcess.start(directory, command)) {
            client.awaitExit(RUN_LIMIT);
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            client.lines().stream()
                    .filter(line -> line.startsWith("{"))
                    .map(Outcome::parse)
                    .forEach(outcome -> outcomes.put(outcome.scenario(), outcome));
            assertThat(outcomes.keySet())
                    .as("the scenarios that %s told of: %s", directory, client.output())
                    .containsExactlyInAnyOrderElementsOf(scenarios);
            return outcomes;
        }
    }

    private String program() {
        return Path.of("peers", directory, "peer").toAbsolutePath().toString();
    }

    @Override
    public String toString() {
        return directory;
    }
}
