package dev.sockeye.cli.bench;

import org.HdrHistogram.Histogram;

/** Times in nanoseconds, up to an hour, to three digits. Not safe for use by several threads. */
final class Latencies {
    private static final long LONGEST = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1_000;

    private final Histogram histogram = new Histogram(LONGEST, DIGITS);

    void record(long nanos) {
        histogram.recordValue(Math.min(Math.max(0, nanos), LONGEST));
    }

    /** Records a time that is that of many. */
    void record(long nanos, long count) {
        histogram.recordValueWithCount(Math.min(Math.max(0, nanos), LONGEST), count);
    }

    void add(Latencies others) {
        histogram.add(others.histogram);
    }

    long count() {
        return histogram.getTotalCount();
    }

    /** {@return the time in microseconds that so many percent did not exceed} */
    double percentile(double percent) {
        return histogram.getValueAtPercentile(percent) / NANOS_PER_MICRO;
    }

    /** {@return the longest, in microseconds} */
    double max() {
        return histogram.getMaxValue() / NANOS_PER_MICRO;
    }

    /** {@return the mean, in microseconds} */
    double mean() {
        return histogram.getMean() / NANOS_PER_MICRO;
    }
}
