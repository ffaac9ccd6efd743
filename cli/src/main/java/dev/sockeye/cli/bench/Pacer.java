package dev.sockeye.cli.bench;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Makes messages due at their times, on a thread of its own, and measures how late it was itself. */
final class Pacer implements Runnable {
    /** Long enough that the thread wakes up in time to be stopped, and far longer than times are apart. */
    private static final long LONGEST_PAUSE_NANOS = 10_000_000;

    private final Pace pace;
    private final List<? extends Paced> senders;
    private final Tallies tallies;
    private final BenchWindow window;
    private final Latencies lateness = new Latencies();
    private long next;

    /** @param senders in their turns */
    Pacer(Pace pace, List<? extends Paced> senders, Tallies tallies, BenchWindow window) {
        this.pace = pace;
        this.senders = senders;
        this.tallies = tallies;
        this.window = window;
        for (int i = 0; i < senders.size(); i++) {
            senders.get(i).follow(pace, i);
        }
    }

    @Override
    public void run() {
        Tally tally = tallies.ofCurrentThread();
        while (window.isSending()) {
            long pause = advance(System.nanoTime(), tally);
            LockSupport.parkNanos(Math.min(pause, LONGEST_PAUSE_NANOS));
        }
    }

    /**
     * Makes due what is due by now.
     *
     * @return how long nothing more is, in nanoseconds
     */
    long advance(long now, Tally tally) {
        long dueAt = pace.dueNanos(next);
        while (dueAt - now <= 0) {
            if (window.measures(dueAt)) {
                lateness.record(now - dueAt);
            }
            senders.get((int) (next % senders.size())).becomeDue(tally);
            next++;
            dueAt = pace.dueNanos(next);
        }
        return dueAt - now;
    }

    /** {@return how much later than intended messages became due; to be read when the pacer has ended} */
    Latencies lateness() {
        return lateness;
    }
}
