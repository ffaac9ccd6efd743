package dev.sockeye.internal;

import java.util.concurrent.TimeUnit;

/** The longest of the times that were noted in the last minute or two, in nanoseconds. Not safe for use by several threads. */
final class RecentLongest {
    /** What is remembered is this old at least, and twice as old at most. */
    private static final long HALF_NANOS = TimeUnit.SECONDS.toNanos(60);

    private boolean begun;
    private long halfStart;
    private long longest;
    private long longestBefore;

    void note(long nanos, long now) {
        roll(now);
        longest = Math.max(longest, nanos);
    }

    /** {@return the longest, or 0} */
    long at(long now) {
        roll(now);
        return Math.max(longest, longestBefore);
    }

    private void roll(long now) {
        if (!begun) {
            begun = true;
            halfStart = now;
        } else if (now - halfStart >= 2 * HALF_NANOS) {
            longestBefore = 0;
            longest = 0;
            halfStart = now;
        } else if (now - halfStart >= HALF_NANOS) {
            longestBefore = longest;
            longest = 0;
            halfStart = now;
        }
    }
}
