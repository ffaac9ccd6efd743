package dev.sockeye.internal;

import dev.sockeye.protocol.MessageType;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one connection that cannot go to the transport yet: given by another thread, or held because the peer reads
 * slowly. Safe from any thread; the lock is held for a few instructions and never on the way of incoming data.
 *
 * <p>It also knows whether a message in parts is under way. What is taken, and in which order, is settled in one step under
 * the lock, so that nothing gets between the parts whichever threads send: a whole message is either before the first part
 * or refused.
 */
final class Outbox {
    /** What became of an offer. */
    enum Answer {
        /** It is in the queue. */
        QUEUED,
        /** Nothing is before it, and the caller, which is the loop, sends it itself. */
        AT_ONCE,
        /** It is not taken: the connection is closing. */
        CLOSED,
        /** It is not taken: a message in parts is under way, and this is no part of it. */
        PARTS_UNDER_WAY
    }

    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private boolean drainClaimed;

    /** The type of the message that is being sent in parts; null if there is none. */
    private @Nullable MessageType inParts;

    /**
     * Adds at the end, or refuses.
     *
     * @param onLoop whether the caller can send it at once, if nothing is before it
     */
    synchronized Answer offer(Outgoing outgoing, boolean onLoop) {
        if (closed) {
            return Answer.CLOSED;
        }
        if (outgoing instanceof Outgoing.Close) {
            closed = true;
        } else if (outgoing instanceof Outgoing.Data data && !data.whole()) {
            if (inParts != null && inParts != data.type()) {
                return Answer.PARTS_UNDER_WAY;
            }
            boolean alone = inParts == null && data.last();
            inParts = data.last() ? null : data.type();
            if (alone && !(onLoop && queue.isEmpty())) {
                return add(data.asWhole());
            }
        } else if (inParts != null) {
            return Answer.PARTS_UNDER_WAY;
        }
        if (onLoop && queue.isEmpty()) {
            return Answer.AT_ONCE;
        }
        return add(outgoing);
    }

    private Answer add(Outgoing outgoing) {
        queue.add(outgoing);
        bytes += outgoing.bytes();
        return Answer.QUEUED;
    }

    /** {@return the type of the message that is being sent in parts; null if there is none} */
    synchronized @Nullable MessageType inParts() {
        return inParts;
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

    /** Puts back at the front the rest of what was taken and cannot go out in one frame. */
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
