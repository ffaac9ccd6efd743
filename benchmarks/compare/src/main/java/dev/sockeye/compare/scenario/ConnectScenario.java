package dev.sockeye.compare.scenario;

import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.RawGenerator;
import dev.sockeye.compare.Row;
import dev.sockeye.compare.RunningServer;
import dev.sockeye.compare.SockeyeBench;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** 19,000 connections are opened, the upgrade included, while one that is open already echoes 2,000 messages per second. */
public final class ConnectScenario implements Scenario {
    private static final int CONNECTIONS = 19_000;
    private static final Set<String> SERVERS = Set.of("sockeye", "netty", "uwebsockets");
    /** Its generator is a JVM, and a young one waits for its own compilers longer than for any server. */
    private static final int ECHO_WARMUP_SECONDS = 8;

    /** Until the echo is warm, the start of its generator included. */
    private static final int ECHO_STARTS_MILLIS = 9500;

    private final Setup setup;

    /** Makes the scenario. */
    public ConnectScenario(Setup setup) {
        this.setup = setup;
    }

    @Override
    public String id() {
        return "connect";
    }

    @Override
    public List<Row> rows() {
        return List.of(
                new Row("connect", "19,000 connections opened one after the other", "connections/s", false, Row.RAW),
                new Row("connect-p99", "p99 of an open connection's echo meanwhile", "µs", true, Row.BENCH));
    }

    @Override
    public boolean suits(Peer peer) {
        return SERVERS.contains(peer.name());
    }

    @Override
    public Map<String, Measurement> measure(Peer peer) throws InterruptedException {
        try (RunningServer server = setup.start(peer, Peer.Start.usual(false));
                SockeyeBench.Running echo = setup.bench()
                        .start(
                                server,
                                "/echo",
                                List.of(
                                        "--connections=1",
                                        "--rate=2000",
                                        "--warmup=" + ECHO_WARMUP_SECONDS + "s",
                                        "--duration=60s"))) {
            TimeUnit.MILLISECONDS.sleep(ECHO_STARTS_MILLIS);
            try (RawGenerator.Running opened = setup.raw().hold(server, CONNECTIONS, false)) {
                JsonNode micros = echo.endEarly().required("latencyMicros");
                opened.requireOpen();
                return Map.of(
                        "connect",
                        Measurement.of(CONNECTIONS / opened.openingSeconds())
                                .with(
                                        "serverCpuMicrosPerConnection",
                                        opened.openingServerCpuSeconds() * 1e6 / CONNECTIONS),
                        "connect-p99",
                        Measurement.of(micros.required("p99").asDouble())
                                .with("p50", micros.required("p50").asDouble()));
            }
        }
    }
}
