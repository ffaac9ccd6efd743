package dev.sockeye.compare.report;

import dev.sockeye.compare.Numbers;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.Results;
import dev.sockeye.compare.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Medians and spreads in columns, one block for each row, for a terminal. */
public final class TerminalTable {
    private TerminalTable() {}

    /**
     * {@return the lines}
     *
     * @param baselines the servers that ratios are given to, by name
     */
    public static List<String> of(List<Row> rows, List<Peer> peers, List<String> baselines, Results results) {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            if (peers.stream()
                    .noneMatch(peer -> results.summary(row.id(), peer.name()).isPresent())) {
                continue;
            }
            lines.add("");
            lines.add("%s: %s, %s (load: %s)".formatted(row.id(), row.title(), row.unit(), row.generator()));
            for (Peer peer : peers) {
                results.summary(row.id(), peer.name()).ifPresent(summary -> {
                    StringBuilder line = new StringBuilder("  %-16s %10s  %10s – %-10s"
                            .formatted(
                                    peer.name(),
                                    Numbers.of(summary.median()),
                                    Numbers.of(summary.min()),
                                    Numbers.of(summary.max())));
                    for (String baseline : baselines) {
                        ratio(row, baseline, summary.median(), results)
                                .ifPresent(ratio -> line.append("  × %s %s".formatted(baseline, ratio)));
                    }
                    summary.also().forEach((name, value) -> line.append("  %s %s".formatted(name, Numbers.of(value))));
                    lines.add(line.toString());
                });
            }
        }
        return lines;
    }

    private static Optional<String> ratio(Row row, String baseline, double median, Results results) {
        return results.summary(row.id(), baseline)
                .filter(summary -> summary.median() != 0)
                .map(summary -> Numbers.ratio(median / summary.median()));
    }
}
