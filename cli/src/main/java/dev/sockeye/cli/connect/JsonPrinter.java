package dev.sockeye.cli.connect;

import dev.sockeye.Undelivered;
import dev.sockeye.WebSocket;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.cli.output.CloseReportJson;
import dev.sockeye.cli.output.DiagnosisJson;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes each event as one JSON object on a line of its own. The events and their fields are described in
 * docs/reference/command-line.md.
 */
final class JsonPrinter implements EventPrinter {
    private static final double NANOS_PER_MILLI = 1e6;

    private final JsonMapper mapper = JsonMapper.shared();
    private final PrintStream out;
    private final Locale locale;
    private final Clock clock;
    private volatile boolean gone;

    JsonPrinter(PrintStream out, Locale locale, Clock clock) {
        this.out = out;
        this.locale = locale;
        this.clock = clock;
    }

    @Override
    public void opened(WebSocket socket) {
        print(open(socket));
    }

    private ObjectNode open(WebSocket socket) {
        return event("open")
                .put("remoteAddress", socket.remoteAddress())
                .put("localAddress", socket.localAddress())
                .put("subprotocol", socket.subprotocol().orElse(null))
                .put("extensions", socket.extensions());
    }

    @Override
    public void text(ByteBuffer utf8) {
        print(event("text").put("data", StandardCharsets.UTF_8.decode(utf8).toString()));
    }

    @Override
    public void binary(ByteBuffer data) {
        print(event("binary").put("base64", bytes(data)));
    }

    @Override
    public void ping(ByteBuffer payload) {
        print(event("ping").put("base64", bytes(payload)));
    }

    @Override
    public void pong(ByteBuffer payload, OptionalLong roundTripNanos, boolean asked) {
        ObjectNode json = event("pong").put("base64", bytes(payload));
        if (roundTripNanos.isPresent()) {
            json.put("roundTripMillis", roundTripNanos.getAsLong() / NANOS_PER_MILLI);
        } else {
            json.putNull("roundTripMillis");
        }
        print(json);
    }

    @Override
    public void note(String line) {
        print(event("note").put("text", line));
    }

    @Override
    public void disconnected(CloseReport report, Decision.Retry decision) {
        ObjectNode ended = event("disconnected");
        ended.set("report", CloseReportJson.of(report));
        ended.set("diagnosis", DiagnosisJson.of(Diagnosis.of(report), locale));
        print(ended);
        print(decided("retry", decision)
                .put("delayMillis", decision.delay().toMillis())
                .put("newCredentials", decision.newCredentials()));
    }

    private ObjectNode decided(String name, Decision decision) {
        return event(name).put("reason", decision.reason().name()).put("text", decision.describe(locale));
    }

    @Override
    public void reconnected(WebSocket socket, int attempt, Duration away) {
        print(open(socket).put("attempt", attempt).put("awayMillis", away.toMillis()));
    }

    @Override
    public void undelivered(Undelivered undelivered) {
        ObjectNode json = event("undelivered").put("fate", undelivered.fate().name());
        ArrayNode ids = json.putArray("ids");
        undelivered.ids().forEach(range -> ids.addArray().add(range.first()).add(range.last()));
        print(json.put("count", undelivered.count()));
    }

    @Override
    public void gaveUp(Decision.Stop decision) {
        print(decided("stop", decision));
    }

    @Override
    public void closed(CloseReport report, ExitCode exitCode) {
        ObjectNode json = event("close").put("exitCode", exitCode.code());
        json.set("report", CloseReportJson.of(report));
        if (ExitCode.of(report) == ExitCode.OK) {
            json.putNull("diagnosis");
        } else {
            json.set("diagnosis", DiagnosisJson.of(Diagnosis.of(report), locale));
        }
        print(json);
    }

    @Override
    public boolean isReadable() {
        return !gone;
    }

    private ObjectNode event(String name) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("event", name)
                .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void print(ObjectNode json) {
        String line = mapper.writeValueAsString(json);
        synchronized (out) {
            out.println(line);
            gone = out.checkError();
        }
    }
}
