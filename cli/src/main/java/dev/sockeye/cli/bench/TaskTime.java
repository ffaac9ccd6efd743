package dev.sockeye.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a thread has had of the processors.
 *
 * @param cpuNanos how long it has run
 * @param waitNanos how long it could have run and had no processor
 */
record TaskTime(long cpuNanos, long waitNanos) {
    static final TaskTime NONE = new TaskTime(0, 0);

    /**
     * {@return what Linux tells of a thread}
     *
     * @param task such as {@code /proc/123/task/456}
     * @throws IOException if the thread is gone, or the system tells nothing
     */
    static TaskTime of(Path task) throws IOException {
        return parse(Files.readString(task.resolve("schedstat"), StandardCharsets.US_ASCII));
    }

    /** {@return what Linux tells of a thread, or nothing at all if it is gone} */
    static TaskTime ofOrNone(Path task) {
        try {
            return of(task);
        } catch (IOException gone) {
            return NONE;
        }
    }

    /** {@return what a file {@code schedstat} says: nanoseconds on a processor, nanoseconds waiting for one, time slices} */
    static TaskTime parse(String schedstat) throws IOException {
        String[] fields = schedstat.strip().split(" ", -1);
        try {
            return new TaskTime(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("not a schedstat: " + schedstat, e);
        }
    }

    TaskTime since(TaskTime earlier) {
        return new TaskTime(Math.max(0, cpuNanos - earlier.cpuNanos), Math.max(0, waitNanos - earlier.waitNanos));
    }

    /** {@return how long it had something to do} */
    long busyNanos() {
        return cpuNanos + waitNanos;
    }
}
