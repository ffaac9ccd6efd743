package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.PastClose;
import dev.sockeye.protocol.close.CloseCause;
import java.time.Duration;
import java.util.function.Function;

/**
 * What this end has in common with earlier ends of connections with the same peer.
 *
 * @param fitting how many of the ends fit, this one among them
 * @param all how many ends are known, this one among them
 * @param least the shortest time of those that fit
 * @param most the longest time of those that fit
 */
record Pattern(int fitting, int all, Duration least, Duration most) {
    /** Timers are as exact as their wheel: nginx ticks by the event, HAProxy and Apache within a tenth of a second. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** Ends that come sooner than this after traffic have other reasons than a timer's. */
    static final Duration SHORTEST = Duration.ofSeconds(2);

    /** {@return how many earlier ends without a Close frame have the same time as this one} */
    static Pattern of(Facts facts, Duration here, Function<PastClose, Duration> time) {
        int same = 1;
        int all = 1;
        Duration least = here;
        Duration most = here;
        for (PastClose past : facts.context().history()) {
            if (past.cause() == CloseCause.Kind.TRANSPORT_LOST) {
                all++;
                Duration there = time.apply(past);
                if (isSame(there, here)) {
                    same++;
                    least = there.compareTo(least) < 0 ? there : least;
                    most = there.compareTo(most) > 0 ? there : most;
                }
            }
        }
        return new Pattern(same, all, least, most);
    }

    private static boolean isSame(Duration one, Duration other) {
        long tolerance = Math.max(TICK.toMillis(), other.toMillis() / 50);
        return Math.abs(one.minus(other).toMillis()) <= tolerance;
    }

    /** {@return whether it repeats, and is the rule rather than the exception} */
    boolean isThere() {
        return fitting >= 2 && 2 * fitting > all;
    }

    /** Adds what repeats to the evidence of a finding, such as "17 of 20 ended after 60 ± 1 s". */
    Proposal tell(Proposal proposal, String id) {
        Duration middle = least.plus(most).dividedBy(2);
        return proposal.fact(
                id,
                Figure.of(fitting),
                Figure.of(all),
                Figure.of(middle),
                Figure.of(most.minus(least).dividedBy(2)));
    }
}
