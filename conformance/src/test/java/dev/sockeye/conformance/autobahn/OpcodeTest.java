package dev.sockeye.conformance.autobahn;

import java.util.ArrayList;
import java.util.List;

/** Group 4: an opcode that RFC 6455 reserves fails the connection at once. */
class OpcodeTest extends AutobahnGroup {
    private static final String TEXT = "Hello, world!";
    private static final int RESERVED_DATA = 3;
    private static final int RESERVED_CONTROL = 11;

    @Override
    List<AutobahnCase> cases() {
        List<AutobahnCase> cases = new ArrayList<>();
        addCases(cases, "4.1.", RESERVED_DATA);
        addCases(cases, "4.2.", RESERVED_CONTROL);
        return cases;
    }

    private static void addCases(List<AutobahnCase> cases, String group, int first) {
        cases.add(new AutobahnCase(group + 1, "opcode " + first, fuzzer -> {
            fuzzer.send(WireFrame.of(first, new byte[0]));
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase(group + 2, "opcode " + (first + 1) + " with a payload", fuzzer -> {
            fuzzer.send(WireFrame.of(first + 1, WireFrame.utf8("reserved opcode payload")));
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase(group + 3, "text, then opcode " + (first + 2) + ", then a ping", fuzzer -> {
            fuzzer.send(WireFrame.text(TEXT), WireFrame.of(first + 2, new byte[0]), WireFrame.ping(""));
            fuzzer.expectText(TEXT);
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase(
                group + 4, "text, then opcode " + (first + 3) + " with a payload, then a ping", fuzzer -> {
                    fuzzer.send(
                            WireFrame.text(TEXT), WireFrame.of(first + 3, WireFrame.utf8(TEXT)), WireFrame.ping(""));
                    fuzzer.expectText(TEXT);
                    fuzzer.expectFailure(1002);
                }));
        cases.add(new AutobahnCase(
                group + 5,
                "text, then opcode " + (first + 4) + " with a payload, then a ping, byte by byte",
                fuzzer -> {
                    fuzzer.sendOctets(
                            WireFrame.text(TEXT), WireFrame.of(first + 4, WireFrame.utf8(TEXT)), WireFrame.ping(""));
                    fuzzer.expectText(TEXT);
                    fuzzer.expectFailure(1002);
                }));
    }
}
