package dev.sockeye.compare;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Several rounds of one row and server in a few numbers.
 *
 * @param median the value in the middle, or the mean of the two that are
 * @param min the least value
 * @param max the greatest value
 * @param rounds how many there were
 * @param also the median of each quantity beside it
 */
public record Summary(double median, double min, double max, int rounds, SortedMap<String, Double> also) {
    /** {@return the summary of at least one round} */
    public static Summary of(List<Measurement> rounds) {
        List<Double> values = rounds.stream().map(Measurement::value).sorted().toList();
        SortedMap<String, Double> also = new TreeMap<>();
        rounds.stream()
                .map(Measurement::also)
                .map(Map::keySet)
                .flatMap(Collection::stream)
                .distinct()
                .forEach(name -> also.put(
                        name,
                        median(rounds.stream()
                                .map(round -> round.also().get(name))
                                .filter(value -> value != null)
                                .sorted()
                                .toList())));
        return new Summary(median(values), values.get(0), values.get(values.size() - 1), values.size(), also);
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
