package dev.sockeye.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own. Closing it ends the process, if it still runs. */
public final class Program implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final LiveOutput out = new LiveOutput();
    private final LiveOutput err = new LiveOutput();

    private Program(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("NO_COLOR");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copy(process.getInputStream(), out);
        copy(process.getErrorStream(), err);
    }

    /** Starts the program with the JVM and the class path of this test. */
    public static Program start(String... args) {
        return new Program(command(args));
    }

    /** Starts the program on a terminal, by the {@code script} of util-linux; its error stream is the terminal too. */
    public static Program startOnTerminal(String... args) {
        String line = String.join(
                " ", command(args).stream().map(word -> "'" + word + "'").toList());
        return new Program(List.of("script", "-qfec", line, "/dev/null"));
    }

    /** Starts the program with at most so many open files. */
    public static Program startWithFiles(int most, String... args) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"));
        command.addAll(command(args));
        return new Program(command);
    }

    private static List<String> command(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                // What the manifest of the program's own file says, without which newer JDKs warn.
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    private static void copy(InputStream from, OutputStream to) {
        Thread thread = new Thread(() -> {
            try (from) {
                from.transferTo(to);
            } catch (IOException ended) {
                // A process that is ended closes its streams.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    public LiveOutput out() {
        return out;
    }

    public LiveOutput err() {
        return err;
    }

    /** Writes text to the program's input. */
    public void type(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the program's input. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the process a signal, such as INT. */
    public void signal(String name) {
        try {
            int exitCode = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new AssertionError("kill ended with " + exitCode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** {@return the exit code, once the process has ended} */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running; out:\n" + out.text() + "\nerr:\n" + err.text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
