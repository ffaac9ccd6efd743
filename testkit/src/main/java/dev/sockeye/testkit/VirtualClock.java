package dev.sockeye.testkit;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * Time that passes only when a test says so, and the tasks that wait for it. Tasks run on the thread that moves the clock,
 * in the order of their times; those of the same time in the order in which they were scheduled.
 */
public final class VirtualClock {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now;
    private long scheduled;

    /** Makes a clock that stands at 0. */
    public VirtualClock() {
        this(0);
    }

    /**
     * Makes a clock that stands at the given time.
     *
     * @param start any value, as of {@link System#nanoTime}; one shortly before {@link Long#MAX_VALUE} shows whether code
     *     bears a clock that wraps
     */
    public VirtualClock(long start) {
        now = start;
    }

    /** {@return the time in nanoseconds} */
    public long nanos() {
        return now;
    }

    /**
     * Has a task run when the given time has passed.
     *
     * @param delayNanos from now, at least 0
     */
    public void schedule(long delayNanos, Runnable task) {
        if (delayNanos < 0) {
            throw new IllegalArgumentException("a delay must not be negative, was " + delayNanos);
        }
        tasks.add(new Task(now + delayNanos, scheduled++, task));
    }

    /** Moves the clock to the next task and runs it. Returns whether there was one. */
    public boolean runNext() {
        Task next = tasks.poll();
        if (next == null) {
            return false;
        }
        now = next.at;
        next.action.run();
        return true;
    }

    /** Lets time pass, running what becomes due, also what is scheduled meanwhile. */
    public void advance(Duration time) {
        long end = now + time.toNanos();
        for (Task next = tasks.peek(); next != null && next.at - end <= 0; next = tasks.peek()) {
            runNext();
        }
        now = end;
    }

    private record Task(long at, long order, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            // By difference, for the clock may wrap.
            return at == other.at ? Long.compare(order, other.order) : Long.signum(at - other.at);
        }
    }
}
