package dev.sockeye.internal;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one connection that cannot go to the transport yet: given by another thread, or held because the peer reads
 * slowly. Safe from any thread; the lock is held for a few instructions and never on the way of incoming data.
 */
final class Outbox {
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private boolean drainClaimed;

    /** Adds at the end. Returns false, and does not take it, if the outbox is closed. */
    synchronized boolean offer(Outgoing outgoing) {
        if (closed) {
            return false;
        }
        queue.add(outgoing);
        bytes += outgoing.bytes();
        return true;
    }

    /** {@return whether the caller is to schedule a drain, because none is scheduled} */
    synchronized boolean claimDrain() {
        boolean first = !drainClaimed;
        drainClaimed = true;
        return first;
    }

    /** Says that the scheduled drain has begun. */
    synchronized void releaseDrain() {
        drainClaimed = false;
    }

    /** Puts back at the front what was taken and could not go out whole. */
    synchronized void putBack(Outgoing outgoing) {
        queue.addFirst(outgoing);
        bytes += outgoing.bytes();
    }

    synchronized @Nullable Outgoing poll() {
        Outgoing outgoing = queue.poll();
        if (outgoing != null) {
            bytes -= outgoing.bytes();
        }
        return outgoing;
    }

    synchronized boolean isEmpty() {
        return queue.isEmpty();
    }

    /** {@return payload bytes in the queue} */
    synchronized long bytes() {
        return bytes;
    }

    /**
     * Drops whole messages, the oldest first, until the queue holds at most {@code target} bytes. The newest stays, however
     * large it is: it was taken.
     */
    synchronized void dropOldest(long target) {
        Iterator<Outgoing> oldest = queue.iterator();
        while (bytes > target && oldest.hasNext()) {
            Outgoing outgoing = oldest.next();
            if (outgoing.isDroppable() && oldest.hasNext()) {
                oldest.remove();
                bytes -= outgoing.bytes();
                outgoing.discard();
            }
        }
    }

    /** Refuses what comes from now on and takes out all that is there. */
    synchronized Iterable<Outgoing> close() {
        closed = true;
        ArrayDeque<Outgoing> left = new ArrayDeque<>(queue);
        queue.clear();
        bytes = 0;
        return left;
    }
}
