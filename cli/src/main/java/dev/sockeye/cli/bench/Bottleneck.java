package dev.sockeye.cli.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether the generator, rather than the server, bounded what was measured.
 *
 * <p>What can be told: a thread that was busy all the time could not have done more, and one that was not could have. What
 * cannot: when threads at both ends were busy all the time, or when it is not known what the server did, who bounded whom.
 *
 * @param verdict whether it did; empty if that cannot be told
 * @param why in a sentence
 */
record Bottleneck(Optional<Boolean> verdict, String why) {
    /** From this share on a thread counts as busy all the time; the rest goes by between two turns of a loop. */
    private static final double BUSY = 0.9;

    /** Messages may be this late without anybody's notice: what a system needs to wake a thread up is within it. */
    private static final double LATE_MICROS = 1_000;

    /** By this part of a latency the generator's own lateness may have falsified it. */
    private static final double LATE_PART = 0.1;

    /** A thread that waits more than that shares its processor with something else that works. */
    private static final double WORTH_TELLING = 0.05;

    /**
     * Judges.
     *
     * @param busiestLoop share of the window in which the generator's busiest thread had something to do
     * @param waiting the part of that in which the thread had no processor, as a share of the window
     * @param serverThread share of the window in which the server's busiest thread had something to do, if it was watched
     * @param lateMicros how late the generator made messages due, at the 99th percentile; empty without a rate
     * @param latencyMicros what was measured, at the 99th percentile
     */
    static Bottleneck of(
            double busiestLoop,
            double waiting,
            OptionalDouble serverThread,
            OptionalDouble lateMicros,
            double latencyMicros) {
        double late = lateMicros.orElse(0);
        if (late > LATE_MICROS && late > latencyMicros * LATE_PART) {
            return new Bottleneck(
                    Optional.of(true),
                    String.format(
                            Locale.ROOT,
                            "it could not keep up with the rate: 1 %% of the messages were due %.1f ms late or more,"
                                    + " which is part of their latency",
                            late / 1_000));
        }
        String own = "its busiest thread had work " + percent(busiestLoop) + " of the time"
                + (waiting < WORTH_TELLING ? "" : " (" + percent(waiting) + " waiting for a processor)");
        if (busiestLoop < BUSY) {
            return new Bottleneck(Optional.of(false), own + ", so it could have done more");
        }
        if (serverThread.isEmpty()) {
            return new Bottleneck(
                    Optional.empty(),
                    own + ", so it could hardly have done more; whether the server could, --server-pid tells");
        }
        String server = ", the server's " + percent(serverThread.getAsDouble());
        if (serverThread.getAsDouble() < BUSY) {
            return new Bottleneck(Optional.of(true), own + server + ": the server could have done more");
        }
        return new Bottleneck(Optional.empty(), own + server + ": neither could have done more");
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
