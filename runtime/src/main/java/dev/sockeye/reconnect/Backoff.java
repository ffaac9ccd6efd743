package dev.sockeye.reconnect;

import java.time.Duration;

/**
 * How long to wait before the next attempt: a time that grows by a factor from end to end of a row up to a cap, and of which
 * then a random share is taken ("full jitter"). Capping before the draw keeps clients apart however long they have waited,
 * and a first delay that is random as well keeps them apart when all of them lose the same server at once.
 *
 * @param initial the most before the first attempt
 * @param factor by which the most grows with each further attempt; at least 1
 * @param cap the most before any attempt
 */
public record Backoff(Duration initial, double factor, Duration cap) {
    /** Up to 5 s at first, doubling up to a minute. 15,000 clients of one server come back at 3,000 a second at most. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(5), 2, Duration.ofMinutes(1));

    /** For servers that say that they are overloaded (1013, 429): up to 30 s at first, doubling up to five minutes. */
    public static final Backoff OVERLOAD = new Backoff(Duration.ofSeconds(30), 2, Duration.ofMinutes(5));

    public Backoff {
        if (initial.isNegative() || initial.isZero() || cap.compareTo(initial) < 0) {
            throw new IllegalArgumentException(
                    "the delays must be 0 < initial <= cap, were " + initial + " and " + cap);
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("the factor must be at least 1, was " + factor);
        }
    }

    /** {@return the longest delay after this many ends in a row} */
    public Duration longest(int failures) {
        double grown = initial.toNanos() * Math.pow(factor, failures - 1.0);
        return grown >= cap.toNanos() ? cap : Duration.ofNanos((long) grown);
    }

    /**
     * {@return the delay after this many ends in a row}
     *
     * @param jitter from 0 (inclusive) to 1 (exclusive)
     */
    public Duration delay(int failures, double jitter) {
        return Duration.ofNanos((long) (longest(failures).toNanos() * jitter));
    }
}
