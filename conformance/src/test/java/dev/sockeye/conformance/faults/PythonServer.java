package dev.sockeye.conformance.faults;

import dev.sockeye.conformance.interop.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A server of another implementation, python websockets, in a process of its own: it can be killed, stopped and asked to end.
 *
 * @param process that runs it
 * @param uri where it listens
 */
record PythonServer(ChildProcess process, String uri) implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final long SIGNAL_SECONDS = 5;

    /**
     * Starts a server.
     *
     * @param prefix what runs the program, such as {@code ip netns exec NAME}
     * @param pingSeconds interval and timeout of its pings; 0 for none
     */
    static PythonServer start(Path directory, String address, double pingSeconds, String... prefix) throws Exception {
        String python = RealProxy.program("python3");
        Path script = Files.createTempFile(directory, "server", ".py");
        try (InputStream in = Objects.requireNonNull(PythonServer.class.getResourceAsStream("server.py"))) {
            Files.write(script, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(
                python, script.toString(), address, Double.toString(pingSeconds), Double.toString(pingSeconds)));
        ChildProcess process = ChildProcess.start("python3", command);
        String ready = process.awaitLine(line -> line.startsWith("READY "), START_LIMIT)
                .orElse("");
        if (ready.isEmpty()) {
            process.close();
            Assumptions.assumeFalse(process.output().contains("No module named"), "python-websockets is not available");
            throw new AssertionError("the server did not start: " + process.output());
        }
        return new PythonServer(process, "ws://" + address + ":" + ready.substring("READY ".length()) + "/");
    }

    /** Sends it a signal, such as {@code KILL}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(RealProxy.program("kill"), "-" + name, Long.toString(process.id())).start();
        if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("the server could not be sent " + name);
        }
    }

    @Override
    public void close() {
        // In order it would wait for the closing handshake of a peer that cannot be reached any more.
        process.kill();
        process.close();
    }
}
