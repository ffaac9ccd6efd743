package dev.sockeye.compare;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs {@code sockeye bench}, pinned to the generators' core. */
public final class SockeyeBench {
    /** Its exit code when a connection or a message failed; its result says which. */
    private static final int IMPAIRED = 24;
    /** Its exit code after SIGTERM, which ends the measurement early. */
    private static final int TERMINATED = 143;

    private final Workspace workspace;

    /** Uses the program that {@code ./sockeye} has built. */
    public SockeyeBench(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Loads a server until the measurement is over.
     *
     * @param path where on the server
     * @param seconds how long it is meant to take; half a minute more is an error
     * @param options of the command
     * @return its JSON object
     * @throws MeasurementException if it fails, or if a connection or a message did
     */
    public JsonNode run(RunningServer server, String path, double seconds, List<String> options)
            throws InterruptedException {
        return start(server, path, options).result(Duration.ofMillis((long) (seconds * 1000) + 30_000));
    }

    /** Starts to load a server. */
    public Running start(RunningServer server, String path, List<String> options) {
        List<String> words = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseParallelGC",
                "-Xms1g",
                "-Xmx1g",
                "-jar",
                workspace.sockeyeJar().toString(),
                "bench",
                "ws://127.0.0.1:" + server.port() + path,
                "--json",
                "--server-pid=" + server.pid()));
        words.addAll(options);
        File log = workspace.output("logs").resolve("bench.log").toFile();
        try {
            return new Running(Processes.start(RawGenerator.CORE, words, log), log);
        } catch (IOException e) {
            throw new MeasurementException("sockeye bench cannot be started", e);
        }
    }

    /** A run that is not over. */
    public static final class Running implements AutoCloseable {
        private final Process process;
        private final File log;

        private Running(Process process, File log) {
            this.process = process;
            this.log = log;
        }

        /** Ends the measurement now and {@return what was measured so far} */
        public JsonNode endEarly() throws InterruptedException {
            // Not Process.destroy, which closes the pipe that the result is to come through.
            process.toHandle().destroy();
            return result(Duration.ofSeconds(30));
        }

        private JsonNode result(Duration limit) throws InterruptedException {
            String line = Processes.lastLine(process, limit, log, IMPAIRED, TERMINATED);
            if (line.isEmpty()) {
                throw new MeasurementException("sockeye bench tells nothing; see " + log);
            }
            JsonNode result = JsonMapper.shared().readTree(line);
            if (!result.path("errors").isEmpty()) {
                throw new MeasurementException("sockeye bench tells of errors: " + result.path("errors"));
            }
            return result;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** {@return the CPU time of the server for each message that came, with what was seen beside it} */
    public static Measurement serverCpu(JsonNode result) {
        JsonNode server = result.required("server");
        JsonNode generator = result.required("generator");
        return new Measurement(
                server.required("cpuMicrosPerMessage").asDouble(),
                Map.of(
                        Measurement.PER_SECOND,
                        result.required("messages").required("perSecond").asDouble(),
                        Measurement.SERVER_CPU_SHARE,
                        server.required("cpuShare").asDouble(),
                        Measurement.GENERATOR_CPU_SHARE,
                        generator.required("busiestLoop").asDouble()));
    }
}
