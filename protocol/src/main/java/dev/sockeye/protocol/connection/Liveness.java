package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.close.RoundTrips;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * When the last bytes, messages, pings and pongs were, and what is due because of it. All times are nanoseconds on the
 * caller's clock, compared by difference because such a clock may wrap.
 *
 * <p>{@link Traffic} extends it so that a connection carries one object for both. What only a connection has that was pinged,
 * paused or probed is a {@link Watch}, made when it is.
 */
sealed class Liveness permits Traffic {
    /** A ping's payload: eight bytes that the peer cannot foresee. */
    static final int NONCE_BYTES = Long.BYTES;

    /** What is due at a time. */
    enum Due {
        NOTHING,
        PING,
        PONG_TIMEOUT,
        IDLE_TIMEOUT
    }

    private final ConnectionConfig config;

    /** The silence of a direction after which the next ping is due, in nanoseconds. */
    private long pingAfter;

    private final long openedAt;
    private long lastByteIn;
    private long lastByteOut;

    /** Null before the first. */
    private @Nullable Messages messages;

    /** What is known since a control frame first passed, the peer was probed, or reading stopped; null before. */
    private @Nullable Watch watch;

    Liveness(ConnectionConfig config, long now) {
        this.config = config;
        pingAfter = heartbeat().interval().toNanos();
        openedAt = now;
        lastByteIn = now;
        lastByteOut = now;
    }

    /** When messages passed, and how many: what {@link Traffic} counts. */
    static final class Messages {
        private long lastIn;
        private long lastOut;
        long in;
        long out;

        /** The payload of the one that is going out in parts, so far. */
        long partialBytes;

        long lastOutBytes;

        private Messages(long openedAt) {
            lastIn = openedAt;
            lastOut = openedAt;
        }
    }

    /** {@return what is known of messages, from now on if nothing was} */
    Messages messages() {
        Messages made = messages;
        if (made == null) {
            made = new Messages(openedAt);
            messages = made;
        }
        return made;
    }

    /** {@return what is known of messages; null before the first} */
    @Nullable
    Messages messagesSoFar() {
        return messages;
    }

    ConnectionConfig config() {
        return config;
    }

    private Heartbeat heartbeat() {
        return config.heartbeat();
    }

    /** What control frames, probes and pauses have left. */
    static final class Watch {
        /** Whether the application has stopped the reading, so that silence means nothing. */
        private boolean paused;

        /** When the last pause ended, or the connection began. */
        private long resumedAt;

        private long lastPingOut;
        private long lastPongIn;

        /** The payload of the last ping, until its pong comes. */
        private long nonce;

        private boolean pongOutstanding;

        /** Whether nothing at all has come since the last ping. */
        private boolean silentSincePing;

        /**
         * Since when the peer's time for an answer counts: the last ping, the time when its own silence would have asked for
         * one, or output that found its way to the peer, whichever is last.
         */
        private long answerSince;

        /** What waited for the system, and what it had taken since the beginning, when that was last looked at. */
        private long unsentThen;

        private long takenThen;

        /** Whether the peer has to prove until {@link #probeUntil} that it is alive, whatever the heartbeat says. */
        private boolean probing;

        private long probeUntil;

        private RoundTrips roundTrips = RoundTrips.NONE;

        /** The silence that is allowed, in nanoseconds, where it is less than the heartbeat's interval. */
        private long mostSilence = Long.MAX_VALUE;

        /** What may wait before the peer is read on, in bytes, if reading rests because of what waits; else 0. */
        private long outputLimit;

        int pingsIn;
        int pingsOut;
        int pongsIn;

        /** The second that {@link #inSecond} counts control frames in. */
        long second;

        int inSecond;

        private Watch(long openedAt) {
            second = openedAt;
            resumedAt = openedAt;
            lastPingOut = openedAt;
            lastPongIn = openedAt;
            answerSince = openedAt;
        }
    }

    /** {@return what is known of them, from now on if nothing was} */
    Watch watch() {
        Watch made = watch;
        if (made == null) {
            made = new Watch(openedAt);
            watch = made;
        }
        return made;
    }

    /** {@return what is known of control frames, probes and pauses; null before the first} */
    @Nullable
    Watch watchSoFar() {
        return watch;
    }

    /** Sets the silence, of either direction, after which a ping is due, from the one that is under way on. */
    void pingAfter(long nanos) {
        pingAfter = nanos;
    }

    /** {@return the silence that is allowed, in nanoseconds, where it is less than the heartbeat's interval} */
    long mostSilence() {
        return watch == null ? Long.MAX_VALUE : watch.mostSilence;
    }

    void mostSilence(long nanos) {
        watch().mostSilence = nanos;
    }

    /** {@return what may wait before the peer is read on, in bytes, if reading rests because of what waits; else 0} */
    long outputLimit() {
        return watch == null ? 0 : watch.outputLimit;
    }

    void outputLimit(long bytes) {
        watch().outputLimit = bytes;
    }

    /** {@return how long nothing has passed in either direction} */
    long silence(long now) {
        return now - later(lastByteIn, lastByteOut);
    }

    void bytesIn(long now) {
        lastByteIn = now;
        alive();
    }

    private void alive() {
        Watch known = watch;
        if (known != null) {
            known.silentSincePing = false;
            known.probing = false;
        }
    }

    /** {@return since when the peer's silence counts: the last byte, or the end of a pause} */
    private long silentSince() {
        return watch == null ? lastByteIn : later(lastByteIn, watch.resumedAt);
    }

