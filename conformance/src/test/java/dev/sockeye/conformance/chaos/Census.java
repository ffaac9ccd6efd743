package dev.sockeye.conformance.chaos;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.ObjectName;

/**
 * What a process holds that can leak.
 *
 * @param threads their names
 * @param descriptors open files and sockets
 * @param timers tasks that wait in event loops
 * @param links what stands behind the links, reachable or not yet collected
 */
record Census(Set<String> threads, int descriptors, long timers, long links) {
    /** Collects garbage, and counts. */
    static Census take() throws Exception {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Set<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                // The one that awaits the count itself.
                .filter(name -> !name.startsWith("awaitility"))
                .collect(Collectors.toCollection(TreeSet::new));
        int descriptors = Objects.requireNonNull(new File("/proc/self/fd").list(), "no /proc").length;
        return new Census(
                threads,
                descriptors,
                instances(histogram, "io.netty.util.concurrent.ScheduledFutureTask"),
                instances(histogram, "dev.sockeye.internal.Link"));
    }

    private static long instances(String histogram, String type) {
        return histogram
                .lines()
                .map(line -> List.of(line.trim().split("\\s+")))
                .filter(cells -> cells.size() > 3 && cells.get(3).equals(type))
                .mapToLong(cells -> Long.parseLong(cells.get(1)))
                .sum();
    }

    /** {@return whether no thread of a client, a server or a relay is left} */
    boolean isAtRest() {
        return threads.stream().noneMatch(name -> name.startsWith("sockeye-") || name.startsWith("chaos-"));
    }

    boolean isWithin(Census before) {
        return before.threads.containsAll(threads)
                && descriptors <= before.descriptors
                && timers <= before.timers
                && links <= before.links;
    }
}
