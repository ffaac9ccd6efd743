package dev.sockeye.compare.scenario;

import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.RawGenerator.Load;
import dev.sockeye.compare.Row;
import dev.sockeye.compare.RunningServer;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** S1 to S5: messages of one kind go to an echo as fast as it answers, and its CPU time per message counts. */
public final class EchoScenario implements Scenario {
    private final Setup setup;
    private final String id;
    private final String title;
    private final int connections;
    private final int inFlight;
    private final int size;
    private final String kind;

    private EchoScenario(Setup setup, String id, String title, int connections, int inFlight, int size, String kind) {
        this.setup = setup;
        this.id = id;
        this.title = title;
        this.connections = connections;
        this.inFlight = inFlight;
        this.size = size;
        this.kind = kind;
    }

    /** {@return S1 to S5} */
    public static List<EchoScenario> all(Setup setup) {
        return List.of(
                new EchoScenario(setup, "S1", "16 connections × 1 in flight × 125 B", 16, 1, 125, "binary"),
                new EchoScenario(setup, "S2", "64 × 16 × 125 B", 64, 16, 125, "binary"),
                new EchoScenario(setup, "S3", "64 × 4 × 16 KiB binary", 64, 4, 16 << 10, "binary"),
                new EchoScenario(setup, "S4", "8 × 1 × 1 MiB binary", 8, 1, 1 << 20, "binary"),
                new EchoScenario(setup, "S5", "64 × 4 × 4 KiB non-ASCII text", 64, 4, 4 << 10, "unicode"));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Row> rows() {
        return List.of(Row.cpu(id, title, Row.RAW));
    }

    @Override
    public boolean suits(Peer peer) {
        return true;
    }

    Load load() {
        return Load.closed(connections, inFlight, size, kind, setup.timing());
    }

    @Override
    public Map<String, Measurement> measure(Peer peer) throws InterruptedException {
        try (RunningServer server = setup.start(peer, Peer.Start.usual(false))) {
            return Map.of(id, ofRaw(setup.raw().measure(server, load())));
        }
    }

    /** {@return the CPU time per message that the raw generator saw, with what it saw beside it} */
    static Measurement ofRaw(JsonNode seen) {
        return new Measurement(
                seen.required("serverCpuMicrosPerMessage").asDouble(),
                Map.of(
                        Measurement.PER_SECOND,
                        seen.required("perSecond").asDouble(),
                        Measurement.SERVER_CPU_SHARE,
                        seen.required("serverCpuShare").asDouble(),
                        "generatorCpuShare",
                        seen.required("generatorCpuShare").asDouble()));
    }
}
