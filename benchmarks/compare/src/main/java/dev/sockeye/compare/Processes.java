package dev.sockeye.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Starts processes on one core each, and ends what is left of them with this one. */
final class Processes {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Processes() {}

    /**
     * Starts a program.
     *
     * @param core the core that it is pinned to
     * @param log where its standard error goes
     */
    static Process start(int core, List<String> command, File log) throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        pinned.addAll(command);
        Process process = new ProcessBuilder(pinned).redirectError(log).start();
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
        return process;
    }

    /**
     * Waits for a program that says little, and for its end.
     *
     * @param good exit codes that are no failure
     * @return the last line of its standard output
     * @throws MeasurementException if it fails or takes longer than the limit
     */
    static String lastLine(Process process, Duration limit, File log, Integer... good) throws InterruptedException {
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                String last = "";
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    last = line;
                }
                return last;
            } catch (IOException e) {
                return "";
            }
        });
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            end(process);
            throw new MeasurementException("no end after " + limit.toSeconds() + " s; see " + log);
        }
        if (process.exitValue() != 0 && !List.of(good).contains(process.exitValue())) {
            throw new MeasurementException("exit code " + process.exitValue() + "; see " + log);
        }
        return output.join();
    }

    /** Ends a process and waits until it is gone. */
    static void end(Process process) throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new MeasurementException("process " + process.pid() + " does not end");
        }
    }
}
