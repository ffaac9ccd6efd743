package dev.sockeye.compare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The generator in C, {@code native/generator.c}, pinned to the generators' core. */
public final class RawGenerator {
    /** The core that generators run on. */
    static final int CORE = 1;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path program;
    private final File log;

    private RawGenerator(Path program, File log) {
        this.program = program;
        this.log = log;
    }

    /** {@return the generator, compiled if it needs to be} */
    public static RawGenerator of(Workspace workspace) throws InterruptedException {
        return new RawGenerator(
                NativePrograms.build(workspace, "generator", List.of()),
                workspace.output("logs").resolve("generator.log").toFile());
    }

    /**
     * What is sent, and for how long.
     *
     * @param kind {@code ascii}, {@code unicode} or {@code binary}
     * @param rate messages in a second, or 0 for as many as come back
     * @param warmup seconds before the window
     * @param seconds seconds of the window
     */
    public record Load(
            int connections, int inFlight, int size, String kind, double rate, double warmup, double seconds) {
        /** {@return a load that is as fast as the server answers} */
        public static Load closed(int connections, int inFlight, int size, String kind, Timing timing) {
            return new Load(connections, inFlight, size, kind, 0, timing.warmup(), timing.seconds());
        }
    }

    /**
     * {@return what was measured in the window, in the fields that the head of generator.c prints}
     *
     * @throws MeasurementException if the server closed, answered something else, or not in time
     */
    public JsonNode measure(RunningServer server, Load load) throws InterruptedException {
        return measure(words(server, load), load);
    }

    /** {@return the same of messages that are the bytes of a file, compressed as permessage-deflate wants them} */
    public JsonNode measureDeflated(RunningServer server, Load load, Path payload) throws InterruptedException {
        List<String> words = words(server, load);
        words.add("--deflated=" + payload);
        return measure(words, load);
    }

    private JsonNode measure(List<String> words, Load load) throws InterruptedException {
        Process process = start(words);
        Duration limit = Duration.ofMillis((long) ((load.warmup() + load.seconds()) * 1000) + 30_000);
        return JSON.readTree(Processes.lastLine(process, limit, log));
    }

    /** Starts the same load without a window of its own, to be asked for counts until it is closed. */
    public Running keepUp(RunningServer server, Load load) {
        List<String> words = words(server, load);
        words.add("--tail=60");
        return new Running(start(words));
    }

    /** Opens connections, one after the other, and sends nothing on them until they are closed. */
    public Running hold(RunningServer server, int connections, boolean deflate) {
        List<String> words = new ArrayList<>(List.of(
                program.toString(),
                "--hold",
                "--port=" + server.port(),
                "--connections=" + connections,
                "--pid=" + server.pid()));
        if (deflate) {
            words.add("--deflate");
        }
        Running running = new Running(start(words));
        String[] opened = running.expect("open ").split(" ", -1);
        running.openingSeconds = Double.parseDouble(opened[1]);
        running.openingServerCpuSeconds = Double.parseDouble(opened[2]);
        return running;
    }

    private List<String> words(RunningServer server, Load load) {
        return new ArrayList<>(List.of(
                program.toString(),
                "--port=" + server.port(),
                "--protocol=" + (server.peer().kind().isWebSocket() ? "ws" : "tcp"),
                "--connections=" + load.connections(),
                "--in-flight=" + load.inFlight(),
                "--size=" + load.size(),
                "--kind=" + load.kind(),
                "--rate=" + load.rate(),
                "--warmup=" + load.warmup(),
                "--seconds=" + load.seconds(),
                "--pid=" + server.pid()));
    }

    private Process start(List<String> words) {
        try {
            return Processes.start(CORE, words, log);
        } catch (IOException e) {
            throw new MeasurementException("the generator cannot be started", e);
        }
    }

    /** A generator that runs until it is closed. */
    public final class Running implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final BufferedWriter input;
        private double openingSeconds;
        private double openingServerCpuSeconds;

        private Running(Process process) {
            this.process = process;
            output = process.inputReader(StandardCharsets.UTF_8);
            input = process.outputWriter(StandardCharsets.UTF_8);
        }

        /** {@return how long it took to open the connections that are held} */
        public double openingSeconds() {
            return openingSeconds;
        }

        /** {@return how long the server ran meanwhile} */
        public double openingServerCpuSeconds() {
            return openingServerCpuSeconds;
        }

        /** {@return how many messages have come back so far} */
        public long count() {
            try {
                input.write("\n");
                input.flush();
                return Long.parseLong(expect("count "));
            } catch (IOException e) {
                throw new MeasurementException("the generator has ended; see " + log, e);
            }
        }

        /**
         * Makes sure that the connections are open still.
         *
         * @throws MeasurementException if one has ended
         */
        public void requireOpen() {
            if (!process.isAlive()) {
                throw new MeasurementException("a connection has ended; see " + log);
            }
        }

        private String expect(String prefix) {
            try {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    if (line.startsWith(prefix)) {
                        return line.substring(prefix.length());
                    }
                }
            } catch (IOException e) {
                throw new MeasurementException("the generator has ended; see " + log, e);
            }
            throw new MeasurementException("the generator has ended; see " + log);
        }

        /** Ends it, and so its connections. */
        @Override
        public void close() {
            try {
                Processes.end(process);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
