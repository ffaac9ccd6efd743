package dev.sockeye.compare;

/**
 * One line of the tables: a quantity that is measured of several servers.
 *
 * @param id unique among all, such as {@code S1} or {@code sizes-1000}
 * @param title what is measured
 * @param unit of the value
 * @param lowerIsBetter which way is better
 * @param generator what made the load: {@code raw} or {@code sockeye bench}
 */
public record Row(String id, String title, String unit, boolean lowerIsBetter, String generator) {
    /** The generator in C. */
    public static final String RAW = "raw";

    /** The command that users have. */
    public static final String BENCH = "sockeye bench";

    /** {@return a row of CPU time per message} */
    public static Row cpu(String id, String title, String generator) {
        return new Row(id, title, "µs CPU/message", true, generator);
    }
}
