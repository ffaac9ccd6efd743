package dev.sockeye.cli.bench;

/**
 * The times at which messages are due: evenly spaced, on one connection after the other, so that each has every {@code
 * connections}th of them. Immutable.
 *
 * @param startNanos when the first is due, as {@link System#nanoTime} counts
 * @param rate messages per second
 * @param connections that take turns
 */
record Pace(long startNanos, double rate, int connections) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** {@return when a message is due, by its number among those of all connections} */
    long dueNanos(long number) {
        return startNanos + (long) (number * (NANOS_PER_SECOND / rate));
    }

    /** {@return when a message is due, by its number on its connection} */
    long dueNanos(int connection, long number) {
        return dueNanos(number * connections + connection);
    }
}
