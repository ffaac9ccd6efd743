package dev.sockeye.protocol.connection;

import java.time.Duration;

/**
 * When to ping a silent peer and when to give it up. Any byte that comes proves life, not only a pong.
 *
 * @param interval silence after which a ping is sent; zero for never
 * @param timeout silence after a ping that ends the connection
 */
public record Heartbeat(Duration interval, Duration timeout) {
    /** No pings. */
    public static final Heartbeat OFF = new Heartbeat(Duration.ZERO, Duration.ZERO);

    /**
     * A ping after 20 s of silence, 20 s for an answer. Well below the 30 s to 60 s after which common proxies cut an idle
     * connection.
     */
    public static final Heartbeat DEFAULT = new Heartbeat(Duration.ofSeconds(20), Duration.ofSeconds(20));

    public Heartbeat {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the heartbeat's interval must not be negative, was " + interval);
        }
        if (!interval.isZero() && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("the heartbeat's timeout must be positive, was " + timeout);
        }
    }

    /** {@return whether pings are sent} */
    public boolean isOn() {
        return !interval.isZero();
    }
}
