package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.close.RoundTrips;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * When the last bytes, messages, pings and pongs were, and what is due because of it. All times are nanoseconds on the
 * caller's clock, compared by difference because such a clock may wrap.
 */
final class Liveness {
    /** A ping's payload: eight bytes that the peer cannot foresee. */
    static final int NONCE_BYTES = Long.BYTES;

    /** What is due at a time. */
    enum Due {
        NOTHING,
        PING,
        PONG_TIMEOUT,
        IDLE_TIMEOUT
    }

    private final Heartbeat heartbeat;
    private final Duration idleTimeout;

    /** The silence of a direction after which the next ping is due, in nanoseconds. */
    private long pingAfter;

    private final long openedAt;
    private long lastByteIn;

    /** Since when silence counts: the last byte, or the end of a pause. */
    private long silentSince;

    private long lastByteOut;
    private long lastMessageIn;
    private long lastMessageOut;
    private long lastPingOut;
    private long lastPongIn;

    /** The payload of the last ping, until its pong comes. */
    private long nonce;

    private boolean pongOutstanding;

    /** Whether nothing at all has come since the last ping. */
    private boolean silentSincePing;

    /**
     * Since when the peer's time for an answer counts: the last ping, the time when its own silence would have asked for one,
     * or output that found its way to the peer, whichever is last.
     */
    private long answerSince;

    /** What waited for the system, and what it had taken since the beginning, when that was last looked at. */
    private long unsentThen;

    private long takenThen;

    /** Whether the application has stopped the reading, so that silence means nothing. */
    private boolean paused;

    /** When the last pause ended, or the connection began. */
    private long resumedAt;

    /** Whether the peer has to prove until {@link #probeUntil} that it is alive, whatever the heartbeat says. */
    private boolean probing;

    private long probeUntil;

    private RoundTrips roundTrips = RoundTrips.NONE;

    Liveness(Heartbeat heartbeat, Duration idleTimeout, long now) {
        this.heartbeat = heartbeat;
        this.idleTimeout = idleTimeout;
        pingAfter = heartbeat.interval().toNanos();
        openedAt = now;
        lastByteIn = now;
        silentSince = now;
        resumedAt = now;
        lastByteOut = now;
        lastMessageIn = now;
        lastMessageOut = now;
        lastPingOut = now;
        lastPongIn = now;
        answerSince = now;
    }

    /** Sets the silence, of either direction, after which a ping is due, from the one that is under way on. */
    void pingAfter(long nanos) {
        pingAfter = nanos;
    }

    /** {@return how long nothing has passed in either direction} */
    long silence(long now) {
        return now - later(lastByteIn, lastByteOut);
    }

    void bytesIn(long now) {
        lastByteIn = now;
        alive(now);
    }

    private void alive(long now) {
        silentSince = now;
        silentSincePing = false;
        probing = false;
    }

    /** Gives the peer up unless anything comes within a time. */
    void probe(long limitNanos, long now) {
        probing = true;
        probeUntil = now + limitNanos;
    }

    /** {@return since when a direction has been silent, the one that has been so for longer; a pause does not count} */
    private long eitherSilentSince() {
        long since = lastByteOut - silentSince < 0 ? lastByteOut : silentSince;
        return later(since, resumedAt);
    }

    void bytesOut(long now) {
        lastByteOut = now;
    }

    void messageIn(long now) {
        lastMessageIn = now;
    }

    void messageOut(long now) {
        lastMessageOut = now;
    }

    void pingOut(long pingNonce, long now) {
        nonce = pingNonce;
        pongOutstanding = true;
        silentSincePing = true;
        lastPingOut = now;
        // Of a peer that talks but is pinged nonetheless no more is asked than of a silent one.
        answerSince = later(now, silentSince + pingAfter);
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
        long taken = transmitted - unsent;
        boolean advanced = unsentThen > 0 && taken - takenThen > 0;
        unsentThen = unsent;
        takenThen = taken;
        if (advanced) {
            answerSince = later(now, answerSince);
            probing = false;
        }
        return advanced;
    }

    /** Takes a pong; returns the round trip time if it answers the heartbeat's last ping, or -1. */
    long pongIn(ByteBuffer payload, long now) {
        lastPongIn = now;
        boolean answers = pongOutstanding && payload.remaining() == NONCE_BYTES && nonceIn(payload) == nonce;
        if (!answers) {
            return -1;
        }
        pongOutstanding = false;
        long roundTrip = now - lastPingOut;
        roundTrips = roundTrips.plus(roundTrip);
        return roundTrip;
    }

    /** The payload is the transport's buffer, which may be in either byte order. */
    private static long nonceIn(ByteBuffer payload) {
        long read = payload.getLong(payload.position());
        return payload.order() == ByteOrder.BIG_ENDIAN ? read : Long.reverseBytes(read);
    }

    void pause() {
        paused = true;
    }

    /** The silence of the pause says nothing of the peer, so it does not count. */
    void resume(long now) {
        paused = false;
        resumedAt = now;
        alive(now);
    }

    /** {@return what is due now} */
    Due due(long now) {
        if (!idleTimeout.isZero() && now - idleDeadline() >= 0) {
            return Due.IDLE_TIMEOUT;
        }
        if (probing && !paused && now - probeUntil >= 0) {
            return Due.PONG_TIMEOUT;
        }
        if (!heartbeat.isOn() || paused || now - heartbeatDeadline() < 0) {
            return Due.NOTHING;
        }
        return silentSincePing ? Due.PONG_TIMEOUT : Due.PING;
    }

    /**
     * {@return how long from now until something is due, at least 0; Long.MAX_VALUE if nothing ever is}
     */
    long nanosUntilDue(long now) {
        long wait = Long.MAX_VALUE;
        if (heartbeat.isOn()) {
            // Nobody tells of the end of a pause, or that an answer came, and either may be followed by a ping an
            // interval
            // later: that is when to ask again.
            wait = paused ? pingAfter : Math.max(0, heartbeatDeadline() - now);
            wait = silentSincePing ? Math.min(wait, pingAfter) : wait;
        }
        if (!idleTimeout.isZero()) {
            wait = Math.min(wait, Math.max(0, idleDeadline() - now));
        }
        if (probing && !paused) {
            wait = Math.min(wait, Math.max(0, probeUntil - now));
        }
        return wait;
    }

    private long heartbeatDeadline() {
        return silentSincePing ? answerSince + heartbeat.timeout().toNanos() : eitherSilentSince() + pingAfter;
    }

    private long idleDeadline() {
        return later(lastMessageIn, lastMessageOut) + idleTimeout.toNanos();
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
        return lastMessageIn;
    }

    long lastMessageOut() {
        return lastMessageOut;
    }

    long lastPingOut() {
        return lastPingOut;
    }

    long lastPongIn() {
        return lastPongIn;
    }

    RoundTrips roundTrips() {
        return roundTrips;
    }
}
