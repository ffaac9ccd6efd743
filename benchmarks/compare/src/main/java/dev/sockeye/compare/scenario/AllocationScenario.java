package dev.sockeye.compare.scenario;

import dev.sockeye.compare.AllocationProbe;
import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.MeasurementException;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.RawGenerator;
import dev.sockeye.compare.Row;
import dev.sockeye.compare.RunningServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** S1 to S4 again, one after the other on one server, for the bytes that it allocates for each message. */
public final class AllocationScenario implements Scenario {
    private static final int WINDOW_MILLIS = 1000;

    /** Warm-ups: code that runs some thousand times a second is compiled late, and until then it makes what it need not. */
    private static final int WARMUPS = 2;

    private final Setup setup;
    private final List<EchoScenario> loads;

    /** Makes the scenario. */
    public AllocationScenario(Setup setup) {
        this.setup = setup;
        loads = EchoScenario.all(setup).subList(0, 4);
    }

    @Override
    public String id() {
        return "allocation";
    }

    @Override
    public List<Row> rows() {
        return loads.stream()
                .map(load ->
                        new Row(idOf(load), "allocated in " + load.rows().get(0).title(), "B/message", true, Row.RAW))
                .toList();
    }

    private static String idOf(EchoScenario load) {
        return "allocation-" + load.id();
    }

    @Override
    public boolean suits(Peer peer) {
        return peer.kind().isJvm();
    }

    @Override
    public boolean isOncePerRun() {
        return true;
    }

    @Override
    public Map<String, Measurement> measure(Peer peer) throws InterruptedException {
        Map<String, Measurement> values = new LinkedHashMap<>();
        try (RunningServer server = setup.start(peer, Peer.Start.usual(false));
                AllocationProbe probe = AllocationProbe.in(server)) {
            // The first reading sets up what the agent needs for later ones.
            probe.bytes();
            for (EchoScenario load : loads) {
                try (RawGenerator.Running running = setup.raw().keepUp(server, load.load())) {
                    TimeUnit.MILLISECONDS.sleep(
                            Math.round(WARMUPS * setup.timing().warmup() * 1000));
                    long messages = running.count();
                    long bytes = probe.bytes();
                    TimeUnit.MILLISECONDS.sleep(WINDOW_MILLIS);
                    long messagesLater = running.count();
                    long bytesLater = probe.bytes();
                    if (messagesLater == messages) {
                        throw new MeasurementException("no message came back");
                    }
                    values.put(idOf(load), Measurement.of((double) (bytesLater - bytes) / (messagesLater - messages)));
                }
            }
        }
        return values;
    }
}
