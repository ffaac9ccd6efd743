package dev.sockeye.cli;

import dev.sockeye.SockeyeVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the program starts: reads the command line, runs the command, and ends with its exit code. */
@Command(
        name = "sockeye",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "WebSockets that tell you why they closed, and come back without losing anything.")
public final class Main implements Runnable {
    /** The command line is wrong: {@code EX_USAGE} of BSD's sysexits. */
    static final int EXIT_USAGE = 64;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? See sockeye --help");
    }

    /**
     * Runs the program.
     *
     * @param args the command line, without the program's name
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.getCommandSpec().exitCodeOnInvalidInput(EXIT_USAGE);
        return commandLine;
    }

    /** The text of {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sockeye " + SockeyeVersion.current()};
        }
    }
}
