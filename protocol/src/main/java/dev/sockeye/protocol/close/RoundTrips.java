package dev.sockeye.protocol.close;

/**
 * Round trip times from ping to pong, in nanoseconds.
 *
 * @param samples how many were measured; the times are 0 if none was
 */
public record RoundTrips(int samples, long lastNanos, long leastNanos, long mostNanos) {
    /** No round trip was measured. */
    public static final RoundTrips NONE = new RoundTrips(0, 0, 0, 0);

    /** {@return these round trips and one more} */
    public RoundTrips plus(long nanos) {
        return samples == 0
                ? new RoundTrips(1, nanos, nanos, nanos)
                : new RoundTrips(samples + 1, nanos, Math.min(leastNanos, nanos), Math.max(mostNanos, nanos));
    }
}
