package dev.sockeye.cli.connect;

import dev.sockeye.WebSocket;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.StandardStreams;
import dev.sockeye.cli.output.CloseReportText;
import dev.sockeye.cli.output.DiagnosisText;
import dev.sockeye.cli.output.Printable;
import dev.sockeye.cli.output.Style;
import dev.sockeye.protocol.close.CloseReport;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Writes messages to standard output as they are and everything else to standard error: a text message with a line end
 * behind it, a binary message as its bytes alone. On a terminal nothing is written that it could obey.
 */
final class PipePrinter implements NotingPrinter {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean verbose;
    private final DiagnosisText diagnosis;
    private final Style style;
    private final FrameText frames;
    private final BetweenText between;
    private volatile boolean gone;

    PipePrinter(StandardStreams streams, boolean verbose, DiagnosisText diagnosis, Clock clock) {
        this.out = streams.out();
        this.err = streams.err();
        this.outIsTerminal = streams.outIsTerminal();
        this.verbose = verbose;
        this.diagnosis = diagnosis;
        this.style = new Style(streams.errInColour());
        this.frames = new FrameText(clock);
        this.between = new BetweenText(diagnosis.locale());
    }

    @Override
    public void opened(WebSocket socket) {
        if (verbose) {
            note(frames.opened(socket));
        }
    }

    @Override
    public void text(ByteBuffer utf8) {
        if (outIsTerminal) {
            out.println(Printable.lines(StandardCharsets.UTF_8.decode(utf8).toString()));
        } else {
            write(utf8);
            out.write('\n');
        }
        gone = out.checkError();
    }

    @Override
    public void binary(ByteBuffer data) {
        if (outIsTerminal) {
            out.println(FrameText.binary(data));
        } else {
            write(data);
        }
        gone = out.checkError();
    }

    private void write(ByteBuffer bytes) {
        byte[] chunk = new byte[bytes.remaining()];
        bytes.get(chunk);
        out.write(chunk, 0, chunk.length);
    }

    @Override
    public void ping(ByteBuffer payload) {
        if (verbose) {
            note(frames.ping(payload));
        }
    }

    @Override
    public void pong(ByteBuffer payload, OptionalLong roundTripNanos, boolean asked) {
        if (verbose) {
            note(frames.pong(payload, roundTripNanos));
        }
    }

    @Override
    public void note(String line) {
        err.println(style.faint(line));
        err.flush();
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
        CloseReportText.lines(report, style, !verbose).forEach(err::println);
        diagnosis.lines(report).forEach(err::println);
        err.flush();
    }

    @Override
    public boolean isReadable() {
        return !gone;
    }
}
