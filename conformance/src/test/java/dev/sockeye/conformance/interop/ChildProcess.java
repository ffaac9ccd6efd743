package dev.sockeye.conformance.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A program that a test starts, reads and ends. Its output is kept; safe from any thread. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final List<Thread> readers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moreOutput = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private int openStreams = 2;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        readers = Stream.of(read(process.getInputStream(), lines), read(process.getErrorStream(), errors))
                .toList();
    }

    /** Starts a program; its standard input stays open until it is closed. */
    public static ChildProcess start(String name, List<String> command) {
        return start(name, Path.of(""), Map.of(), command);
    }

    public static ChildProcess start(
            String name, Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile());
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(name, builder.start());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private Thread read(InputStream stream, List<String> into) {
        Thread reader = new Thread(() -> readLines(stream, into), name + " output");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private void readLines(InputStream stream, List<String> into) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(into, line);
            }
        } catch (IOException ended) {
            add(errors, "the output of " + name + " broke off: " + ended);
        }
        lock.lock();
        try {
            openStreams--;
            moreOutput.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(List<String> into, String line) {
        lock.lock();
        try {
            into.add(line);
            moreOutput.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return the first line of the standard output that fits, or nothing when none comes in time or the program ends} */
    public Optional<String> awaitLine(Predicate<String> fits, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            int next = 0;
            while (true) {
                for (; next < lines.size(); next++) {
                    if (fits.test(lines.get(next))) {
                        return Optional.of(lines.get(next));
                    }
                }
                if (left <= 0 || openStreams == 0) {
                    return Optional.empty();
                }
                left = moreOutput.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes a line to the program's standard input. */
    public void writeLine(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException ended) {
            throw new UncheckedIOException(name + " reads no more:\n" + output(), ended);
        }
    }

    /** {@return the exit code} The output is complete then. */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError(name + " did not end within " + limit.toSeconds() + " s\n" + output());
        }
        for (Thread reader : readers) {
            reader.join(END_LIMIT.toMillis());
        }
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** {@return the number that the system knows it by} */
    public long id() {
        return process.pid();
    }

    /** {@return the lines of the standard output so far} */
    public List<String> lines() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /** {@return all that the program has said, for a failure's message} */
    public String output() {
        lock.lock();
        try {
            return String.join("\n", lines) + "\n" + String.join("\n", errors);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the program and what it started at once, by SIGKILL. */
    public void kill() {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** Asks the program to end, by the end of its input and SIGTERM, and ends it and what it started if it does not. */
    @Override
    public void close() {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        try {
            process.getOutputStream().close();
            process.destroy();
            if (process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                family.forEach(ProcessHandle::destroy);
            } else {
                family.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (IOException alreadyClosed) {
            family.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException interrupted) {
            family.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
