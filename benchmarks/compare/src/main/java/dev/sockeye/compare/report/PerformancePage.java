package dev.sockeye.compare.report;

import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.Numbers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Writes docs/reference/performance.md. */
public final class PerformancePage {
    private static final List<String> BASELINES = List.of("netty-tcp", "netty", "uwebsockets");

    private final Figures figures;
    private final StringBuilder page = new StringBuilder();

    private PerformancePage(Figures figures) {
        this.figures = figures;
    }

    /** {@return the page in Markdown} */
    public static String of(Figures figures) {
        PerformancePage writer = new PerformancePage(figures);
        writer.head();
        writer.targets();
        writer.tables();
        return writer.page.toString();
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private void head() {
        line("""
                # Performance

                Written by `scripts/compare --write` from [performance.json](performance.json); do not edit. What helped and what did
                not is in [the explanation](../explanation/performance.md).

                ![CPU time per message of each server](performance.svg)

                ## The runs

                Every row of figures is of one run.
                """);
        runs();
        line("""

                Each server runs alone in a process pinned to core 0, with the same JVM flags where there is a JVM; the generator is
                pinned to core 1. Every value is taken of a new process, rounds are interleaved, and the order of the servers changes
                from round to round. CPU time is what the kernel counts for all threads of the server (`schedstat`), read at both ends
                of the window. Shown is the median, with the least and the greatest round behind it.

                - `raw` is `benchmarks/compare/native/generator.c`, a client in C that shares no code with Sockeye. It also drives the
                  yardstick, an echo with no WebSocket, with messages as long as a server's frames.
                - `sockeye bench` is the generator that users have. Its own share of a core is shown beside the figures.
                - S1 to S4 are binary. S5 is a text of Vietnamese, Greek, Russian, Japanese, Korean and an emoji: one to four bytes per
                  character. In S6 what is sent was compressed beforehand and what comes back is not inflated; `wireRatio` is what the
                  server's frames hold for each byte of the message. In S8-deflate the client is `sockeye bench`, and what it offers
                  leaves the context takeover to the server.
                - S7 is live heap plus the growth of resident memory outside the heap, which is touched beforehand, each read after two
                  full collections, with the first compiler only; measured once. Allocation is what the JVM counts for each thread, without
                  those that answer for it; measured once.
                - uWebSockets stands for npm `@trufflesuite/uws-js-unofficial`, a prebuilt addon of uWebSockets.js 20.30: the C++
                  server, with a handler in JavaScript that costs it time which a handler in C++ would not.
                - Tomcat sends parts of messages on, as its own example does. Tyrus keeps its compression context whatever it is asked.

                """);
    }

    private void runs() {
        List<JsonNode> runs = figures.runs();
        line("| |" + " |".repeat(runs.size()));
        line("|---|" + "---|".repeat(runs.size()));
        line("| rows | " + cells(runs, this::rowsOf));
        Set<String> facts = new LinkedHashSet<>();
        runs.forEach(run -> run.properties().forEach(fact -> facts.add(fact.getKey())));
        for (String fact : facts) {
            line("| " + fact + " | " + cells(runs, run -> run.path(fact).asString("")));
        }
    }

    private static String cells(List<JsonNode> runs, Function<JsonNode, String> text) {
        return runs.stream().map(text).collect(Collectors.joining(" | ")) + " |";
    }

    private String rowsOf(JsonNode run) {
        return figures.rows().stream()
                .filter(row -> figures.run(row).equals(run))
                .map(row -> Figures.text(row, "id"))
                .collect(Collectors.joining(", "));
    }

    private void targets() {
        line("## Targets");
        line("");
        line("| row | target | reached | |");
        line("|---|---|--:|---|");
        for (Target target : Target.ALL) {
            OptionalDouble reached = target.reached(figures);
            String value = reached.isEmpty()
                    ? "–"
                    : target.baseline().isEmpty()
                            ? Numbers.of(reached.getAsDouble())
                            : Numbers.ratio(reached.getAsDouble()) + " ×";
            String verdict =
                    reached.isEmpty() ? "not measured" : target.isMetBy(reached.getAsDouble()) ? "met" : "**not met**";
            line("| %s | %s | %s | %s |".formatted(target.row(), target.inWords(figures), value, verdict));
        }
        line("");
    }

    private void tables() {
        line("## Figures");
        for (JsonNode row : figures.rows()) {
            String id = Figures.text(row, "id");
            line("");
            line("### %s: %s".formatted(id, Figures.text(row, "title")));
            line("");
            line("%s; load by %s; %s is better."
                    .formatted(
                            Figures.text(row, "unit"),
                            Figures.text(row, "generator"),
                            row.required("lowerIsBetter").asBoolean() ? "less" : "more"));
            line("");
            line("| server | median | spread | × Netty TCP | × Netty codec | × uWebSockets.js | bound by | also |");
            line("|---|--:|--:|--:|--:|--:|---|---|");
            for (JsonNode value : row.required("values")) {
                line(valueLine(id, value));
            }
        }
    }

    private String valueLine(String row, JsonNode value) {
        String server = Figures.text(value, "server");
        StringBuilder line = new StringBuilder("| %s | %s | %s – %s |"
                .formatted(
                        figures.titleOf(server), number(value, "median"), number(value, "min"), number(value, "max")));
        for (String baseline : BASELINES) {
            OptionalDouble ratio = figures.ratio(row, server, baseline);
            line.append(ratio.isEmpty() ? " |" : " " + Numbers.ratio(ratio.getAsDouble()) + " |");
        }
        return line.append(" %s | %s |".formatted(boundBy(value.required("also")), others(value.required("also"))))
                .toString();
    }

    private static String number(JsonNode value, String field) {
        return Numbers.of(value.required(field).asDouble());
    }

    /** {@return whose core was busy; neither when both had time, which the kernel and the batches then decide} */
    static String boundBy(JsonNode also) {
        double server = also.path(Measurement.SERVER_CPU_SHARE).asDouble(0);
        double generator = also.path(Measurement.GENERATOR_CPU_SHARE).asDouble(0);
        if (server == 0) {
            return "";
        }
        return server >= 0.95 ? "server" : generator >= 0.95 ? "generator" : "neither";
    }

    private static String others(JsonNode also) {
        StringBuilder all = new StringBuilder();
        for (Map.Entry<String, JsonNode> entry : also.properties()) {
            all.append(all.isEmpty() ? "" : ", ")
                    .append(entry.getKey())
                    .append(' ')
                    .append(Numbers.of(entry.getValue().asDouble()));
        }
        return all.toString();
    }
}
