package dev.sockeye.cli.output;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.RoundTrips;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.handshake.Header;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@link CloseReport} as JSON, for programs. Its fields are described in docs/reference/command-line.md; fields may be
 * added, none is taken away. Times are milliseconds since the attempt began.
 */
public final class CloseReportJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NANOS_PER_MILLI = 1e6;

    private CloseReportJson() {}

    /** {@return the report} */
    public static ObjectNode of(CloseReport report) {
        ObjectNode json = JSON.objectNode();
        json.put("role", report.role().name());
        json.put("url", report.redactedTarget());
        json.put("localAddress", report.localAddress());
        json.put("remoteAddress", report.remoteAddress());
        json.put("opened", report.opened());
        json.put("clean", report.isClean());
        json.put("code", report.code().value());
        json.put("reason", report.reason());
        json.set("cause", cause(report.cause()));
        json.set("closing", closing(report));
        report.transportEnd()
                .ifPresentOrElse(end -> json.set("transport", transport(end)), () -> json.putNull("transport"));
        json.set("handshake", handshake(report.handshake()));
        json.set("timeline", timeline(report));
        json.set("roundTrips", roundTrips(report.roundTrips()));
        json.set("counters", counters(report.counters()));
        return json;
    }

    private static ObjectNode cause(CloseCause cause) {
        return JSON.objectNode().put("kind", cause.kind().name()).put("text", cause.describe());
    }

    private static ObjectNode closing(CloseReport report) {
        ObjectNode json = JSON.objectNode();
        putPayload(json, "sent", report.closing().sent());
        putPayload(json, "received", report.closing().received());
        json.put("first", report.closing().first().name());
        json.put("midFrame", report.closing().midFrame());
        json.put("midMessage", report.closing().midMessage());
        json.put("timedOut", report.closing().timedOut());
        return json;
    }

    /** A Close frame that was not seen is null; one without a code has the code null. */
    private static void putPayload(ObjectNode json, String name, Optional<ClosePayload> payload) {
        if (payload.isEmpty()) {
            json.putNull(name);
            return;
        }
        ObjectNode body = json.putObject(name);
        payload.get().code().ifPresentOrElse(code -> body.put("code", code.value()), () -> body.putNull("code"));
        body.put("reason", payload.get().reason());
    }

    private static ObjectNode transport(TransportEnd end) {
        ObjectNode json = JSON.objectNode().put("kind", end.kind().name());
        end.errno().ifPresentOrElse(errno -> json.put("errno", errno), () -> json.putNull("errno"));
        return json.put("detail", end.detail());
    }

    private static ObjectNode handshake(HandshakeFacts facts) {
        ObjectNode json = JSON.objectNode();
        facts.status().ifPresentOrElse(status -> json.put("status", status), () -> json.putNull("status"));
        ArrayNode headers = json.putArray("headers");
        for (Header header : facts.headers()) {
            headers.addObject()
                    .put("name", header.name())
                    .put("value", header.redacted().value());
        }
        json.put("bodyPrefix", facts.bodyPrefix());
        json.put("subprotocol", facts.subprotocol().orElse(null));
        ArrayNode offered = json.putArray("extensionsOffered");
        facts.extensionsOffered().forEach(offered::add);
        ArrayNode extensions = json.putArray("extensions");
        for (ExtensionOutcome.Entry entry : facts.extensions().entries()) {
            extensions
                    .addObject()
                    .put("name", entry.name())
                    .put("required", entry.required())
                    .put("result", entry.result().name())
                    .put("detail", entry.detail());
        }
        return json;
    }

    private static ArrayNode timeline(CloseReport report) {
        ArrayNode json = JSON.arrayNode();
        for (Moment moment : report.timeline()) {
            json.addObject()
                    .put("kind", moment.kind().name())
                    .put("millis", moment.nanos() / NANOS_PER_MILLI)
                    .put("detail", moment.detail());
        }
        return json;
    }

    private static ObjectNode roundTrips(RoundTrips trips) {
        return JSON.objectNode()
                .put("samples", trips.samples())
                .put("lastMillis", trips.lastNanos() / NANOS_PER_MILLI)
                .put("leastMillis", trips.leastNanos() / NANOS_PER_MILLI)
                .put("mostMillis", trips.mostNanos() / NANOS_PER_MILLI);
    }

    private static ObjectNode counters(Counters counters) {
        return JSON.objectNode()
                .put("messagesIn", counters.messagesIn())
                .put("messagesOut", counters.messagesOut())
                .put("bytesIn", counters.bytesIn())
                .put("bytesOut", counters.bytesOut())
                .put("pingsIn", counters.pingsIn())
                .put("pingsOut", counters.pingsOut())
                .put("pongsIn", counters.pongsIn());
    }
}
