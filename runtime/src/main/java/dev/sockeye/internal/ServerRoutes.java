package dev.sockeye.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a path leads to. Immutable and safe from any thread. */
final class ServerRoutes<T> {
    /**
     * What a path leads to.
     *
     * @param pattern the pattern that stands for the path
     * @param parameters what stands in the path where the pattern has names
     */
    record Match<T>(T target, ServerPathPattern pattern, Map<String, String> parameters) {}

    private final Map<String, Match<T>> exact = new HashMap<>();
    private final List<Match<T>> patterns = new ArrayList<>();

    ServerRoutes(Map<String, T> targets) {
        targets.forEach((path, target) -> {
            ServerPathPattern pattern = ServerPathPattern.parse(path);
            Match<T> match = new Match<>(target, pattern, Map.of());
            if (pattern.isExact()) {
                exact.put(path, match);
            } else {
                patterns.add(match);
            }
        });
    }

    /** {@return what the path, without a query, leads to; null if to nothing} */
    @Nullable
    Match<T> find(String path) {
        Match<T> match = exact.get(path);
        if (match != null) {
            return match;
        }
        for (Match<T> candidate : patterns) {
            Map<String, String> parameters = candidate.pattern().match(path);
            if (parameters != null) {
                return new Match<>(candidate.target(), candidate.pattern(), parameters);
            }
        }
        return null;
    }
}
