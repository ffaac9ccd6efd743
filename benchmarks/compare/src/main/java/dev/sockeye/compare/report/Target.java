package dev.sockeye.compare.report;

import dev.sockeye.compare.Numbers;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What Sockeye is meant to reach in one row.
 *
 * @param row the row's id
 * @param baseline the server that the limit is a ratio to; empty if the limit is in the row's unit
 * @param limit the greatest value that is good, or the least where more is better
 * @param more whether more is better
 */
record Target(String row, String baseline, double limit, boolean more) {
    private static final String SOCKEYE = "sockeye";
    private static final String TCP = "netty-tcp";
    private static final String CODEC = "netty";
    private static final String UWS = "uwebsockets";

    /** The targets that the project has set itself. */
    static final List<Target> ALL = List.of(
            ratio("S1", TCP, 1.03),
            ratio("S2", TCP, 1.15),
            ratio("S2", CODEC, 0.78),
            ratio("S3", TCP, 1.25),
            ratio("S3", CODEC, 0.75),
            ratio("S3", UWS, 1),
            ratio("S4", TCP, 1.4),
            ratio("S4", CODEC, 0.42),
            ratio("S4", UWS, 1),
            ratio("S5", TCP, 2),
            ratio("S5", CODEC, 0.26),
            ratio("S5", UWS, 1),
            ratio("S6", CODEC, 0.62),
            ratio("S6", UWS, 1),
            value("S7", 1500),
            ratio("S8", CODEC, 0.76),
            ratio("latency", CODEC, 1),
            new Target("connect", CODEC, 1, true),
            ratio("connect-p99", CODEC, 1),
            value("allocation-S1", 0),
            value("allocation-S2", 0),
            value("allocation-S3", 0),
            value("allocation-S4", 0),
            value("sizes", 1.3));

    private static Target ratio(String row, String baseline, double limit) {
        return new Target(row, baseline, limit, false);
    }

    private static Target value(String row, double limit) {
        return new Target(row, "", limit, false);
    }

    /** {@return what was reached, in the terms of the limit} */
    OptionalDouble reached(Figures figures) {
        return baseline.isEmpty() ? figures.median(row, SOCKEYE) : figures.ratio(row, SOCKEYE, baseline);
    }

    /** {@return whether that is good, to the hundredth} A JVM allocates a little for itself now and then. */
    boolean isMetBy(double reached) {
        double exact = Math.round(reached * 100) / 100.0;
        return more ? exact >= limit : exact <= limit;
    }

    /** {@return the limit in words, such as {@code ≤ 1.03 × Netty TCP}} */
    String inWords(Figures figures) {
        String sign = more ? "≥ " : "≤ ";
        return baseline.isEmpty()
                ? sign + Numbers.of(limit)
                : sign + Numbers.ratio(limit) + " × " + figures.titleOf(baseline);
    }
}
