package dev.sockeye.internal;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets one attempt at a time be under way to an IP address and port (RFC 6455 §4.1). An attempt asks for its turn before it
 * connects, and gives it back when it is open or has failed; those that wait follow in the order in which they asked. Safe
 * from any thread. Nobody blocks: whoever waits is called.
 */
final class ConnectingTurns {
    /** The turns of all clients of this process, whose attempts wait for each other. */
    static final ConnectingTurns OF_THIS_PROCESS = new ConnectingTurns(true);

    /** Turns that nobody has to wait for. */
    static final ConnectingTurns WITHOUT_WAITING = new ConnectingTurns(false);

    private final boolean oneAtATime;

    /** For each address the turn that is under way, and behind it those that wait. */
    private final Map<InetSocketAddress, LinkedHashSet<Turn>> lines = new HashMap<>();

    private ConnectingTurns(boolean oneAtATime) {
        this.oneAtATime = oneAtATime;
    }

    /** {@return turns of their own} */
    static ConnectingTurns create() {
        return new ConnectingTurns(true);
    }

    /**
     * {@return a turn that is not asked for yet}
     *
     * @param address resolved; the name it was resolved from makes no difference
     * @param executor of the one that asks, who calls the turn's methods there only
     * @param begin what to do if it had to wait and now it is its turn
     */
    Turn turn(InetSocketAddress address, Executor executor, Consumer<Turn> begin) {
        return new Turn(address, executor, begin);
    }

    /** {@return how many attempts to an address are under way or wait} */
    int length(InetSocketAddress address) {
        synchronized (lines) {
            LinkedHashSet<Turn> line = lines.get(address);
            return line == null ? 0 : line.size();
        }
    }

    private boolean isFirst(Turn turn) {
        synchronized (lines) {
            LinkedHashSet<Turn> line = lines.get(turn.address);
            return line != null && line.iterator().next() == turn;
        }
    }

    /** {@return whether it is first in its line} */
    private boolean join(Turn turn) {
        synchronized (lines) {
            LinkedHashSet<Turn> line = lines.computeIfAbsent(turn.address, address -> new LinkedHashSet<>());
            line.add(turn);
            return line.size() == 1;
        }
    }

    /** {@return whose turn it is now that this one has left; null if that has not changed} */
    private @Nullable Turn leave(Turn turn) {
        synchronized (lines) {
            LinkedHashSet<Turn> line = lines.get(turn.address);
            if (line == null) {
                return null;
            }
            boolean wasFirst = line.iterator().next() == turn;
            line.remove(turn);
            if (line.isEmpty()) {
                lines.remove(turn.address);
                return null;
            }
            return wasFirst ? line.iterator().next() : null;
        }
    }

    /** One attempt's turn at one address. */
    final class Turn {
        private final InetSocketAddress address;
        private final Executor executor;
        private final Consumer<Turn> begin;

        private Turn(InetSocketAddress address, Executor executor, Consumer<Turn> begin) {
            this.address = address;
            this.executor = executor;
            this.begin = begin;
        }

        /** {@return whether it is its turn already; if not, it begins when those before have given their turns back} */
        boolean ask() {
            return !oneAtATime || join(this);
        }

        /** Gives the turn back, or waits for it no longer. Does nothing the second time. */
        void release() {
            if (!oneAtATime) {
                return;
            }
            for (Turn next = leave(this); next != null; ) {
                next = next.handOver() ? null : leave(next);
            }
        }

        /** {@return false if the executor of the one whose turn it is has ended} */
        private boolean handOver() {
            try {
                executor.execute(() -> {
                    // It may have given up while this was on its way
                    if (isFirst(this)) {
                        begin.accept(this);
                    }
                });
                return true;
            } catch (RejectedExecutionException ended) {
                return false;
            }
        }
    }
}
