package dev.sockeye;

import java.time.Duration;

/**
 * How old a server lets its WebSockets become before it asks their clients to connect anew, so that load finds its way to
 * instances that were added, and no client stays on an old one for ever. Each connection is given an age of its own when it
 * opens, so that those that opened together do not end together.
 *
 * @param limit the most that a connection is given, from the accepting of its transport on; zero for no limit
 * @param jitter the share of the limit, 0 to 1, by which a connection may be given less: ages are spread evenly from
 *     {@code limit * (1 - jitter)} to {@code limit}
 */
public record ConnectionAge(Duration limit, double jitter) {
    /** Connections may stay as long as they like. */
    public static final ConnectionAge UNLIMITED = new ConnectionAge(Duration.ZERO, 0);

    /**
     * A fifth: of connections that opened at once by an hour's limit, the ends are spread over twelve minutes, and over more
     * with every round.
     */
    public static final double DEFAULT_JITTER = 0.2;

    public ConnectionAge {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("a connection's age must not be negative, was " + limit);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is a share from 0 to 1, was " + jitter);
        }
    }

    /** {@return this limit with the default jitter} */
    public static ConnectionAge of(Duration limit) {
        return new ConnectionAge(limit, DEFAULT_JITTER);
    }

    /** {@return whether there is a limit} */
    public boolean isLimited() {
        return !limit.isZero();
    }
}
