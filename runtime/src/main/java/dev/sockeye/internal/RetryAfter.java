package dev.sockeye.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

/**
 * How many seconds clients that are sent away are told to wait: evenly spread, so that those that were refused together do
 * not come back together. Pure functions.
 */
final class RetryAfter {
    /** Long enough for a moment's crowd to thin. */
    private static final int LEAST_OF_OVERLOAD = 5;

    private static final int SPREAD_OF_OVERLOAD = 10;

    /** Who is told to stay away for longer than this stays away for good. */
    private static final long MOST_OF_DRAIN = TimeUnit.HOURS.toSeconds(1);

    private RetryAfter() {}

    /**
     * {@return seconds for a client that is refused because the server drains: 1 up to the whole window, however much of it is
     * left} Less, towards the window's end, would gather those who were refused early and late in its last seconds, before
     * the server is back.
     *
     * @param random a number from 0 to below its argument, each as likely
     */
    static int ofDrain(long windowNanos, IntUnaryOperator random) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(windowNanos);
        return 1 + random.applyAsInt((int) Math.max(1, Math.min(MOST_OF_DRAIN, seconds)));
    }

    /** {@return seconds for a client that was one too many: 5 to 14} */
    static int ofOverload(IntUnaryOperator random) {
        return LEAST_OF_OVERLOAD + random.applyAsInt(SPREAD_OF_OVERLOAD);
    }
}
