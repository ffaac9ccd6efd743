package dev.sockeye.cli.bench;

import dev.sockeye.cli.CommandFailure;
import dev.sockeye.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches the server's process on this machine. Once the process has ended it tells nothing more. */
final class ServerWatch {
    private final long pid;
    private final ProcessSample before;
    private long rssIdleBytes;
    private @Nullable ProcessSample begin;
    private @Nullable ProcessSample end;

    private ServerWatch(long pid, ProcessSample before) {
        this.pid = pid;
        this.before = before;
        rssIdleBytes = before.rssBytes();
    }

    /**
     * Begins to watch, before there is any connection.
     *
     * @throws CommandFailure if there is no such process, or the system does not tell
     */
    static ServerWatch begin(long pid) throws CommandFailure {
        try {
            return new ServerWatch(pid, ProcessSample.of(pid));
        } catch (IOException e) {
            boolean linux = Files.isDirectory(Path.of("/proc/self/task"));
            throw new CommandFailure(
                    ExitCode.USAGE,
                    linux
                            ? "--server-pid " + pid + ": there is no such process on this machine, or it is not yours"
                            : "--server-pid reads /proc, which this system does not have");
        }
    }

    /** The connections are open, and nothing passes. */
    void connectionsIdle() {
        sample().ifPresent(sample -> rssIdleBytes = sample.rssBytes());
    }

    void windowBegins() {
        begin = sample().orElse(null);
    }

    void windowEnds() {
        end = sample().orElse(null);
    }

    private Optional<ProcessSample> sample() {
        try {
            return Optional.of(ProcessSample.of(pid));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /**
     * {@return what it used; empty if it ended before the window did}
     *
     * @param seconds that the window had
     * @param connections that are open
     */
    Optional<ServerUse> use(double seconds, int connections) {
        ProcessSample from = begin;
        ProcessSample to = end;
        if (from == null || to == null) {
            return Optional.empty();
        }
        return Optional.of(new ServerUse(
                pid,
                to.cpuNanosSince(from) / ServerUse.NANOS_PER_SECOND,
                to.cpuNanosSince(from) / ServerUse.NANOS_PER_SECOND / seconds,
                Math.min(1, to.busiestNanosSince(from) / ServerUse.NANOS_PER_SECOND / seconds),
                before.rssBytes(),
                rssIdleBytes,
                to.rssBytes(),
                connections == 0 ? 0 : Math.max(0, rssIdleBytes - before.rssBytes()) / connections));
    }
}
