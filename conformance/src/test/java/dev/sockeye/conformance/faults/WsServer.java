package dev.sockeye.conformance.faults;

import dev.sockeye.conformance.interop.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A server of npm's ws in a process of its own, which knows no signal: SIGTERM ends it as it ends any program.
 *
 * @param process that runs it
 * @param port that it listens on
 */
record WsServer(ChildProcess process, int port) implements AutoCloseable {
    private static final int UNAVAILABLE = 69;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long SIGNAL_SECONDS = 5;

    /**
     * Starts a server.
     *
     * @param port to listen on; 0 for a free one
     * @param ping how often it pings, and terminates who has not answered the ping before; zero for never
     */
    static WsServer start(int port, Duration ping) throws InterruptedException {
        ChildProcess process = program("fault-server", Integer.toString(port), Long.toString(ping.toMillis()));
        String ready = process.awaitLine(line -> line.startsWith("READY "), START_LIMIT)
                .orElseThrow(() -> new AssertionError("ws did not start: " + process.output()));
        return new WsServer(process, Integer.parseInt(ready.substring("READY ".length())));
    }

    /** {@return the ws program with a command; skips the test if it is not on this machine} */
    static ChildProcess program(String... command) throws InterruptedException {
        String peer = Path.of("peers", "ws", "peer").toAbsolutePath().toString();
        try (ChildProcess version = ChildProcess.start("ws", List.of(peer, "version"))) {
            Assumptions.assumeTrue(version.awaitExit(START_LIMIT) != UNAVAILABLE, "ws is not available");
        }
        String[] whole = new String[command.length + 1];
        whole[0] = peer;
        System.arraycopy(command, 0, whole, 1, command.length);
        return ChildProcess.start("ws", List.of(whole));
    }

    String uri() {
        return "ws://127.0.0.1:" + port + "/";
    }

    /** Asks it to end, and waits until it has. */
    void terminate() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(RealProxy.program("kill"), "-TERM", Long.toString(process.id())).start();
        if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("the server could not be sent SIGTERM");
        }
        process.awaitExit(START_LIMIT);
    }

    @Override
    public void close() {
        process.close();
    }
}
