package dev.sockeye.conformance.autobahn;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Group 2: pings are answered in order with their payload, pongs are not answered. */
class PingPongTest extends AutobahnGroup {
    private static final int PINGS = 10;
    private static final byte[] LARGEST = new byte[125];
    private static final byte[] NOT_TEXT = {0x00, (byte) 0xFF, (byte) 0xFE, (byte) 0xFD, (byte) 0xFC, 0x00, (byte) 0xFF
    };

    static {
        Arrays.fill(LARGEST, (byte) 0xFE);
    }

    @Override
    List<AutobahnCase> cases() {
        return List.of(
                pingIsAnswered("2.1", "a ping without a payload", new byte[0]),
                pingIsAnswered("2.2", "a ping with text", WireFrame.utf8("Hello, world!")),
                pingIsAnswered("2.3", "a ping with bytes that are not text", NOT_TEXT),
                pingIsAnswered("2.4", "a ping of 125 bytes", LARGEST),
                new AutobahnCase("2.5", "a ping of 126 bytes", fuzzer -> {
                    fuzzer.send(WireFrame.of(WireFrame.PING, Arrays.copyOf(LARGEST, 126)));
                    fuzzer.expectFailure(1002);
                }),
                new AutobahnCase("2.6", "a ping of 125 bytes, byte by byte", fuzzer -> {
                    fuzzer.sendOctets(WireFrame.of(WireFrame.PING, LARGEST));
                    fuzzer.expectPong(LARGEST);
                    fuzzer.closeCleanly();
                }),
                new AutobahnCase("2.7", "a pong nobody asked for, without a payload", fuzzer -> {
                    fuzzer.send(WireFrame.pong(""));
                    fuzzer.closeCleanly();
                }),
                new AutobahnCase("2.8", "a pong nobody asked for", fuzzer -> {
                    fuzzer.send(WireFrame.pong("unsolicited pong payload"));
                    fuzzer.closeCleanly();
                }),
                new AutobahnCase("2.9", "a pong nobody asked for, then a ping", fuzzer -> {
                    fuzzer.send(WireFrame.pong("unsolicited pong payload"), WireFrame.ping("ping payload"));
                    fuzzer.expectPong("ping payload");
                    fuzzer.closeCleanly();
                }),
                new AutobahnCase("2.10", "ten pings", fuzzer -> {
                    for (int i = 0; i < PINGS; i++) {
                        fuzzer.send(WireFrame.ping("payload-" + i));
                    }
                    expectTenPongs(fuzzer);
                }),
                new AutobahnCase("2.11", "ten pings, byte by byte", fuzzer -> {
                    for (int i = 0; i < PINGS; i++) {
                        fuzzer.sendOctets(WireFrame.ping("payload-" + i));
                    }
                    expectTenPongs(fuzzer);
                }));
    }

    private static AutobahnCase pingIsAnswered(String id, String title, byte[] payload) {
        return new AutobahnCase(id, title, fuzzer -> {
            fuzzer.send(WireFrame.of(WireFrame.PING, payload));
            fuzzer.expectPong(payload);
            fuzzer.closeCleanly();
        });
    }

    private static void expectTenPongs(Fuzzer fuzzer) throws IOException {
        for (int i = 0; i < PINGS; i++) {
            fuzzer.expectPong("payload-" + i);
        }
        fuzzer.closeCleanly();
    }
}
