package dev.sockeye.compare;

/**
 * How long a measurement takes.
 *
 * @param warmup seconds of load before the window
 * @param seconds seconds of the window
 */
public record Timing(double warmup, double seconds) {}
