package dev.sockeye.internal;

import dev.sockeye.protocol.connection.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A quiet connection over a path that bears a limited silence, made anew after each end, on virtual time. Pings go as the
 * memory allows, with jitter and the ticks of a coarse timer.
 */
final class SimulatedPath {
    static final String PEER = "example.com";
    static final long SECOND = 1_000_000_000L;
    private static final long TICK = SECOND / 10;
    private static final long ROUND_TRIP = SECOND / 20;
    private static final long TIMEOUT = 20 * SECOND;

    final PathMemory memory = new PathMemory();
    final List<Duration> deaths = new ArrayList<>();
    private final SplittableRandom random;
    private final long longest;

    /** Nanoseconds of silence that the path bears, and of age. */
    private long limit = Long.MAX_VALUE;

    private long lifetime = Long.MAX_VALUE;
    private boolean silent;

    /** When the next kill is, which ends the connection whatever its silence. */
    private long killAt = Long.MAX_VALUE;

    int pings;
    long now;

    SimulatedPath(Duration longest, long seed) {
        this.longest = longest.toNanos();
        random = new SplittableRandom(seed);
    }

    /** Sets the silence after which the path ends connections. */
    SimulatedPath cutsAfter(Duration silence) {
        limit = silence.toNanos();
        return this;
    }

    /** Has the path forget connections without a word. */
    SimulatedPath silently() {
        silent = true;
        return this;
    }

    SimulatedPath endsAtAge(Duration age) {
        lifetime = age.toNanos();
        return this;
    }

    SimulatedPath killedIn(Duration time) {
        killAt = now + time.toNanos();
        return this;
    }

    /** {@return how long the next silence may last} */
    Duration allowed() {
        return Duration.ofNanos(Math.min(longest, memory.limit(PEER).allowed()));
    }

    SimulatedPath run(Duration time) {
        long until = now + time.toNanos();
        while (now < until) {
            connection(until);
            now += SECOND;
        }
        return this;
    }

    private void connection(long until) {
        long opened = now;
        long survived = 0;
        while (now < until) {
            long silence = (long) (allowed().toNanos() * (1 - Heartbeat.DEFAULT_JITTER * random.nextDouble()))
                    + random.nextLong(TICK);
            long ending = Math.min(lifetime - (now - opened), killAt - now);
            long cut = Math.min(silent ? Long.MAX_VALUE : limit, ending);
            if (cut <= silence) {
                now += cut;
                killAt = killAt == now ? Long.MAX_VALUE : killAt;
                died(new SilentEnd(cut, true), survived);
                return;
            }
            now += silence;
            pings++;
            if (silence > limit) {
                now += TIMEOUT;
                died(new SilentEnd(silence, false), survived);
                return;
            }
            now += ROUND_TRIP;
            survived = Math.max(survived, silence);
            memory.survived(PEER, silence, now);
        }
    }

    private void died(SilentEnd end, long survived) {
        deaths.add(Duration.ofNanos(now));
        if (end.silence() >= 2 * SECOND && !end.isOutlivedBy(survived)) {
            memory.ended(PEER, end, now);
        }
    }
}
