package dev.sockeye.cli.bench;

/**
 * What the generator itself used within the window.
 *
 * @param cpuSeconds processor time of its process
 * @param busiestLoop the share of the window in which its busiest thread had something to do, from 0 to 1
 * @param lateMicros how much later than intended messages were due, in microseconds at the 99th percentile; 0 without a rate
 */
record GeneratorUse(double cpuSeconds, double busiestLoop, double lateMicros, Bottleneck bottleneck) {}
