package dev.sockeye.cli.connect;

import dev.sockeye.WebSocket;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.output.CloseReportText;
import dev.sockeye.cli.output.DiagnosisText;
import dev.sockeye.cli.output.Printable;
import dev.sockeye.cli.output.Style;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Shows what happens above the line that the user is typing. */
final class TerminalPrinter implements NotingPrinter {
    private final LineTerminal terminal;
    private final Consumer<String> lastWords;
    private final Style style;
    private final DiagnosisText diagnosis;
    private final FrameText frames;
    private final BetweenText between;
    private volatile boolean verbose;

    /**
     * @param lastWords takes the lines of the report, when the terminal is no longer in use
     */
    TerminalPrinter(
            LineTerminal terminal,
            Consumer<String> lastWords,
            Style style,
            boolean verbose,
            DiagnosisText diagnosis,
            Clock clock) {
        this.terminal = terminal;
        this.lastWords = lastWords;
        this.style = style;
        this.verbose = verbose;
        this.diagnosis = diagnosis;
        this.frames = new FrameText(clock);
        this.between = new BetweenText(diagnosis.locale());
    }

    /** Shows control frames and times from now on if they were hidden, and hides them if they were shown. */
    void toggleVerbose() {
        verbose = !verbose;
        note(verbose ? "Control frames and times are shown" : "Control frames and times are hidden");
    }

    @Override
    public void opened(WebSocket socket) {
        terminal.print(style.faint(frames.opened(socket)));
        terminal.print(style.faint("Each line is sent as a text message. /help lists the commands, Ctrl-D ends."));
    }

    @Override
    public void text(ByteBuffer utf8) {
        show(Printable.lines(StandardCharsets.UTF_8.decode(utf8).toString()));
    }

    @Override
    public void binary(ByteBuffer data) {
        show("(" + FrameText.binary(data) + ")");
    }

    private void show(String message) {
        String time = verbose ? style.faint(frames.now()) + " " : "";
        terminal.print(time + style.received("< " + message));
    }

    @Override
    public void ping(ByteBuffer payload) {
        if (verbose) {
            note(frames.ping(payload));
        }
    }

    @Override
    public void pong(ByteBuffer payload, OptionalLong roundTripNanos, boolean asked) {
        if (verbose || asked) {
            note(frames.pong(payload, roundTripNanos));
        }
    }

    @Override
    public void note(String line) {
        terminal.print(style.faint(line));
    }

    @Override
    public BetweenText between() {
        return between;
    }

    @Override
    public void reconnected(WebSocket socket, int attempt, Duration away) {
        note(between.reconnected(attempt, away));
        if (verbose) {
            note(frames.opened(socket));
        }
    }

    @Override
    public void closed(CloseReport report, ExitCode exitCode) {
        CloseReportText.lines(report, style, !verbose).forEach(lastWords);
        diagnosis.lines(report).forEach(lastWords);
    }

    @Override
    public boolean isReadable() {
        return true;
    }
}