    /** Gives the peer up unless anything comes within a time. */
    void probe(long limitNanos, long now) {
        watch().probing = true;
        watch().probeUntil = now + limitNanos;
    }

    /** {@return since when a direction has been silent, the one that has been so for longer; a pause does not count} */
    private long eitherSilentSince() {
        long silentSince = silentSince();
        long since = lastByteOut - silentSince < 0 ? lastByteOut : silentSince;
        return watch == null ? since : later(since, watch.resumedAt);
    }

    void bytesOut(long now) {
        lastByteOut = now;
    }

    void messageIn(long now) {
        messages().lastIn = now;
    }

    void messageOut(long now) {
        messages().lastOut = now;
    }

    void pingOut(long pingNonce, long now) {
        Watch known = watch();
        known.nonce = pingNonce;
        known.pongOutstanding = true;
        known.silentSincePing = true;
        known.lastPingOut = now;
        // Of a peer that talks but is pinged nonetheless no more is asked than of a silent one.
        known.answerSince = later(now, silentSince() + pingAfter);
    }

    private static long later(long one, long other) {
        return one - other < 0 ? other : one;
    }

    /**
     * Takes how the output stands. A system takes bytes that had to wait because the peer's has acknowledged others before
     * them, so the time for an answer begins anew: the ping may still be behind them. What it takes at once proves nothing.
     *
     * @param transmitted bytes since the beginning
     * @param unsent how many of them wait
     * @return whether bytes that waited when this was last called have been taken
     */
    boolean output(long transmitted, long unsent, long now) {
        Watch known = watch();
        long taken = transmitted - unsent;
        boolean advanced = known.unsentThen > 0 && taken - known.takenThen > 0;
        known.unsentThen = unsent;
        known.takenThen = taken;
        if (advanced) {
            known.answerSince = later(now, known.answerSince);
            known.probing = false;
        }
        return advanced;
    }

    /** Takes a pong; returns the round trip time if it answers the heartbeat's last ping, or -1. */
    long pongIn(ByteBuffer payload, long now) {
        Watch known = watch();
        known.lastPongIn = now;
        boolean answers =
                known.pongOutstanding && payload.remaining() == NONCE_BYTES && nonceIn(payload) == known.nonce;
        if (!answers) {
            return -1;
        }
        known.pongOutstanding = false;
        long roundTrip = now - known.lastPingOut;
        known.roundTrips = known.roundTrips.plus(roundTrip);
        return roundTrip;
    }

    /** The payload is the transport's buffer, which may be in either byte order. */
    private static long nonceIn(ByteBuffer payload) {
        long read = payload.getLong(payload.position());
        return payload.order() == ByteOrder.BIG_ENDIAN ? read : Long.reverseBytes(read);
    }

    void pause() {
        watch().paused = true;
    }

    /** The silence of the pause says nothing of the peer, so it does not count. */
    void resume(long now) {
        watch().paused = false;
        watch().resumedAt = now;
        alive();
    }

    /** {@return what is due now} */
    Due due(long now) {
        if (!config.idleTimeout().isZero() && now - idleDeadline() >= 0) {
            return Due.IDLE_TIMEOUT;
        }
        if (isProbing() && now - watch().probeUntil >= 0) {
            return Due.PONG_TIMEOUT;
        }
        if (!heartbeat().isOn() || isPaused() || now - heartbeatDeadline() < 0) {
            return Due.NOTHING;
        }
        return isSilentSincePing() ? Due.PONG_TIMEOUT : Due.PING;
    }

    private boolean isSilentSincePing() {
        return watch != null && watch.silentSincePing;
    }

    private boolean isPaused() {
        return watch != null && watch.paused;
    }

    private boolean isProbing() {
        return watch != null && watch.probing && !watch.paused;
    }

    /**
     * {@return how long from now until something is due, at least 0; Long.MAX_VALUE if nothing ever is}
     */
    long nanosUntilDue(long now) {
        long wait = Long.MAX_VALUE;
        if (heartbeat().isOn()) {
            // Nobody tells of the end of a pause, or that an answer came, and either may be followed by a ping an
            // interval
            // later: that is when to ask again.
            wait = isPaused() ? pingAfter : Math.max(0, heartbeatDeadline() - now);
            wait = isSilentSincePing() ? Math.min(wait, pingAfter) : wait;
        }
        if (!config.idleTimeout().isZero()) {
            wait = Math.min(wait, Math.max(0, idleDeadline() - now));
        }
        if (isProbing()) {
            wait = Math.min(wait, Math.max(0, watch().probeUntil - now));
        }
        return wait;
    }

    private long heartbeatDeadline() {
        return isSilentSincePing()
                ? watch().answerSince + heartbeat().timeout().toNanos()
                : eitherSilentSince() + pingAfter;
    }

    private long idleDeadline() {
        return later(lastMessageIn(), lastMessageOut()) + config.idleTimeout().toNanos();
    }

    long openedAt() {
        return openedAt;
    }

    long lastByteIn() {
        return lastByteIn;
    }

    long lastByteOut() {
        return lastByteOut;
    }

    long lastMessageIn() {
        return messages == null ? openedAt : messages.lastIn;
    }

    long lastMessageOut() {
        return messages == null ? openedAt : messages.lastOut;
    }

    long lastPingOut() {
        return watch == null ? openedAt : watch.lastPingOut;
    }

    long lastPongIn() {
        return watch == null ? openedAt : watch.lastPongIn;
    }

    RoundTrips roundTrips() {
        return watch == null ? RoundTrips.NONE : watch.roundTrips;
    }
}
