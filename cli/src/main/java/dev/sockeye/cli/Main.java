package dev.sockeye.cli;

import dev.sockeye.SockeyeVersion;
import dev.sockeye.cli.bench.BenchCommand;
import dev.sockeye.cli.connect.ConnectCommand;
import dev.sockeye.cli.explain.CodesCommand;
import dev.sockeye.cli.explain.CompareCommand;
import dev.sockeye.cli.explain.ExplainCommand;
import dev.sockeye.cli.output.Printable;
import dev.sockeye.cli.serve.ServeCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program starts: reads the command line, runs the command, and ends with its exit code. */
@Command(
        name = "sockeye",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "WebSockets that tell you why they closed, and come back without losing anything.",
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        footer = {
            "",
            "Try it, in two terminals:",
            "  sockeye serve",
            "  sockeye connect ws://127.0.0.1:8080/echo",
            "",
            "Why did it close?",
            "  sockeye explain 1006",
        })
public final class Main implements Runnable {
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing, such as connect or explain");
    }

    /**
     * Runs the program.
     *
     * @param args the command line, without the program's name
     */
    public static void main(String[] args) {
        // Buffers that nobody gives back are looked for in the tests; to look for them here too costs objects per
        // message.
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled");
        }
        System.exit(run(args, StandardStreams.ofProcess()));
    }

    /**
     * Runs the program within this process.
     *
     * @param args the command line, without the program's name
     * @return the exit code
     */
    static int run(String[] args, StandardStreams streams) {
        // What explain is asked for may look like an option: a number below zero, or a line of a log.
        CommandLine explain = new CommandLine(new ExplainCommand(streams)).setUnmatchedOptionsArePositionalParams(true);
        CommandLine commandLine = new CommandLine(new Main())
                .addSubcommand(new ServeCommand(streams))
                .addSubcommand(new ConnectCommand(streams))
                .addSubcommand(explain)
                .addSubcommand(new CompareCommand(streams))
                .addSubcommand(new CodesCommand(streams))
                .addSubcommand(new BenchCommand(streams))
                .addSubcommand(new HelpCommand())
                .setOut(new PrintWriter(streams.out(), false, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(streams.err(), false, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(Help.defaultColorScheme(streams.outInColour() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((wrong, arguments) -> tellUsage(wrong))
                .setExecutionExceptionHandler((failure, command, result) -> tellFailure(failure, command));
        int exitCode = commandLine.execute(args);
        streams.out().flush();
        streams.err().flush();
        return exitCode;
    }

    private static int tellUsage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + Printable.line(plain(String.valueOf(wrong.getMessage()))));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("See " + name + " --help");
        err.flush();
        return ExitCode.USAGE.code();
    }

    /** Without the positions that only a parser thinks in. */
    private static String plain(String message) {
        return message.replaceAll(" at index \\d+", "").replace("positional parameter (URL)", "the URL");
    }

    private static int tellFailure(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (failure instanceof CommandFailure told) {
            err.println(name + ": " + Printable.line(String.valueOf(told.getMessage())));
            err.flush();
            return told.exitCode().code();
        }
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        err.println(name + ": failed for a reason that is the program's own fault; please report it:");
        err.print(trace);
        err.flush();
        return ExitCode.FAILURE.code();
    }

    /** The text of {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "sockeye " + SockeyeVersion.current(),
                "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch"),
            };
        }
    }
}
