package dev.sockeye.cli.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Watches the generator's own process during the window. */
final class GeneratorWatch {
    private final Tallies tallies;
    private final Map<Tally, TaskTime> threadsAtBegin = new HashMap<>();
    private Duration cpuAtBegin = Duration.ZERO;
    private double cpuSeconds;
    private TaskTime busiest = TaskTime.NONE;

    GeneratorWatch(Tallies tallies) {
        this.tallies = tallies;
    }

    void windowBegins() {
        tallies.all().forEach(tally -> threadsAtBegin.put(tally, tally.clock().read()));
        cpuAtBegin = cpu();
    }

    void windowEnds() {
        cpuSeconds = cpu().minus(cpuAtBegin).toNanos() / ServerUse.NANOS_PER_SECOND;
        for (Tally tally : tallies.all()) {
            TaskTime before = threadsAtBegin.getOrDefault(tally, TaskTime.NONE);
            TaskTime used = tally.clock().read().since(before);
            if (used.busyNanos() > busiest.busyNanos()) {
                busiest = used;
            }
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * {@return what it used, and whether that bounded the result}
     *
     * @param seconds that the window had
     * @param serverThread how busy the server's busiest thread was, if that is known
     * @param lateness of a pacer; without any record if there was none
     */
    GeneratorUse use(double seconds, OptionalDouble serverThread, Latencies lateness, Latencies latencies) {
        double share = share(busiest.busyNanos(), seconds);
        OptionalDouble late =
                lateness.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(lateness.percentile(99));
        return new GeneratorUse(
                cpuSeconds,
                share,
                late.orElse(0),
                Bottleneck.of(
                        share, share(busiest.waitNanos(), seconds), serverThread, late, latencies.percentile(99)));
    }

    private static double share(long nanos, double seconds) {
        return seconds == 0 ? 0 : Math.min(1, nanos / ServerUse.NANOS_PER_SECOND / seconds);
    }
}
