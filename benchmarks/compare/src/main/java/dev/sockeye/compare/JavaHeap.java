package dev.sockeye.compare;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What lives in a server's heap, and what the process holds in memory. */
public final class JavaHeap {
    private final String java;
    private final File log;

    /** Asks with the tools that lie beside a {@code java}. */
    public JavaHeap(String java, Workspace workspace) {
        this.java = java;
        log = workspace.output("logs").resolve("jcmd.log").toFile();
    }

    /** Collects all garbage, and {@return the bytes of the objects that are left} */
    public long liveBytes(RunningServer server) throws InterruptedException {
        List<String> command = List.of(
                Path.of(java).resolveSibling("jcmd").toString(), Long.toString(server.pid()), "GC.class_histogram");
        try {
            // The last line is: Total, instances, bytes.
            String total =
                    Processes.lastLine(Processes.start(RawGenerator.CORE, command, log), Duration.ofSeconds(30), log);
            return Long.parseLong(total.trim().split(" +", -1)[2]);
        } catch (IOException e) {
            throw new MeasurementException("jcmd cannot be started", e);
        }
    }

    /** {@return the resident memory of a process in bytes} */
    public static long residentBytes(RunningServer server) {
        try {
            String rollup =
                    Files.readString(Path.of("/proc/" + server.pid() + "/smaps_rollup"), StandardCharsets.US_ASCII);
            return rollup.lines()
                    .filter(line -> line.startsWith("Rss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new MeasurementException("the memory of " + server.peer().name() + " cannot be read", e);
        }
    }
}
