package dev.sockeye.cli;

/** A command cannot do its work. The message is one line that tells the user what is wrong. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** {@return what the program ends with} */
    public ExitCode exitCode() {
        return exitCode;
    }
}
