package dev.sockeye.protocol.connection;

import java.time.Duration;

/**
 * When to ping a peer and when to give it up. A ping goes out when for an interval nothing has come, or nothing has gone: data
 * in one direction neither keeps a timer of the other one from striking, nor tells of the round trip. Any byte that comes
 * proves life, not only a pong.
 *
 * <p>The jitter keeps the pings of many connections apart, which a common start, such as a server's restart, would have
 * come at the same moments for ever. It only shortens, so that an interval is still a promise to whatever is on the path.
 *
 * <p>{@linkplain #adaptive() Adaptive}, a client's heartbeat learns the limits of idle time on the paths to its servers. Its
 * interval is the longest then, and the one to begin with.
 *
 * @param interval silence, in either direction, after which a ping is sent, at the latest; zero for never
 * @param timeout silence of the peer after a ping that ends the connection
 * @param jitter the largest share by which an interval is shortened, drawn anew for each: 0 for none, less than 1
 * @param adapts whether the interval is shortened to what the path bears
 */
public record Heartbeat(Duration interval, Duration timeout, double jitter, boolean adapts) {
    /** What {@link #Heartbeat(Duration, Duration)} takes. */
    public static final double DEFAULT_JITTER = 0.1;

    /** No pings. */
    public static final Heartbeat OFF = new Heartbeat(Duration.ZERO, Duration.ZERO);

    /**
     * A ping after 18 s to 20 s of silence, 20 s for an answer. Well below the 30 s to 60 s after which common proxies cut an
     * idle connection.
     */
    public static final Heartbeat DEFAULT = new Heartbeat(Duration.ofSeconds(20), Duration.ofSeconds(20));

    private static final Duration LEAST_ADAPTIVE_INTERVAL = Duration.ofSeconds(1);

    public Heartbeat {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the heartbeat's interval must not be negative, was " + interval);
        }
        if (!interval.isZero() && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("the heartbeat's timeout must be positive, was " + timeout);
        }
        if (adapts && interval.compareTo(LEAST_ADAPTIVE_INTERVAL) < 0) {
            throw new IllegalArgumentException(
                    "an adaptive heartbeat's interval, which is its longest, must be at least "
                            + LEAST_ADAPTIVE_INTERVAL + ", was " + interval);
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("the heartbeat's jitter is at least 0 and less than 1, was " + jitter);
        }
    }

    /** A heartbeat whose intervals are shortened by up to a tenth. */
    public Heartbeat(Duration interval, Duration timeout) {
        this(interval, timeout, DEFAULT_JITTER, false);
    }

    /**
     * {@return the default heartbeat, which learns besides what silence the path to each server bears} For clients: a server
     * refuses it, because its clients come by many paths, of which it knows none beforehand.
     *
     * <p>All clients of a process learn together, by host and port. When a connection ends after a silence, the next ones
     * ping after three quarters of it; a path that drops silently is found by halves. A longer silence is tried again in small
     * steps, after ten minutes where one end was all that was known, and after hours to days where several agree. The silence
     * is never longer than the interval.
     */
    public static Heartbeat adaptive() {
        return DEFAULT.adapting();
    }

    /** {@return this heartbeat, adaptive: its interval is the longest silence before a ping} */
    public Heartbeat adapting() {
        return new Heartbeat(interval, timeout, jitter, true);
    }

    /** {@return this heartbeat with another jitter} */
    public Heartbeat withJitter(double share) {
        return new Heartbeat(interval, timeout, share, adapts);
    }

    /** {@return whether pings are sent} */
    public boolean isOn() {
        return !interval.isZero();
    }
}
