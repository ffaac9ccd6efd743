package dev.sockeye.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One run of the program within the test's own process.
 *
 * @param exitCode what the process would have ended with
 * @param out what stands on standard output
 * @param err what stands on standard error
 */
public record Captured(int exitCode, String out, String err) {
    /** Runs the program with nothing to read. */
    public static Captured run(String... args) {
        return run(new ByteArrayInputStream(new byte[0]), args);
    }

    /** Runs the program with an input. */
    public static Captured run(InputStream in, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(args, StandardStreams.piped(in, out, err));
        return new Captured(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs the program for a user who reads this language on so many columns. */
    public static Captured runFor(Locale locale, int width, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        StandardStreams piped = StandardStreams.piped(new ByteArrayInputStream(new byte[0]), out, err);
        StandardStreams streams = new StandardStreams(
                piped.in(), piped.out(), piped.err(), false, false, false, false, locale, () -> width);
        int exitCode = Main.run(args, streams);
        return new Captured(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** {@return the words of standard output, without the breaks between lines and the blanks before them} */
    public String words() {
        return out.replaceAll("\\s+", " ");
    }

    /** {@return the exit code of a run on streams that the caller holds} */
    public static int runWith(StandardStreams streams, String... args) {
        return Main.run(args, streams);
    }

    /** {@return text as an input} */
    public static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
