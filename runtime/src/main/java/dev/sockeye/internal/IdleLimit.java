package dev.sockeye.internal;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the silence that a path bears, and how long a silence may last because of it. A pure function of what it
 * was told and when: every method returns the next belief. Times are nanoseconds, those called {@code now} of any clock.
 *
 * <p>One end after a silence is a hint, and shortens the silences that are allowed at once, for the hint is cheap to obey; a
 * second one that is alike confirms it. What lives through a longer silence takes the belief back. After a time without an
 * end the next longer silence is tried, a step at a time: soon after a hint, which may have been a process that was killed;
 * after hours where it was confirmed, and after days where trying has cost a connection before.
 *
 * @param fatal the silence that is believed to end connections, {@link #NONE} without a belief
 * @param proofs how many ends speak for it
 * @param allowed how long a silence may last, {@link #NONE} for any time
 * @param since when {@code allowed} became what it is
 * @param answers how many pings have been answered after about so long a silence since
 * @param steps how many longer silences were tried since the last end
 * @param setbacks how often a longer silence was tried in vain after the belief was confirmed
 * @param before what was believed before this belief began; where it is taken back, steps lead there
 */
record IdleLimit(
        long fatal,
        int proofs,
        long allowed,
        long since,
        int answers,
        int steps,
        int setbacks,
        @Nullable IdleLimit before) {
    /** No limit. */
    static final long NONE = Long.MAX_VALUE;

    /** Nothing is believed: any silence is allowed. */
    static final IdleLimit UNKNOWN = new IdleLimit(NONE, 0, NONE, 0, 0, 0, 0, null);

    /** The least silence that is ever asked for: more than one ping in a second is no heartbeat but a load. */
    static final long LEAST = TimeUnit.SECONDS.toNanos(1);

    /** Timers tick, and what arms them travels. */
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(500);

    /** Of a limit that is known well: a margin for a late ping, and still no more than 1.5 times the pings it takes. */
    private static final double MARGIN = 0.75;

    /** Of a silence that is only known to be too long, the next one to try. */
    private static final double SEARCH = 0.5;

    /** From one silence to the next longer one that is tried. */
    private static final double STEP = 1.25;

    /** Jitter shortens silences, so that few are as long as is allowed. */
    private static final double ABOUT = 0.85;

    /** Fewer answers than these tell nothing, however much time has passed: the connections may have been busy. */
    private static final int ENOUGH_ANSWERS = 5;

    private static final long HINT_PATIENCE = TimeUnit.MINUTES.toNanos(10);
    private static final long PATIENCE = TimeUnit.HOURS.toNanos(6);

    private static final int MOST_SETBACKS = 3;

    private static final int CONFIRMED = 2;
    private static final int MOST_PROOFS = 3;

    boolean isKnown() {
        return fatal != NONE;
    }

    /** {@return whether more than one end speaks for the limit} */
    boolean isConfirmed() {
        return proofs >= CONFIRMED;
    }

    /**
     * Takes a limit that something on the path is documented to have. What was learnt of the path itself counts for more.
     *
     * @param silence that it ends connections after
     */
    IdleLimit told(long silence, long now) {
        return equals(UNKNOWN) ? new IdleLimit(silence, CONFIRMED, share(silence, MARGIN), now, 0, 0, 0, null) : this;
    }

    /**
     * Takes the end of a connection that was silent.
     *
     * @param silence that it ended after
     * @param exact whether it ended at that moment; otherwise it was found dead, and may have been so for a while
     */
    IdleLimit ended(long silence, boolean exact, long now) {
        if (isKnown()) {
            if (isSame(silence, fatal) || (!exact && (silence > fatal || steps > 0))) {
                return again(Math.min(silence, fatal), exact, now);
            }
            if (silence > fatal) {
                IdleLimit weaker = contradicted(now);
                return weaker.isKnown() ? weaker : weaker.behind().ended(silence, exact, now);
            }
        }
        IdleLimit behind = isKnown() ? this : before;
        return new IdleLimit(silence, 1, share(silence, exact ? MARGIN : SEARCH), now, 0, 0, 0, behind);
    }

    private IdleLimit again(long silence, boolean exact, long now) {
        int failed = isConfirmed() && steps > 0 ? Math.min(setbacks + 1, MOST_SETBACKS) : setbacks;
        long back = Math.min(allowed, share(silence, MARGIN));
        if (!exact && steps > 0) {
            back = share(allowed, 1 / STEP);
        }
        return new IdleLimit(silence, Math.min(proofs + 1, MOST_PROOFS), back, now, 0, 0, failed, before);
    }

    /**
     * Takes a silence that a connection lived through, as the answer to a ping after it shows.
     *
     * @return this belief itself unless it changes
     */
    IdleLimit survived(long silence, long now) {
        IdleLimit next = isKnown() && silence > fatal + tolerance(fatal) ? contradicted(now) : this;
        if (next.allowed == NONE || silence < next.allowed * ABOUT) {
            return next;
        }
        boolean due = now - next.since >= next.patience();
        return due && next.answers + 1 >= ENOUGH_ANSWERS ? next.lengthened(now) : next.answered();
    }

    private IdleLimit contradicted(long now) {
        return proofs > 1
                ? new IdleLimit(fatal, proofs - 1, allowed, since, answers, steps, setbacks, before)
                : new IdleLimit(NONE, 0, allowed, now, 0, 0, 0, before);
    }

    private IdleLimit answered() {
        return answers >= ENOUGH_ANSWERS
                ? this
                : new IdleLimit(fatal, proofs, allowed, since, answers + 1, steps, setbacks, before);
    }

    private IdleLimit lengthened(long now) {
        long longer = share(allowed, STEP);
        IdleLimit old = behind();
        return !isKnown() && longer >= old.allowed
                ? old.asOf(now)
                : new IdleLimit(fatal, proofs, longer, now, 0, steps + 1, setbacks, before);
    }

    private IdleLimit behind() {
        return before == null ? UNKNOWN : before;
    }

    private IdleLimit asOf(long now) {
        return isKnown() ? new IdleLimit(fatal, proofs, allowed, now, 0, steps, setbacks, before) : this;
    }

    /** After a setback four times as long as before it: 6 h, 1 d, 4 d, 16 d. */
    private long patience() {
        return isConfirmed() ? PATIENCE << (2 * setbacks) : HINT_PATIENCE;
    }

    private static long share(long silence, double part) {
        return Math.max(LEAST, (long) (silence * part));
    }

    /** {@return whether two silences are alike, as far as timers are exact} */
    static boolean isSame(long one, long other) {
        return Math.abs(one - other) <= tolerance(other);
    }

    private static long tolerance(long silence) {
        return Math.max(TICK, silence / 20);
    }
}
