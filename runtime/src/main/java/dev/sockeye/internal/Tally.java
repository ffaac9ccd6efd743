package dev.sockeye.internal;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.Counters;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics have been told of one connection, and its link in the list of those that have more to tell. Confined to
 * the event loop.
 */
final class Tally {
    /** Where the figures come from. */
    interface Source {
        /** {@return what has passed so far} */
        Counters counters();

        /** {@return how many bytes wait for the peer to take them} */
        long queuedBytes();
    }

    private final LoopMeter meter;
    private final Role role;
    private final Source source;

    /** The one behind this in the meter's list, which owns this field. */
    @Nullable
    Tally next;

    private boolean listed;
    private boolean over;
    private Counters told = Counters.ZERO;
    private long toldQueuedBytes;

    Tally(LoopMeter meter, Role role, Source source) {
        this.meter = meter;
        this.role = role;
        this.source = source;
    }

    /** Says that something passes, which is told within about a second. Called per frame; it allocates nothing. */
    void note() {
        if (!listed && !over) {
            listed = true;
            meter.list(this);
        }
    }

    /** Adds what is new, as one that is no longer in the list; it goes back there if something waits. */
    void count() {
        listed = false;
        if (!over) {
            add(source.counters(), source.queuedBytes());
            if (toldQueuedBytes > 0) {
                note();
            }
        }
    }

    /** Tells the rest of a connection that has ended. */
    void end(Counters all) {
        if (!over) {
            over = true;
            add(all, 0);
            meter.leave();
        }
    }

    private void add(Counters counters, long queuedBytes) {
        meter.add(role, told, counters, queuedBytes - toldQueuedBytes);
        told = counters;
        toldQueuedBytes = queuedBytes;
    }
}
