package dev.sockeye.conformance.faults;

import dev.sockeye.diagnosis.Diagnosis;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The part of the page that shows what the users of other clients get to see. */
final class ComparisonTable {
    private static final int MOST_CHARACTERS = 150;
    private static final String NOTHING = "(nothing)";

    private ComparisonTable() {}

    static String render(List<Comparison.Row> unordered) {
        List<Comparison.Row> rows = unordered.stream()
                .sorted(Comparator.comparing(
                                (Comparison.Row row) -> row.sockeye().causeId())
                        .thenComparing(row -> row.fault().fault()))
                .toList();
        StringBuilder page = new StringBuilder("""

                ## What other clients tell

                The same faults, met at the same moment by Sockeye’s client and by three others with their defaults: the JDK’s, the
                library Java-WebSocket, and npm’s `ws`. Each cell holds the callbacks that their user gets, with code, reason and
                exception in the library’s own words; ports are left out, and long texts are cut. Where a library’s threads race,
                what it says may differ from run to run: of a reset the JDK’s also says “SocketException: Connection reset”.
                “(nothing)” means that after two seconds the client had told of no end: it waits, or goes on as if all were well.
                Some of them give up later: Java-WebSocket looks for lost connections every 60 s. So that the test does not take
                long, Sockeye pings after half a second here; its default is 20 s. The JDK’s and `ws` never ping by themselves.

                | fault | Sockeye, first finding | `java.net.http` | Java-WebSocket 1.6.0 | npm `ws` 8.23.0 |
                |---|---|---|---|---|
                """);
        for (Comparison.Row row : rows) {
            page.append("| ").append(row.fault().fault()).append(" | ").append(found(row.sockeye()));
            for (String name : List.of(Comparison.JDK, Comparison.JAVA_WEBSOCKET, Comparison.WS)) {
                page.append(" | ").append(told(row.others().getOrDefault(name, List.of())));
            }
            page.append(" |\n");
        }
        return page.toString();
    }

    private static String found(Diagnosis diagnosis) {
        return "`" + diagnosis.causeId() + "` "
                + diagnosis.first().confidence().name().toLowerCase(Locale.ROOT);
    }

    private static String told(List<String> words) {
        return words.isEmpty()
                ? NOTHING
                : words.stream()
                        // Threads that race tell of it in either order.
                        .sorted(Comparator.comparing((String word) -> word.startsWith("onClose")))
                        .map(ComparisonTable::cell)
                        .collect(Collectors.joining("<br>"));
    }

    /** In one line, without what differs between runs and machines. */
    private static String cell(String words) {
        String told = words.replaceAll("\\s+", " ")
                .replaceAll(":\\d{4,5}\\b", ":PORT")
                .replaceAll("(localPort|port)=\\d+", "$1=PORT")
                .replaceAll("@[0-9a-f]{5,8}\\b", "@…")
                .replaceAll("Not(After|Before): .*", "Not$1: …")
                .replaceAll("[0-9A-F]{12,}:", "…:")
                .replace('`', '\'')
                .strip();
        String cut = told.length() > MOST_CHARACTERS ? told.substring(0, MOST_CHARACTERS) + "…" : told;
        return "`" + cut.replace("|", "\\|") + "`";
    }
}
