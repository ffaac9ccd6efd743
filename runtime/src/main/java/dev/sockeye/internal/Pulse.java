package dev.sockeye.internal;

import static dev.sockeye.internal.SettingWarnings.seconds;

import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.Limit;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The heartbeat of one client's connection and the path it goes over: tells the memory what silences were lived through, has
 * an adaptive heartbeat keep to what the path bears, and warns of a fixed one that cannot. Confined to the event loop.
 */
final class Pulse {
    /** Beats of the peer's in a row that are about as far apart make a rhythm. */
    private static final int RHYTHM = 3;

    /** A peer that has missed this many of its own beats is gone; to wait for longer finds out nothing. */
    private static final int MANY_BEATS = 10;

    private static final long LEAST_RHYTHM = TimeUnit.SECONDS.toNanos(1);

    private final PathMemory memory;
    private final String peer;
    private final Heartbeat heartbeat;
    private final Connection connection;
    private final Runnable onChange;
    private final Consumer<IdleLimit> follower;

    /** The silence before the last ping, and the longest that was lived through, in nanoseconds. */
    private long asked;

    private long survived;

    private long lastPingIn;
    private long rhythm;
    private int beatsIn;

    /**
     * @param peer as the memory knows it
     * @param loop of the connection
     * @param onChange called when the next ping may be due at another time, on the event loop
     */
    Pulse(
            PathMemory memory,
            String peer,
            Heartbeat heartbeat,
            Connection connection,
            Executor loop,
            Runnable onChange) {
        this.memory = memory;
        this.peer = peer;
        this.heartbeat = heartbeat;
        this.connection = connection;
        this.onChange = onChange;
        // From the thread of whichever connection has ended
        follower = limit -> loop.execute(() -> keepTo(limit));
    }

    /** The connection is open. */
    void opened(HandshakeFacts handshake, long now) {
        Optional<Limit> told = heartbeat.isOn() ? Knowledge.tables().idleLimit(handshake) : Optional.empty();
        long silence = told.map(
                        limit -> TimeUnit.SECONDS.toNanos(limit.seconds().least()))
                .orElse(IdleLimit.NONE);
        if (heartbeat.adapts()) {
            keepTo(told.isPresent() ? memory.told(peer, silence, now) : memory.limit(peer));
            memory.follow(peer, follower);
            return;
        }
        IdleLimit learnt = memory.limit(peer);
        if (heartbeat.isOn() && learnt.isConfirmed() && isTooLong(learnt.fatal())) {
            warn(
                    "as far as is known, it bears no more than " + seconds(learnt.fatal()) + " of silence",
                    learnt.fatal());
        } else if (told.isPresent() && isTooLong(silence)) {
            String who = told.get().product() + ", which answered the handshake, ends connections after "
                    + seconds(silence) + " of silence by default (" + told.get().setting() + ")";
            warn(who, silence);
        }
    }

    private boolean isTooLong(long silence) {
        return heartbeat.interval().toNanos() >= silence;
    }

    private void warn(String limit, long silence) {
        SettingWarnings.once(
                "the heartbeat's interval of " + seconds(heartbeat.interval().toNanos())
                        + " may be too long for the path to " + peer + ": " + limit + ". Set less, such as "
                        + seconds(silence / 2) + ", or Heartbeat.adaptive()");
    }

    /** A ping went out after a silence. */
    void beat(long silenceNanos) {
        asked = silenceNanos;
    }

    /** The last ping was answered. */
    void answered(long now) {
        survived = Math.max(survived, asked);
        IdleLimit limit = memory.survived(peer, asked, now);
        if (heartbeat.adapts()) {
            keepTo(limit);
        }
    }

    private void keepTo(IdleLimit limit) {
        if (connection.pingWithin(limit.allowed())) {
            onChange.run();
        }
    }

    /** The connection is over. */
    void over() {
        memory.unfollow(peer, follower);
    }

    /** A ping of the peer's came. */
    void beatIn(long now) {
        long gap = now - lastPingIn;
        lastPingIn = now;
        boolean regular = Math.abs(gap - rhythm) <= rhythm / 5;
        rhythm = gap;
        beatsIn = regular && gap >= LEAST_RHYTHM ? beatsIn + 1 : 1;
        long many = MANY_BEATS * gap;
        if (beatsIn == RHYTHM && heartbeat.isOn() && heartbeat.timeout().toNanos() > many) {
            SettingWarnings.once("the heartbeat's timeout of "
                    + seconds(heartbeat.timeout().toNanos()) + " is longer than " + MANY_BEATS + " of the pings that "
                    + peer
                    + " sends every " + seconds(gap) + ": it is gone well before. Set a timeout of no more than "
                    + seconds(many));
        }
    }

    /** {@return what the end of the connection tells of the path, if it was for silence} */
    Optional<SilentEnd> judge(CloseReport report) {
        return SilentEnd.of(report, asked).filter(end -> !end.isOutlivedBy(survived));
    }

    /** {@return the silence after which connections to the peer are pinged from now on, if the heartbeat adapts} */
    Optional<Duration> interval() {
        long most = Math.min(heartbeat.interval().toNanos(), memory.limit(peer).allowed());
        return heartbeat.adapts() ? Optional.of(Duration.ofNanos(most)) : Optional.empty();
    }
}
