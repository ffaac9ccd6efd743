package dev.sockeye.conformance.faults;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page that tells how often the diagnosis is right. */
final class AccuracyPage {
    private AccuracyPage() {}

    /** A fault and what was said of it. */
    record Row(FaultCase fault, Diagnosis diagnosis) {
        boolean right() {
            return fault.expected().isMetBy(diagnosis);
        }
    }

    static String render(List<Row> unordered, List<Comparison.Row> comparisons) {
        List<Row> rows = unordered.stream()
                .sorted(Comparator.comparing(
                                (Row row) -> row.fault().expected().causes().get(0))
                        .thenComparing(row -> row.fault().fault())
                        .thenComparing(row -> row.fault().end()))
                .toList();
        List<Row> plain = rows.stream()
                .filter(row -> row.fault().expected().isDistinguishable())
                .toList();
        List<Row> alike = rows.stream()
                .filter(row -> !row.fault().expected().isDistinguishable())
                .toList();
        long right = plain.stream().filter(Row::right).count();
        long wrongAndSure = rows.stream()
                .filter(row -> !row.right() && row.diagnosis().first().confidence() == Confidence.HIGH)
                .count();
        StringBuilder page = new StringBuilder("""
                # How right the diagnosis is

                Faults that were really injected, each seen from one end of the connection, and the first finding of
                `report.diagnose()`. `FaultMatrixTest` injects them; every line is one of its tests, and a wrong first finding,
                or any finding that is sure of a wrong cause, fails it. Figures differ from run to run, so only causes and
                confidences stand here. Made with

                ```
                mvn -pl conformance -am verify -Dtest=FaultMatrixTest -Dsurefire.failIfNoSpecifiedTests=false \\
                    -Dsockeye.faults.write=true
                ```

                """);
        page.append(
                "%d faults, each by end; %d of them can be told from all others. Of these the first finding is right"
                        .formatted(rows.size(), plain.size()));
        page.append(" in %d (%.1f %%). Sure and wrong: %d.%n%n"
                .formatted(right, plain.isEmpty() ? 0 : 100.0 * right / plain.size(), wrongAndSure));
        page.append("""
                The rules were mended on these very faults: the figure shows that they agree with what was injected, not how they
                fare with a fault that nobody thought of. Most of the peers are scripted and misbehave over real sockets; proxies,
                processes, networks and a browser are real where the fault says so. Devices that forget a connection do so after
                minutes; here one forgets within a minute. That it is named first after a longer silence is tested on facts alone.

                """);
        page.append("## Faults that can be told\n\n");
        table(page, plain);
        page.append("""

                ## Faults that look like others

                From this end the causes that are expected cannot be told apart. The diagnosis names them all and is sure of
                none; which comes first depends on what the next attempt and other connections show.

                """);
        table(page, alike);
        page.append(ComparisonTable.render(comparisons));
        page.append("\n## Expected and found\n\n| expected | found first | times |\n|---|---|---|\n");
        confusion(plain)
                .forEach((pair, times) -> page.append("| ")
                        .append(pair)
                        .append(" | ")
                        .append(times)
                        .append(" |\n"));
        return page.toString();
    }

    private static void table(StringBuilder page, List<Row> rows) {
        page.append("| fault | seen by | expected | found first | confidence | also |\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            List<Finding> findings = row.diagnosis().findings();
            page.append("| ")
                    .append(row.fault().fault())
                    .append(" | ")
                    .append(row.fault().end().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(row.fault().expected().causes().stream()
                            .map(cause -> "`" + cause + "`")
                            .collect(Collectors.joining(" or ")))
                    .append(" | `")
                    .append(findings.get(0).causeId())
                    .append("` | ")
                    .append(findings.get(0).confidence().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(findings.stream()
                            .skip(1)
                            .map(finding -> "`" + finding.causeId() + "`")
                            .collect(Collectors.joining(", ")))
                    .append(" |\n");
        }
    }

    private static Map<String, Long> confusion(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        row -> "`" + row.fault().expected().causes().get(0) + "` | `"
                                + row.diagnosis().causeId() + "`",
                        TreeMap::new,
                        Collectors.counting()));
    }
}
