package dev.sockeye.cli.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a {@link Pacer} from the beginning of the sending to its end. Confined to the thread that runs the measurement. */
final class PacerThread {
    private @Nullable Pacer pacer;
    private @Nullable Thread thread;

    /**
     * Begins to make messages due.
     *
     * @param rate messages per second
     * @param senders that take turns; with none nothing is ever due
     */
    void begin(double rate, List<? extends Paced> senders, Tallies tallies, BenchWindow window) {
        if (senders.isEmpty()) {
            return;
        }
        Pacer made = new Pacer(new Pace(System.nanoTime(), rate, senders.size()), senders, tallies, window);
        Thread started = new Thread(made, "sockeye-pacer");
        started.setDaemon(true);
        started.start();
        pacer = made;
        thread = started;
    }

    /** Returns when nothing becomes due any more, which is soon after the window has ended. */
    void end() throws InterruptedException {
        if (thread != null) {
            thread.join();
        }
    }

    /** {@return how late messages became due; to be asked after the end} */
    Latencies lateness() {
        return pacer == null ? new Latencies() : pacer.lateness();
    }
}
