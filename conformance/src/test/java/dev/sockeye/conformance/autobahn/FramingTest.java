package dev.sockeye.conformance.autobahn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Group 1: messages at the borders of the length's three forms, and one that comes in pieces. */
class FramingTest extends AutobahnGroup {
    private static final int[] SIZES = {0, 125, 126, 127, 128, 65_535, 65_536};
    private static final int CHOP = 997;

    @Override
    List<AutobahnCase> cases() {
        List<AutobahnCase> cases = new ArrayList<>();
        for (int kind = 1; kind <= 2; kind++) {
            int opcode = kind == 1 ? WireFrame.TEXT : WireFrame.BINARY;
            String name = kind == 1 ? "text" : "binary";
            byte fill = (byte) (kind == 1 ? '*' : 0xFE);
            for (int i = 0; i < SIZES.length; i++) {
                byte[] payload = filled(SIZES[i], fill);
                cases.add(new AutobahnCase("1." + kind + "." + (i + 1), name + " of " + SIZES[i] + " bytes", fuzzer -> {
                    fuzzer.send(WireFrame.of(opcode, payload));
                    fuzzer.expectMessage(opcode, payload);
                    fuzzer.closeCleanly();
                }));
            }
            byte[] payload = filled(65_536, fill);
            cases.add(new AutobahnCase("1." + kind + ".8", name + " of 65536 bytes in pieces of 997", fuzzer -> {
                fuzzer.sendChopped(CHOP, WireFrame.of(opcode, payload));
                fuzzer.expectMessage(opcode, payload);
                fuzzer.closeCleanly();
            }));
        }
        return cases;
    }

    private static byte[] filled(int size, byte fill) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, fill);
        return bytes;
    }
}
