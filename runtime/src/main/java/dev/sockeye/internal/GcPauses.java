package dev.sockeye.internal;

import java.time.Duration;
import java.util.Optional;

/** The pauses that garbage collection made in this process. Safe from any thread. */
final class GcPauses {
    /** Of this process; empty for ever where the Java runtime has no {@code java.management}. */
    static final GcPauses OF_THIS_PROCESS = new GcPauses();

    static {
        if (isTold()) {
            GcNotifications.listen(OF_THIS_PROCESS);
        }
    }

    private final RecentLongest pauses = new RecentLongest();

    /** {@link GcNotifications} is not to be touched otherwise. */
    private static boolean isTold() {
        try {
            Class.forName("java.lang.management.ManagementFactory");
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /**
     * Takes note of a pause.
     *
     * @param now on the clock of System.nanoTime
     */
    synchronized void paused(long nanos, long now) {
        pauses.note(nanos, now);
    }

    /** {@return the longest pause of the last minute or two, if there was one} */
    synchronized Optional<Duration> longest(long now) {
        long nanos = pauses.at(now);
        return nanos > 0 ? Optional.of(Duration.ofNanos(nanos)) : Optional.empty();
    }
}
