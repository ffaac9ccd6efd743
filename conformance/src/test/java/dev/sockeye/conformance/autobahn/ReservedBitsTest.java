package dev.sockeye.conformance.autobahn;

import java.util.List;

/** Group 3: a reserved bit that no extension has claimed fails the connection at once. */
class ReservedBitsTest extends AutobahnGroup {
    private static final String TEXT = "Hello, world!";

    @Override
    List<AutobahnCase> cases() {
        return List.of(
                new AutobahnCase("3.1", "text with RSV3", fuzzer -> {
                    fuzzer.send(WireFrame.text(TEXT).withRsv(1));
                    fuzzer.expectFailure(1002);
                }),
                new AutobahnCase("3.2", "text, then text with RSV2, then a ping, in one write", fuzzer -> {
                    fuzzer.sendTogether(
                            List.of(WireFrame.text(TEXT), WireFrame.text(TEXT).withRsv(2), WireFrame.ping("")));
                    fuzzer.expectText(TEXT);
                    fuzzer.expectFailure(1002);
                }),
                new AutobahnCase("3.3", "text, then text with RSV2 and RSV3, then a ping", fuzzer -> {
                    fuzzer.send(WireFrame.text(TEXT), WireFrame.text(TEXT).withRsv(3), WireFrame.ping(""));
                    fuzzer.expectText(TEXT);
                    fuzzer.expectFailure(1002);
                }),
                new AutobahnCase("3.4", "text, then text with RSV1, then a ping, byte by byte", fuzzer -> {
                    fuzzer.sendOctets(WireFrame.text(TEXT), WireFrame.text(TEXT).withRsv(4), WireFrame.ping(""));
                    fuzzer.expectText(TEXT);
                    fuzzer.expectFailure(1002);
                }),
                new AutobahnCase("3.5", "binary with RSV1 and RSV3", fuzzer -> {
                    fuzzer.send(WireFrame.of(WireFrame.BINARY, new byte[] {0, -1, -2, -3, -4, 0, -1})
                            .withRsv(5));
                    fuzzer.expectFailure(1002);
                }),
                new AutobahnCase("3.6", "a ping with RSV1 and RSV2", fuzzer -> {
                    fuzzer.send(WireFrame.ping(TEXT).withRsv(6));
                    fuzzer.expectFailure(1002);
                }),
                new AutobahnCase("3.7", "a Close frame with all reserved bits", fuzzer -> {
                    fuzzer.send(WireFrame.of(WireFrame.CLOSE, new byte[0]).withRsv(7));
                    fuzzer.expectFailure(1002);
                }));
    }
}
