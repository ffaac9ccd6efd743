package dev.sockeye.compare.report;

import dev.sockeye.compare.Peer;
import dev.sockeye.compare.Results;
import dev.sockeye.compare.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The figures as one JSON object, from which the page and the chart are written: {@code runs}, with the machine and the
 * command of each; {@code servers}; {@code rows}, each with the {@code values} of the servers and the index of the {@code
 * run} that measured them all, so that ratios are always of one run.
 *
 * @param json the object
 */
public record Figures(JsonNode json) {
    /** {@return what a run has measured, with what tells of the run itself} */
    public static Figures of(ObjectNode run, List<Row> rows, List<Peer> peers, Results results) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("runs").add(run);
        ArrayNode servers = json.putArray("servers");
        peers.forEach(peer -> servers.addObject().put("name", peer.name()).put("title", peer.title()));
        ArrayNode all = json.putArray("rows");
        for (Row row : rows) {
            ArrayNode values = all.addObject()
                    .put("run", 0)
                    .put("id", row.id())
                    .put("title", row.title())
                    .put("unit", row.unit())
                    .put("lowerIsBetter", row.lowerIsBetter())
                    .put("generator", row.generator())
                    .putArray("values");
            for (Peer peer : peers) {
                results.summary(row.id(), peer.name()).ifPresent(summary -> {
                    ObjectNode also = values.addObject()
                            .put("server", peer.name())
                            .put("median", summary.median())
                            .put("min", summary.min())
                            .put("max", summary.max())
                            .put("rounds", summary.rounds())
                            .putObject("also");
                    summary.also().forEach(also::put);
                });
            }
        }
        return new Figures(json);
    }

    /**
     * {@return these figures, and of earlier ones the rows that are not measured here}
     *
     * @param order the ids of rows as they are shown; others are left out
     */
    public Figures over(Figures earlier, List<String> order) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = json.putArray("runs");
        Map<String, JsonNode> servers = new LinkedHashMap<>();
        for (Figures figures : List.of(earlier, this)) {
            figures.all("servers").forEach(server -> servers.put(text(server, "name"), server));
        }
        json.putArray("servers").addAll(servers.values());
        ArrayNode rows = json.putArray("rows");
        for (String id : order) {
            Figures from = row(id).isPresent() ? this : earlier;
            from.row(id).ifPresent(row -> {
                ObjectNode own = rows.addObject().put("run", indexIn(runs, from.run(row)));
                row.properties().stream()
                        .filter(property -> !property.getKey().equals("run"))
                        .forEach(property -> own.set(property.getKey(), property.getValue()));
            });
        }
        return new Figures(json);
    }

    private static int indexIn(ArrayNode runs, JsonNode run) {
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).equals(run)) {
                return i;
            }
        }
        runs.add(run);
        return runs.size() - 1;
    }

    private List<JsonNode> all(String field) {
        return StreamSupport.stream(json.required(field).spliterator(), false).toList();
    }

    /** {@return what is told of each run} */
    List<JsonNode> runs() {
        return all("runs");
    }

    /** {@return what is told of the run that measured a row} */
    JsonNode run(JsonNode row) {
        return runs().get(row.required("run").asInt());
    }

    /** {@return the rows that have values} */
    List<JsonNode> rows() {
        return all("rows").stream()
                .filter(row -> !row.required("values").isEmpty())
                .toList();
    }

    /** {@return the row of that id, if it has values} */
    Optional<JsonNode> row(String id) {
        return rows().stream().filter(row -> text(row, "id").equals(id)).findFirst();
    }

    /** {@return a server's values in a row} */
    static Optional<JsonNode> value(JsonNode row, String server) {
        return StreamSupport.stream(row.required("values").spliterator(), false)
                .filter(value -> text(value, "server").equals(server))
                .findFirst();
    }

    /** {@return the median of a row and a server} */
    OptionalDouble median(String row, String server) {
        Optional<JsonNode> value = row(row).flatMap(found -> value(found, server));
        return value.isPresent()
                ? OptionalDouble.of(value.get().required("median").asDouble())
                : OptionalDouble.empty();
    }

    /** {@return the first median divided by the second, if both are there} */
    OptionalDouble ratio(String row, String server, String baseline) {
        OptionalDouble mine = median(row, server);
        OptionalDouble other = median(row, baseline);
        return mine.isPresent() && other.isPresent() && other.getAsDouble() != 0
                ? OptionalDouble.of(mine.getAsDouble() / other.getAsDouble())
                : OptionalDouble.empty();
    }

    /** {@return the title of a server, with its version} */
    String titleOf(String server) {
        return all("servers").stream()
                .filter(one -> text(one, "name").equals(server))
                .map(one -> text(one, "title"))
                .findFirst()
                .orElse(server);
    }

    static String text(JsonNode node, String field) {
        return node.required(field).asString();
    }
}
