package dev.sockeye.compare.scenario;

import dev.sockeye.compare.JavaHeap;
import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.MeasurementException;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.Peer.Start;
import dev.sockeye.compare.RawGenerator;
import dev.sockeye.compare.Row;
import dev.sockeye.compare.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * S7: what an idle connection holds. The heap is in memory from the start, so that what the process grows by is outside of
 * it; what lives in the heap after a full collection is added.
 */
public final class IdleScenario implements Scenario {
    private static final int CONNECTIONS = 5000;
    /** Open before the first reading, so that what a server sets up once is not counted. */
    private static final int BEFORE = 2000;
    /** Time for a server to let go of what only the handshake needed. */
    private static final int SETTLE_MILLIS = 2000;

    /** The other compiler takes and gives back megabytes at times of its own. */
    private static final String C1_ONLY = "-XX:TieredStopAtLevel=1";

    private final Setup setup;

    /** Makes the scenario. */
    public IdleScenario(Setup setup) {
        this.setup = setup;
    }

    @Override
    public String id() {
        return "S7";
    }

    @Override
    public List<Row> rows() {
        String unit = "B/connection";
        return List.of(
                new Row("S7", "idle, 5,000 connections, live heap + memory outside it", unit, true, Row.RAW),
                new Row("S7-deflate", "idle, permessage-deflate agreed", unit, true, Row.RAW),
                new Row("S7-jdk25", "idle, JDK 25 with compact object headers", unit, true, Row.RAW));
    }

    @Override
    public boolean suits(Peer peer) {
        return peer.kind().isWebSocket();
    }

    @Override
    public Map<String, Measurement> measure(Peer peer) throws InterruptedException {
        Map<String, Measurement> values = new LinkedHashMap<>();
        values.put("S7", idle(peer, Start.usual(false), false));
        if (peer.name().equals("sockeye") || peer.name().equals("netty")) {
            values.put("S7-deflate", idle(peer, Start.usual(true), true));
            Optional<String> java25 = java25();
            if (java25.isPresent()) {
                Start start = new Start(false, java25.get(), Start.usual(false).jvmFlags());
                values.put("S7-jdk25", idle(peer, start.with("-XX:+UseCompactObjectHeaders"), false));
            }
        }
        return values;
    }

    private Measurement idle(Peer peer, Start start, boolean deflate) throws InterruptedException {
        JavaHeap heap = new JavaHeap(start.java(), setup.workspace());
        try (RunningServer server =
                        setup.start(peer, start.with("-XX:+AlwaysPreTouch").with(C1_ONLY));
                RawGenerator.Running first = setup.raw().hold(server, BEFORE, deflate)) {
            long heapBefore = liveBytes(heap, server);
            long residentBefore = JavaHeap.residentBytes(server);
            try (RawGenerator.Running idle = setup.raw().hold(server, CONNECTIONS, deflate)) {
                double live = (double) (liveBytes(heap, server) - heapBefore) / CONNECTIONS;
                double outside = (double) (JavaHeap.residentBytes(server) - residentBefore) / CONNECTIONS;
                first.requireOpen();
                idle.requireOpen();
                return new Measurement(live + outside, Map.of("heap", live, "outsideHeap", outside));
            }
        }
    }

    /**
     * Reads after two collections: the first moves what is new, and only the next touches the collector's tables for where it
     * lies now. With one, what was there before would be counted as the connections'.
     */
    private static long liveBytes(JavaHeap heap, RunningServer server) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        if (!server.peer().kind().isJvm()) {
            return 0;
        }
        heap.liveBytes(server);
        return heap.liveBytes(server);
    }

    /** {@return the java of a JDK 25 in the usual place} */
    private static Optional<String> java25() {
        try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
            List<Path> found = new ArrayList<>();
            for (Path home : homes.sorted().toList()) {
                Path release = home.resolve("release");
                if (Files.exists(release) && Files.readString(release).contains("JAVA_VERSION=\"25")) {
                    found.add(home.resolve("bin/java"));
                }
            }
            return found.stream().map(Path::toString).findFirst();
        } catch (IOException e) {
            throw new MeasurementException("the JDKs cannot be listed", e);
        }
    }
}
