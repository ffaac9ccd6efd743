package dev.sockeye.cli.bench;

import dev.sockeye.protocol.close.CloseReport;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A result as one JSON object. Its fields are described in docs/reference/command-line.md. */
final class BenchJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NANOS_PER_SECOND = 1e9;

    private BenchJson() {}

    static ObjectNode of(BenchResult result) {
        BenchSettings settings = result.settings();
        ObjectNode json = JSON.objectNode()
                .put("url", CloseReport.redacted(settings.url().toString()))
                .put("mode", settings.mode().toString())
                .put("connections", settings.connections())
                .put("inFlight", settings.inFlight())
                .put("size", settings.size())
                .put("kind", settings.text() ? "text" : "binary")
                .put("payload", settings.payload().toString());
        json.putObject("compression")
                .put("requested", settings.compression())
                .put("negotiated", result.negotiated().isEmpty() ? null : result.negotiated());
        if (settings.rate().isPresent()) {
            json.put("rate", settings.rate().getAsDouble());
        } else {
            json.putNull("rate");
        }
        json.put("warmupSeconds", settings.warmup().toNanos() / NANOS_PER_SECOND)
                .put("durationSeconds", result.seconds());
        json.putObject("connect")
                .put("opened", result.opened())
                .put("failed", result.failed())
                .put("seconds", result.openingSeconds())
                .put("perSecond", result.openedPerSecond())
                .set("latencyMicros", latencies(result.handshakes()));
        json.putObject("messages")
                .put("sent", result.sent())
                .put("received", result.received())
                .put("missing", result.missing())
                .put("perSecond", result.receivedPerSecond());
        json.putObject("bytes")
                .put("sent", result.sent() * settings.size())
                .put("received", result.received() * settings.size());
        json.set(
                "latencyMicros",
                JSON.objectNode().put("corrected", result.corrected()).setAll(latencies(result.latencies())));
        addErrors(json, result);
        json.set("generator", generator(result));
        json.set("server", result.server().map(use -> server(use, result)).orElse(null));
        return json;
    }

    private static ObjectNode latencies(Latencies latencies) {
        return JSON.objectNode()
                .put("p50", latencies.percentile(50))
                .put("p90", latencies.percentile(90))
                .put("p99", latencies.percentile(99))
                .put("p99.9", latencies.percentile(99.9))
                .put("p99.99", latencies.percentile(99.99))
                .put("max", latencies.max())
                .put("mean", latencies.mean());
    }

    private static void addErrors(ObjectNode json, BenchResult result) {
        var errors = json.putArray("errors");
        for (Map.Entry<Failure, FailureCount> entry : result.failures()) {
            Failure failure = entry.getKey();
            ObjectNode error = errors.addObject();
            if (failure.code().isPresent()) {
                error.put("code", failure.code().getAsInt());
            } else {
                error.putNull("code");
            }
            error.put("cause", failure.cause())
                    .put("count", entry.getValue().count())
                    .put("opened", failure.opened())
                    .put("diagnosis", entry.getValue().diagnosis().orElse(null))
                    .put("example", entry.getValue().example());
        }
    }

    private static ObjectNode generator(BenchResult result) {
        GeneratorUse use = result.generator();
        ObjectNode json = JSON.objectNode()
                .put("cpuSeconds", use.cpuSeconds())
                .put("cpuMicrosPerMessage", result.microsPerMessage(use.cpuSeconds()))
                .put("busiestLoop", use.busiestLoop())
                .put("lateMicros", use.lateMicros());
        use.bottleneck()
                .verdict()
                .ifPresentOrElse(verdict -> json.put("bottleneck", verdict), () -> json.put("bottleneck", "unknown"));
        return json.put("why", use.bottleneck().why());
    }

    private static ObjectNode server(ServerUse use, BenchResult result) {
        return JSON.objectNode()
                .put("pid", use.pid())
                .put("cpuSeconds", use.cpuSeconds())
                .put("cpuMicrosPerMessage", result.microsPerMessage(use.cpuSeconds()))
                .put("cpuShare", use.cpuShare())
                .put("busiestThread", use.busiestThread())
                .put("rssBeforeBytes", use.rssBeforeBytes())
                .put("rssIdleBytes", use.rssIdleBytes())
                .put("rssEndBytes", use.rssEndBytes())
                .put("rssPerConnectionBytes", use.rssPerConnectionBytes());
    }
}
