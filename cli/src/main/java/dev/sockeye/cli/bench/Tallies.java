package dev.sockeye.cli.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The tallies of all threads that count. Safe from any thread. */
final class Tallies {
    private final Map<Thread, Tally> byThread = new ConcurrentHashMap<>();

    /** {@return the tally of the thread that calls} To be asked once per connection rather than once per message. */
    Tally ofCurrentThread() {
        return byThread.computeIfAbsent(Thread.currentThread(), thread -> new Tally());
    }

    Collection<Tally> all() {
        return List.copyOf(byThread.values());
    }

    long sum(ToLongFunction<Tally> counter) {
        return all().stream().mapToLong(counter).sum();
    }

    Latencies merged(Function<Tally, Latencies> which) {
        Latencies all = new Latencies();
        all().forEach(tally -> all.add(which.apply(tally)));
        return all;
    }

    /** {@return what went wrong, the most frequent first} */
    List<Map.Entry<Failure, FailureCount>> failures() {
        Map<Failure, FailureCount> all = new TreeMap<>(Comparator.comparing(Failure::cause)
                .thenComparing(failure -> failure.code().orElse(0))
                .thenComparing(Failure::opened));
        for (Tally tally : all()) {
            tally.failures().forEach((failure, count) -> all.merge(failure, count, FailureCount::plus));
        }
        return all.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<Failure, FailureCount> entry) ->
                        -entry.getValue().count()))
                .toList();
    }
}
