package dev.sockeye.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How long an event loop did not come round when it should have: a callback that took its time, a pause for garbage
 * collection, a process that was stopped, or a machine that slept. It is told of every tick of the loop's timers, late or
 * not. Confined to that loop.
 *
 * <p>A machine that sleeps stops its monotonic clock on Linux while the wall clock goes on, so what the wall clock gained is
 * the sleep. A wall clock that is set by hand looks the same.
 */
final class StallMeter {
    /** Clocks that are disciplined drift by less in any tick. */
    private static final long SLEPT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RecentLongest stalls = new RecentLongest();
    private boolean started;
    private long lastWallMillis;
    private long lastNanos;
    private long sleptNanos;
    private long sleptNoticedAt;

    /**
     * Takes a tick.
     *
     * @param due when the loop should have come round, on the clock of System.nanoTime
     */
    void tick(long due, long now, long wallMillis) {
        stalls.note(now - due, now);
        if (started) {
            long gained = TimeUnit.MILLISECONDS.toNanos(wallMillis - lastWallMillis) - (now - lastNanos);
            if (gained > SLEPT_NANOS) {
                sleptNanos = gained;
                sleptNoticedAt = now;
            }
        }
        started = true;
        lastWallMillis = wallMillis;
        lastNanos = now;
    }

    /** Says that the ticks stop, so that the time until the next one is no stall. */
    void rest() {
        started = false;
    }

    /**
     * {@return the longest stall of the last minute or two}
     *
     * @param due when the loop should next come round; it may be late at this moment
     */
    Duration longest(long due, long now) {
        return Duration.ofNanos(Math.max(0, Math.max(now - due, stalls.at(now))));
    }

    /** {@return how long the machine slept, if it did so after a point in time} */
    Optional<Duration> sleptSince(long since) {
        return sleptNanos > 0 && sleptNoticedAt - since >= 0
                ? Optional.of(Duration.ofNanos(sleptNanos))
                : Optional.empty();
    }
}
