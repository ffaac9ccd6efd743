package dev.sockeye.compare.scenario;

import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.RawGenerator.Load;
import dev.sockeye.compare.Row;
import dev.sockeye.compare.RunningServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The same messages per second on more and more connections of one server, one after the other. With a constant number in
 * flight instead, few connections would get theirs in batches and many would not.
 */
public final class SizesScenario implements Scenario {
    private static final List<Integer> SIZES = List.of(10, 100, 1000, 10_000, 19_000);
    private static final double RATE = 20_000;
    /** The bare echo and the native server among them, which show how much of the growth is the kernel's. */
    private static final Set<String> SERVERS = Set.of("sockeye", "netty", "netty-tcp", "uwebsockets");

    private final Setup setup;

    /** Makes the scenario. */
    public SizesScenario(Setup setup) {
        this.setup = setup;
    }

    @Override
    public String id() {
        return "sizes";
    }

    @Override
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int size : SIZES) {
            rows.add(Row.cpu(idOf(size), "%,d connections, 20,000 × 125 B per second".formatted(size), Row.RAW));
        }
        rows.add(new Row("sizes", "the dearest of these to the cheapest", "×", true, Row.RAW));
        return rows;
    }

    @Override
    public boolean suits(Peer peer) {
        return SERVERS.contains(peer.name());
    }

    @Override
    public Map<String, Measurement> measure(Peer peer) throws InterruptedException {
        Map<String, Measurement> values = new LinkedHashMap<>();
        List<Double> costs = new ArrayList<>();
        try (RunningServer server = setup.start(peer, Peer.Start.usual(false))) {
            for (int size : SIZES) {
                Measurement cost = EchoScenario.ofRaw(setup.raw().measure(server, load(size)));
                costs.add(cost.value());
                values.put(idOf(size), cost);
            }
        }
        values.put("sizes", Measurement.of(Collections.max(costs) / Collections.min(costs)));
        return values;
    }

    private static String idOf(int size) {
        return "sizes-" + size;
    }

    /** Warm each time: thousands of new connections give a JVM's compilers work. */
    private Load load(int connections) {
        return new Load(
                connections,
                1,
                125,
                "binary",
                RATE,
                setup.timing().warmup(),
                setup.timing().seconds());
    }
}
