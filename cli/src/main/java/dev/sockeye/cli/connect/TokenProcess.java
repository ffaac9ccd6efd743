package dev.sockeye.cli.connect;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs a command of the user's that prints a token. */
final class TokenProcess {
    /** Less than the attempt waits, so that the command is ended and not left behind. */
    private static final long SECONDS = 9;

    private TokenProcess() {}

    /** The command gave no token. The message does not hold what it printed. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String what) {
            super("the token command failed: " + what);
        }
    }

    /** {@return the first line of a command's standard output} What it says on standard error is the user's to read. */
    static String run(String command) throws Failure {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        ProcessBuilder builder =
                windows ? new ProcessBuilder("cmd", "/c", command) : new ProcessBuilder("sh", "-c", command);
        try {
            Process process = builder.redirectInput(Redirect.from(new File(windows ? "NUL" : "/dev/null")))
                    .redirectError(Redirect.INHERIT)
                    .start();
            Thread guard = ConnectRun.daemon("sockeye-token-guard", () -> endLate(process));
            guard.start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                String token = out.readLine();
                // A command that has more to say must not wait for ever for somebody to read it.
                out.transferTo(Writer.nullWriter());
                int code = process.waitFor();
                if (code != 0) {
                    throw new Failure("it ended with exit code " + code);
                }
                if (token == null || token.isBlank()) {
                    throw new Failure("it printed no token");
                }
                return token.strip();
            } finally {
                guard.interrupt();
                end(process);
            }
        } catch (IOException e) {
            throw new Failure("it cannot be run");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("it was interrupted");
        }
    }

    private static void endLate(Process process) {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                end(process);
            }
        } catch (InterruptedException inTime) {
            Thread.currentThread().interrupt();
        }
    }

    /** With what it has started: a shell does not pass its end on. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
