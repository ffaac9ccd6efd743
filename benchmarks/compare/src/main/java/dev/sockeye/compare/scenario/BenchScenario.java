package dev.sockeye.compare.scenario;

import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.Row;
import dev.sockeye.compare.RunningServer;
import dev.sockeye.compare.SockeyeBench;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** S8 and latency: what {@code sockeye bench} measures with one command. */
public final class BenchScenario implements Scenario {
    /** Beyond the others, because the generator is on a JVM that warms up too. */
    private static final double MORE_WARMUP_SECONDS = 1;

    private final Setup setup;
    private final Row row;
    private final String path;
    private final Set<String> servers;
    private final List<String> options;

    private BenchScenario(Setup setup, Row row, String path, Set<String> servers, String options) {
        this.setup = setup;
        this.row = row;
        this.path = path;
        this.servers = servers;
        this.options = List.of(options.split(" "));
    }

    /** {@return the scenarios; some are of a few servers only} */
    public static List<BenchScenario> all(Setup setup) {
        Set<String> few = Set.of("sockeye", "netty", "uwebsockets");
        String everybody = "µs CPU/delivery";
        return List.of(
                new BenchScenario(
                        setup,
                        new Row("S8", "broadcast of 125 B to 2,000", everybody, true, Row.BENCH),
                        "/broadcast",
                        Set.of(),
                        "--mode=broadcast --connections=2000 --size=125 --text"),
                new BenchScenario(
                        setup,
                        new Row(
                                "S8-deflate",
                                "broadcast of 1 KiB JSON to 2,000, compressed",
                                everybody,
                                true,
                                Row.BENCH),
                        "/broadcast",
                        few,
                        "--mode=broadcast --connections=2000 --size=1024 --text --payload=json --compression"),
                new BenchScenario(
                        setup,
                        new Row("latency", "p99.9 of S2's messages at 20,000 per second", "µs", true, Row.BENCH),
                        "/echo",
                        few,
                        "--connections=64 --size=125 --binary --rate=20000"));
    }

    @Override
    public String id() {
        return row.id();
    }

    @Override
    public List<Row> rows() {
        return List.of(row);
    }

    @Override
    public boolean suits(Peer peer) {
        return peer.kind().isWebSocket() && (servers.isEmpty() || servers.contains(peer.name()));
    }

    @Override
    public Map<String, Measurement> measure(Peer peer) throws InterruptedException {
        boolean compression = options.contains("--compression");
        double warmup = setup.timing().warmup() + MORE_WARMUP_SECONDS;
        double seconds = setup.timing().seconds();
        List<String> words = new ArrayList<>(options);
        words.add("--warmup=" + Math.round(warmup * 1000) + "ms");
        words.add("--duration=" + Math.round(seconds * 1000) + "ms");
        try (RunningServer server = setup.start(peer, Peer.Start.usual(compression))) {
            JsonNode result = setup.bench().run(server, path, warmup + seconds, words);
            Measurement cpu = SockeyeBench.serverCpu(result);
            return Map.of(row.id(), row.unit().equals("µs") ? latency(result, cpu) : cpu);
        }
    }

    private static Measurement latency(JsonNode result, Measurement cpu) {
        JsonNode micros = result.required("latencyMicros");
        return new Measurement(micros.required("p99.9").asDouble(), cpu.also())
                .with("p50", micros.required("p50").asDouble())
                .with("p99", micros.required("p99").asDouble())
                .with("serverCpuMicrosPerMessage", cpu.value());
    }
}
