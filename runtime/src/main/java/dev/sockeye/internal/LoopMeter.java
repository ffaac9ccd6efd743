package dev.sockeye.internal;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.Counters;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells metrics what passes over the connections of one event loop, all of them in one call, once a second. A connection is in
 * the list from its first frame within a second to the end of that second, so those that are idle are neither looked at nor
 * timed. Confined to the event loop.
 */
final class LoopMeter extends TimerWheel.Entry {
    /** Dashboards look every ten seconds or more; a queue that grows for a second is worth a look. */
    static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final GuardedMetrics metrics;
    private final TimerWheel timers;
    private final LongSupplier clock;
    private final Sums ofClients = new Sums(Role.CLIENT);
    private final Sums ofServers = new Sums(Role.SERVER);

    private int connections;
    private @Nullable Tally first;
    private boolean placed;
    private long dueAt;

    /**
     * @param clock nanoseconds, those of the timers
     */
    LoopMeter(GuardedMetrics metrics, TimerWheel timers, LongSupplier clock) {
        this.metrics = metrics;
        this.timers = timers;
        this.clock = clock;
    }

    /** What has not been told. */
    private final class Sums {
        private final Role role;
        private long messagesIn;
        private long bytesIn;
        private long messagesOut;
        private long bytesOut;
        private long queuedChange;

        Sums(Role role) {
            this.role = role;
        }

        void tell() {
            // Taken before they are told: whoever listens may end a connection, which brings us here again.
            long toldMessagesIn = messagesIn;
            long toldBytesIn = bytesIn;
            long toldMessagesOut = messagesOut;
            long toldBytesOut = bytesOut;
            long toldQueuedChange = queuedChange;
            messagesIn = 0;
            bytesIn = 0;
            messagesOut = 0;
            bytesOut = 0;
            queuedChange = 0;
            if ((toldMessagesIn | toldBytesIn | toldMessagesOut | toldBytesOut) != 0) {
                metrics.traffic(role, toldMessagesIn, toldBytesIn, toldMessagesOut, toldBytesOut);
            }
            if (toldQueuedChange != 0) {
                metrics.queued(role, toldQueuedChange);
            }
        }
    }

    /** {@return the tally of a connection that has opened} */
    Tally enter(Role role, Tally.Source source) {
        connections++;
        return new Tally(this, role, source);
    }

    /** Says that a connection has ended and its rest is added. */
    void leave() {
        tell();
        connections--;
        if (connections == 0) {
            first = null;
            placed = false;
            timers.remove(this);
        }
    }

    /** {@return whether no connection is left, so that this is of no use any more} */
    boolean isDeserted() {
        return connections == 0;
    }

    /** {@return whether this tells these metrics} */
    boolean serves(GuardedMetrics asked) {
        return metrics.equals(asked);
    }

    void list(Tally tally) {
        tally.next = first;
        first = tally;
        if (!placed) {
            placed = true;
            long now = clock.getAsLong();
            dueAt = now + PERIOD_NANOS;
            timers.place(this, now);
        }
    }

    void add(Role role, Counters told, Counters now, long queuedChange) {
        Sums sums = role == Role.CLIENT ? ofClients : ofServers;
        sums.messagesIn += now.messagesIn() - told.messagesIn();
        sums.bytesIn += now.bytesIn() - told.bytesIn();
        sums.messagesOut += now.messagesOut() - told.messagesOut();
        sums.bytesOut += now.bytesOut() - told.bytesOut();
        sums.queuedChange += queuedChange;
    }

    void stalled(long nanos) {
        if (connections > 0) {
            metrics.stalled(nanos);
        }
    }

    private void tell() {
        ofClients.tell();
        ofServers.tell();
    }

    @Override
    long nanosUntilDue(long now) {
        return Math.max(0, dueAt - now);
    }

    @Override
    void onDue(long now) {
        placed = false;
        Tally tally = first;
        first = null;
        while (tally != null) {
            Tally behind = tally.next;
            tally.next = null;
            tally.count();
            tally = behind;
        }
        tell();
    }
}
