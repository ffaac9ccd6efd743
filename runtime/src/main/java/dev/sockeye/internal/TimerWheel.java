package dev.sockeye.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The timers of all connections of one event loop: a hashed wheel with coarse ticks, in which an entry is a link in a list
 * and nothing is allocated per timer. Confined to its event loop.
 *
 * <p>An entry is asked at its slot how long it still has to wait, and moved on if it is not due, so a connection whose
 * deadline moves away with every byte costs nothing per byte. The wheel ticks only while it has entries, and a tick allocates
 * nothing: one task of the loop comes again and again.
 *
 * <p>When the loop stood still, for a garbage collection say, deadlines have passed while what the peers sent lay unread. So
 * a tick that comes late does nothing but give the loop a grace to read in; the next one acts, late or not, for a loop that
 * is always late must have timers too.
 */
final class TimerWheel {
    private static final Logger LOG = System.getLogger(TimerWheel.class.getName());

    /** Heartbeats and closing timeouts are seconds; a tenth of one is precise enough and costs an idle loop nothing. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int SLOTS = 512;

    /** A loop at work is late by a turn of its, some milliseconds; this much is a stall. */
    private static final long LATE_NANOS = 2 * TICK_NANOS;

    /**
     * The most that a grace lasts; it is as long as the stall was, for when a whole machine stood still the peers' systems
     * send again what it did not acknowledge, which takes a moment.
     */
    private static final long MOST_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A thing with a deadline. At most one wheel holds it at a time. */
    abstract static class Entry {
        private @Nullable Entry previous;
        private @Nullable Entry next;
        private short slot = -1;

        /** {@return how long until {@link #onDue} has something to do, in nanoseconds; Long.MAX_VALUE if never} */
        abstract long nanosUntilDue(long now);

        /** Does what is due. May place or remove entries. */
        abstract void onDue(long now);
    }

    private final EventLoop loop;
    private final LongSupplier clock;
    private final LongConsumer onStall;
    private final StallMeter stalls = new StallMeter();
    private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
    private int entries;

    /** What comes with each tick, until it is cancelled; null while there are no entries. */
    private @Nullable Future<?> ticking;

    private long startedAt;
    private long ticks;

    /** When the next tick, or the end of the grace, should come. */
    private long expectedAt;

    /** Whether the loop has been given time to read in. */
    private boolean grace;

    /**
     * @param clock nanoseconds, those that entries are asked with
     * @param onStall told how much too late a tick came, in nanoseconds, if that was a stall; must not throw
     */
    TimerWheel(EventLoop loop, LongSupplier clock, LongConsumer onStall) {
        this.loop = loop;
        this.clock = clock;
        this.onStall = onStall;
    }

    /** Places an entry by its deadline, or moves it there. */
    void place(Entry entry, long now) {
        remove(entry);
        if (ticking == null) {
            start();
        }
        long wait = entry.nanosUntilDue(now);
        long dueTick = wait >= SLOTS * TICK_NANOS ? ticks + SLOTS - 1 : (now - startedAt + wait) / TICK_NANOS + 1;
        // Never in the slot that is being emptied, and never further than one round.
        dueTick = Math.max(ticks + 1, Math.min(dueTick, ticks + SLOTS - 1));
        int slot = (int) (dueTick % SLOTS);
        Entry head = slots[slot];
        entry.slot = (short) slot;
        entry.next = head;
        if (head != null) {
            head.previous = entry;
        }
        slots[slot] = entry;
        entries++;
    }

    /** Takes an entry out, if it is in. */
    void remove(Entry entry) {
        if (entry.slot < 0) {
            return;
        }
        if (entry.previous == null) {
            slots[entry.slot] = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next != null) {
            entry.next.previous = entry.previous;
        }
        entry.previous = null;
        entry.next = null;
        entry.slot = -1;
        entries--;
    }

    private void start() {
        startedAt = clock.getAsLong();
        ticks = 0;
        expectNextTick();
        ticking = loop.scheduleAtFixedRate(this::onTick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void expectNextTick() {
        expectedAt = startedAt + (ticks + 1) * TICK_NANOS;
    }

    private void onTick() {
        // After a late tick the loop makes up for those that it left out, all at once.
        if (!grace && clock.getAsLong() >= expectedAt) {
            tick();
        }
    }

    private void tick() {
        long now = clock.getAsLong();
        stalls.tick(expectedAt, now, System.currentTimeMillis());
        long late = now - expectedAt;
        if (late >= LATE_NANOS) {
            onStall.accept(late);
        }
        if (late >= LATE_NANOS && !grace) {
            grace = true;
            long wait = Math.min(late, MOST_GRACE_NANOS);
            expectedAt = now + wait;
            // A task that has to wait comes in a later turn of the loop, behind the reading of all that is there.
            loop.schedule(this::tick, wait, TimeUnit.NANOSECONDS);
            return;
        }
        grace = false;
        while (entries > 0 && now - startedAt >= (ticks + 1) * TICK_NANOS) {
            ticks++;
            int slot = (int) (ticks % SLOTS);
            Entry entry = slots[slot];
            while (entry != null) {
                remove(entry);
                if (entry.nanosUntilDue(now) == 0) {
                    fire(entry, now);
                } else {
                    place(entry, now);
                }
                entry = slots[slot];
            }
        }
        if (entries > 0) {
            expectNextTick();
        } else {
            stop();
        }
    }

    private void stop() {
        if (ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
        stalls.rest();
    }

    /** {@return the longest time in the last minute or two that the loop did not come round when it should have} */
    Duration longestStall(long now) {
        return stalls.longest(ticking == null ? now : expectedAt, now);
    }

    /** {@return how long the machine slept, if it did so after a point in time} */
    Optional<Duration> sleptSince(long since) {
        return stalls.sleptSince(since);
    }

    /** The trouble of one entry must not stop the timers of all others. */
    private static void fire(Entry entry, long now) {
        try {
            entry.onDue(now);
        } catch (RuntimeException | Error failure) {
            LOG.log(Logger.Level.ERROR, "a timer failed", failure);
        }
    }
}
