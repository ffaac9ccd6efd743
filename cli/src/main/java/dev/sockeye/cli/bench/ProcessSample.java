package dev.sockeye.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a process has used up to a moment, as Linux tells under {@code /proc}.
 *
 * @param tickNanos processor time of all threads that ever were, in steps of 10 ms
 * @param tasks processor time of each thread that there is, exactly
 * @param rssBytes memory that it holds
 */
record ProcessSample(long tickNanos, Map<String, TaskTime> tasks, long rssBytes) {
    /** USER_HZ, in which the kernel counts towards programs on every architecture that a JVM of today runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final int FIELD_UTIME = 14;
    private static final int FIELD_STIME = 15;
    private static final long KIB = 1_024;

    ProcessSample {
        tasks = Map.copyOf(tasks);
    }

    /**
     * {@return what a process has used}
     *
     * @throws IOException if there is no such process, or the system tells nothing
     */
    static ProcessSample of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Map<String, TaskTime> tasks = new HashMap<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : directories) {
                try {
                    tasks.put(String.valueOf(task.getFileName()), TaskTime.of(task));
                } catch (NoSuchFileException ended) {
                    // Threads come and go while they are looked at.
                }
            }
        }
        return new ProcessSample(
                tickNanos(read(process.resolve("stat"))), tasks, rssBytes(read(process.resolve("status"))));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** {@return what a file {@code stat} says of the time in user and system mode} */
    static long tickNanos(String stat) throws IOException {
        // The second field is the name, which may hold blanks and brackets.
        int name = stat.lastIndexOf(')');
        String[] fields = stat.substring(name + 1).strip().split(" ", -1);
        try {
            return (Long.parseLong(fields[FIELD_UTIME - 3]) + Long.parseLong(fields[FIELD_STIME - 3])) * NANOS_PER_TICK;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("not a stat: " + stat, e);
        }
    }

    /** {@return what a file {@code status} says of the memory; 0 for a process that has none left} */
    static long rssBytes(String status) throws IOException {
        for (String line : status.lines().toList()) {
            if (line.startsWith("VmRSS:")) {
                try {
                    return Long.parseLong(line.substring("VmRSS:".length(), line.length() - " kB".length())
                                    .strip())
                            * KIB;
                } catch (NumberFormatException e) {
                    throw new IOException("not a status: " + line, e);
                }
            }
        }
        return 0;
    }

    /** {@return processor time since an earlier sample of the same process, in nanoseconds} */
    long cpuNanosSince(ProcessSample earlier) {
        long exact = 0;
        for (Map.Entry<String, TaskTime> task : tasks.entrySet()) {
            exact += since(earlier, task).cpuNanos();
        }
        // What threads have used that have ended meanwhile is in the coarse count only.
        boolean threadsEnded = !tasks.keySet().containsAll(earlier.tasks.keySet());
        return threadsEnded ? Math.max(exact, tickNanos - earlier.tickNanos) : exact;
    }

    /** {@return how long the busiest thread had something to do since an earlier sample, in nanoseconds} */
    long busiestNanosSince(ProcessSample earlier) {
        long busiest = 0;
        for (Map.Entry<String, TaskTime> task : tasks.entrySet()) {
            busiest = Math.max(busiest, since(earlier, task).busyNanos());
        }
        return busiest;
    }

    private static TaskTime since(ProcessSample earlier, Map.Entry<String, TaskTime> task) {
        return task.getValue().since(earlier.tasks.getOrDefault(task.getKey(), TaskTime.NONE));
    }
}
