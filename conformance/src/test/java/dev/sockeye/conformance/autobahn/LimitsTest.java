package dev.sockeye.conformance.autobahn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Groups 9 and 10: large messages, many fragments, small pieces and many messages, all within the default limits. */
class LimitsTest extends AutobahnGroup {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int[] MESSAGES = {64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB};
    private static final int[] FRAGMENTS = {64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB};
    private static final int[] PIECES = {64, 128, 256, 512, KIB, 2 * KIB};
    private static final int[] ROUND_TRIPS = {0, 16, 64, 256, KIB, 4 * KIB};
    private static final int ROUND_TRIP_COUNT = 1000;
    private static final int AUTO_FRAGMENT = 1300;

    @Override
    List<AutobahnCase> cases() {
        List<AutobahnCase> cases = new ArrayList<>();
        for (int kind = 0; kind < 2; kind++) {
            int opcode = kind == 0 ? WireFrame.TEXT : WireFrame.BINARY;
            String name = kind == 0 ? "text" : "binary";
            for (int i = 0; i < MESSAGES.length; i++) {
                int size = MESSAGES[i];
                cases.add(new AutobahnCase(
                        "9." + (1 + kind) + "." + (i + 1),
                        name + " of " + size + " bytes",
                        fuzzer -> echo(fuzzer, opcode, size, size, MIB)));
            }
            for (int i = 0; i < FRAGMENTS.length; i++) {
                int size = FRAGMENTS[i];
                cases.add(new AutobahnCase(
                        "9." + (3 + kind) + "." + (i + 1),
                        name + " of 4 MiB in fragments of " + size,
                        fuzzer -> echo(fuzzer, opcode, 4 * MIB, size, MIB)));
            }
            for (int i = 0; i < PIECES.length; i++) {
                int size = PIECES[i];
                cases.add(new AutobahnCase(
                        "9." + (5 + kind) + "." + (i + 1),
                        name + " of 1 MiB in pieces of " + size,
                        fuzzer -> echo(fuzzer, opcode, MIB, MIB, size)));
            }
            for (int i = 0; i < ROUND_TRIPS.length; i++) {
                int size = ROUND_TRIPS[i];
                cases.add(new AutobahnCase(
                        "9." + (7 + kind) + "." + (i + 1),
                        ROUND_TRIP_COUNT + " times " + name + " of " + size + " bytes",
                        fuzzer -> roundTrips(fuzzer, opcode, size)));
            }
        }
        cases.add(new AutobahnCase(
                "10.1.1",
                "text of 64 KiB in fragments of " + AUTO_FRAGMENT,
                fuzzer -> echo(fuzzer, WireFrame.TEXT, 64 * KIB, AUTO_FRAGMENT, MIB)));
        return cases;
    }

    private static void echo(Fuzzer fuzzer, int opcode, int size, int fragment, int piece) throws IOException {
        byte[] message = payload(opcode, size);
        fuzzer.sendChopped(piece, fragments(opcode, message, fragment));
        fuzzer.expectMessage(opcode, message);
        fuzzer.closeCleanly();
    }

    private static void roundTrips(Fuzzer fuzzer, int opcode, int size) throws IOException {
        byte[] message = payload(opcode, size);
        for (int i = 0; i < ROUND_TRIP_COUNT; i++) {
            fuzzer.send(WireFrame.of(opcode, message));
            fuzzer.expectMessage(opcode, message);
        }
        fuzzer.closeCleanly();
    }

    private static byte[] payload(int opcode, int size) {
        byte[] message = new byte[size];
        Arrays.fill(message, (byte) (opcode == WireFrame.TEXT ? '*' : 0xFE));
        return message;
    }

    static WireFrame[] fragments(int opcode, byte[] message, int size) {
        int count = Math.max(1, (message.length + size - 1) / size);
        WireFrame[] frames = new WireFrame[count];
        for (int i = 0; i < count; i++) {
            byte[] part = Arrays.copyOfRange(message, i * size, Math.min(message.length, (i + 1) * size));
            frames[i] = new WireFrame(i == count - 1, 0, i == 0 ? opcode : WireFrame.CONTINUATION, part);
        }
        return frames;
    }
}
