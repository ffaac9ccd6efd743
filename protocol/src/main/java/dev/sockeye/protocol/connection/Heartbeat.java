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
 * @param interval silence, in either direction, after which a ping is sent, at the latest; zero for never
 * @param timeout silence of the peer after a ping that ends the connection
 * @param jitter the largest share by which an interval is shortened, drawn anew for each: 0 for none, less than 1
 */
public record Heartbeat(Duration interval, Duration timeout, double jitter) {
    /** What {@link #Heartbeat(Duration, Duration)} takes. */
    public static final double DEFAULT_JITTER = 0.1;

    /** No pings. */
    public static final Heartbeat OFF = new Heartbeat(Duration.ZERO, Duration.ZERO);

    /**
     * A ping after 18 s to 20 s of silence, 20 s for an answer. Well below the 30 s to 60 s after which common proxies cut an
     * idle connection.
     */
    public static final Heartbeat DEFAULT = new Heartbeat(Duration.ofSeconds(20), Duration.ofSeconds(20));

    public Heartbeat {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the heartbeat's interval must not be negative, was " + interval);
        }
        if (!interval.isZero() && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("the heartbeat's timeout must be positive, was " + timeout);
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("the heartbeat's jitter is at least 0 and less than 1, was " + jitter);
        }
    }

    /** A heartbeat whose intervals are shortened by up to a tenth. */
    public Heartbeat(Duration interval, Duration timeout) {
        this(interval, timeout, DEFAULT_JITTER);
    }

    /** {@return this heartbeat with another jitter} */
    public Heartbeat withJitter(double share) {
        return new Heartbeat(interval, timeout, share);
    }

    /** {@return whether pings are sent} */
    public boolean isOn() {
        return !interval.isZero();
    }
}
