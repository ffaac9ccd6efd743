package dev.sockeye.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the rounds have measured so far. */
public final class Results {
    private final Map<String, Map<String, List<Measurement>>> byRow = new LinkedHashMap<>();

    /** Adds a round's value. */
    public void add(String row, String server, Measurement measurement) {
        byRow.computeIfAbsent(row, key -> new LinkedHashMap<>())
                .computeIfAbsent(server, key -> new ArrayList<>())
                .add(measurement);
    }

    /** {@return the median and the spread of a server's rounds; empty if there is none} */
    public Optional<Summary> summary(String row, String server) {
        return Optional.ofNullable(byRow.getOrDefault(row, Map.of()).get(server))
                .map(Summary::of);
    }
}
