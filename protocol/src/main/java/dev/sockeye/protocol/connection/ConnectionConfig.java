package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.Role;
import java.time.Duration;

/**
 * The settings of a connection. Immutable; one instance serves any number of connections.
 *
 * @param idleTimeout time without a message in either direction that ends the connection; zero for never
 * @param closingTimeout how long the peer may take to answer a Close frame, and a server to end TCP after both Close frames;
 *     this end's own answer waits for a message that it is sending for at most half of it
 * @param lingerTimeout how long this end still reads and discards after its last byte, so that unread input cannot turn
 *     its Close frame into a reset
 */
public record ConnectionConfig(
        Role role,
        Limits limits,
        Heartbeat heartbeat,
        Duration idleTimeout,
        Duration closingTimeout,
        Duration lingerTimeout) {
    public ConnectionConfig {
        if (role == Role.SERVER && heartbeat.adapts()) {
            throw new IllegalArgumentException(
                    "a server's heartbeat cannot be adaptive, because its clients come by many"
                            + " paths; set an interval below the shortest idle limit on them");
        }
        if (idleTimeout.isNegative()) {
            throw new IllegalArgumentException("idleTimeout must not be negative, was " + idleTimeout);
        }
        if (closingTimeout.isNegative() || closingTimeout.isZero()) {
            throw new IllegalArgumentException("closingTimeout must be positive, was " + closingTimeout);
        }
        if (lingerTimeout.isNegative() || lingerTimeout.isZero()) {
            throw new IllegalArgumentException("lingerTimeout must be positive, was " + lingerTimeout);
        }
    }

    /** {@return a builder that starts from the defaults} */
    public static Builder builder(Role role) {
        return new Builder(role);
    }

    /** Builds {@link ConnectionConfig}. */
    public static final class Builder {
        private final Role role;
        private Limits limits = Limits.DEFAULT;
        private Heartbeat heartbeat = Heartbeat.DEFAULT;
        private Duration idleTimeout = Duration.ZERO;
        private Duration closingTimeout = Duration.ofSeconds(10);
        private Duration lingerTimeout = Duration.ofSeconds(2);

        private Builder(Role role) {
            this.role = role;
        }

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        public Builder heartbeat(Heartbeat value) {
            heartbeat = value;
            return this;
        }

        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        public Builder closingTimeout(Duration value) {
            closingTimeout = value;
            return this;
        }

        public Builder lingerTimeout(Duration value) {
            lingerTimeout = value;
            return this;
        }

        public ConnectionConfig build() {
            return new ConnectionConfig(role, limits, heartbeat, idleTimeout, closingTimeout, lingerTimeout);
        }
    }
}
