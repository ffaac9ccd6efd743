package dev.sockeye.cli.bench;

import dev.sockeye.cli.StandardStreams;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells once a second on standard error how far it is, if that is a terminal; else nothing. */
final class Progress implements AutoCloseable {
    /** To the beginning of the line, and all that stands in it away. */
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final Tallies tallies;
    private final Opening opening;
    private final ScheduledExecutorService clock;
    private final boolean shown;
    private long receivedBefore;

    private Progress(StandardStreams streams, Tallies tallies, Opening opening) {
        this.err = streams.err();
        this.tallies = tallies;
        this.opening = opening;
        shown = streams.errIsTerminal();
        clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "sockeye-progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    static Progress begin(StandardStreams streams, Tallies tallies, Opening opening) {
        Progress progress = new Progress(streams, tallies, opening);
        if (progress.shown) {
            var unused = progress.clock.scheduleAtFixedRate(progress::tell, 1, 1, TimeUnit.SECONDS);
        }
        return progress;
    }

    private void tell() {
        long received = tallies.sum(Tally::received);
        err.print(CLEAR + line(opening.open(), opening.failed(), received - receivedBefore));
        err.flush();
        receivedBefore = received;
    }

    /** {@return what a second is told in} */
    static String line(int open, int failed, long received) {
        return String.format(Locale.ROOT, "%,d open, %,d failed, %,d messages/s", open, failed, received);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (shown) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
