package dev.sockeye.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The streams that a command reads and writes, and what they lead to. Text on them is UTF-8, whatever the locale says.
 *
 * @param colour whether the user's environment allows colour on a terminal
 * @param locale of the user
 * @param width in columns of what people read; asked only when there is something to wrap
 */
public record StandardStreams(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errIsTerminal,
        boolean colour,
        Locale locale,
        IntSupplier width) {
    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;

    /** {@return the streams of this process} */
    static StandardStreams ofProcess() {
        boolean outIsTerminal = isTerminal(STANDARD_OUTPUT);
        boolean errIsTerminal = isTerminal(STANDARD_ERROR);
        return new StandardStreams(
                System.in,
                print(new FileOutputStream(FileDescriptor.out)),
                print(new FileOutputStream(FileDescriptor.err)),
                isTerminal(STANDARD_INPUT),
                outIsTerminal,
                errIsTerminal,
                allowsColour(System.getenv()),
                UserLocale.of(System.getenv()),
                () -> TerminalWidth.of(System.getenv(), outIsTerminal, errIsTerminal));
    }

    /** {@return streams that lead to no terminal, of a user who reads English} */
    public static StandardStreams piped(InputStream in, OutputStream out, OutputStream err) {
        return new StandardStreams(
                in, print(out), print(err), false, false, false, false, Locale.ENGLISH, () -> TerminalWidth.USUAL);
    }

    /** {@return whether to use colour on standard output} */
    public boolean outInColour() {
        return colour && outIsTerminal;
    }

    /** {@return whether to use colour on standard error} */
    public boolean errInColour() {
        return colour && errIsTerminal;
    }

    /** As no-color.org asks: any value but the empty one turns colour off. */
    static boolean allowsColour(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** Writers flush when they have said something whole. */
    private static PrintStream print(OutputStream stream) {
        return new PrintStream(new BufferedOutputStream(stream), false, StandardCharsets.UTF_8);
    }

    /**
     * Whether a file descriptor is a terminal. Linux tells for each; elsewhere the JDK tells for input and output at once.
     */
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        return consoleIsTerminal();
    }

    /** Since JDK 22 there may be a console where there is no terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull") // It is null before JDK 22; the method that is asked then came with JDK 22.
    private static boolean consoleIsTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJdk22) {
            return true;
        }
    }
}
