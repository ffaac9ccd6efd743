package dev.sockeye.compare.scenario;

import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.MeasurementException;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.RawGenerator.Load;
import dev.sockeye.compare.Row;
import dev.sockeye.compare.RunningServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import tools.jackson.databind.JsonNode;

/**
 * S6: the server inflates and deflates each message. The generator sends bytes that were compressed beforehand and does not
 * inflate what comes, since it would need more time for that than most servers do.
 */
public final class DeflateScenario implements Scenario {
    private static final int MESSAGE_BYTES = 1024;

    private final Setup setup;

    /** Makes the scenario. */
    public DeflateScenario(Setup setup) {
        this.setup = setup;
    }

    @Override
    public String id() {
        return "S6";
    }

    @Override
    public List<Row> rows() {
        return List.of(Row.cpu("S6", "64 × 4 × 1 KiB JSON, permessage-deflate, no context takeover", Row.RAW));
    }

    @Override
    public boolean suits(Peer peer) {
        return peer.kind().isWebSocket();
    }

    @Override
    public Map<String, Measurement> measure(Peer peer) throws InterruptedException {
        Path payload = setup.workspace().output("native").resolve("deflated.bin");
        try {
            Files.write(payload, deflated(json()));
        } catch (IOException e) {
            throw new MeasurementException(payload + " cannot be written", e);
        }
        try (RunningServer server = setup.start(peer, Peer.Start.usual(true))) {
            Load load = Load.closed(64, 4, MESSAGE_BYTES, "ascii", setup.timing());
            JsonNode seen = setup.raw().measureDeflated(server, load, payload);
            double bytes = seen.required("receivedBytesPerMessage").asDouble();
            return Map.of("S6", EchoScenario.ofRaw(seen).with(Measurement.WIRE_RATIO, bytes / MESSAGE_BYTES));
        }
    }

    /** {@return records of a feed with numbers that differ} */
    static byte[] json() {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; json.length() < MESSAGE_BYTES; i++) {
            json.append("{\"id\":%d,\"symbol\":\"S%d\",\"price\":%d.%02d,\"side\":\"%s\"},"
                    .formatted(
                            100_000 + i * 7919,
                            i * 37 % 90,
                            100 + i * 61 % 900,
                            i * 17 % 100,
                            i % 3 == 0 ? "buy" : "sell"));
        }
        return Arrays.copyOf(json.toString().getBytes(StandardCharsets.US_ASCII), MESSAGE_BYTES);
    }

    /** RFC 7692 §7.2.1: what a sync flush gives, without its last four bytes. */
    static byte[] deflated(byte[] message) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        byte[] out = new byte[2 * message.length + 16];
        deflater.setInput(message);
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }
}
