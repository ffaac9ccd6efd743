package dev.sockeye.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Group 7: closing, with all that comes behind a Close frame or is wrong in one. */
class CloseTest extends AutobahnGroup {
    /** The suite's list, and the codes that were registered after it was made. */
    private static final int[] VALID = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999, 1012, 1013, 1014
    };

    private static final int[] INVALID = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 1015};
    private static final int[] BEYOND_THE_REGISTRY = {5000, 65_535};
    private static final int SILENCE_MILLIS = 300;

    @Override
    List<AutobahnCase> cases() {
        List<AutobahnCase> cases = new ArrayList<>();
        addWhatComesBehind(cases);
        addPayloadLengths(cases);
        addCodes(cases);
        return cases;
    }

    private static void addWhatComesBehind(List<AutobahnCase> cases) {
        WireFrame text = WireFrame.text("Hello, world!");
        WireFrame close = WireFrame.close(1000, "");
        cases.add(new AutobahnCase("7.1.1", "text, then a Close frame", fuzzer -> {
            fuzzer.send(text, close);
            fuzzer.expectText("Hello, world!");
            fuzzer.expectCloseAnswer(1000);
        }));
        cases.add(new AutobahnCase("7.1.2", "two Close frames", fuzzer -> {
            fuzzer.sendTogether(List.of(close, close));
            fuzzer.expectCloseAnswer(1000);
        }));
        cases.add(new AutobahnCase("7.1.3", "a ping behind the Close frame", fuzzer -> {
            fuzzer.sendTogether(List.of(close, WireFrame.ping("")));
            fuzzer.expectCloseAnswer(1000);
        }));
        cases.add(new AutobahnCase("7.1.4", "text behind the Close frame", fuzzer -> {
            fuzzer.sendTogether(List.of(close, text));
            fuzzer.expectCloseAnswer(1000);
        }));
        cases.add(new AutobahnCase("7.1.5", "a Close frame between two fragments", fuzzer -> {
            fuzzer.sendTogether(
                    List.of(WireFrame.text("fragment1").unfinished(), close, WireFrame.continuation("fragment2")));
            fuzzer.expectCloseAnswer(1000);
        }));
        cases.add(new AutobahnCase("7.1.6", "text of 256 KiB, a Close frame, a ping", fuzzer -> {
            byte[] large = new byte[256 * 1024];
            Arrays.fill(large, (byte) 'B');
            WireFrame message = WireFrame.of(WireFrame.TEXT, large);
            fuzzer.sendTogether(List.of(message, close, WireFrame.ping("")));
            fuzzer.expectMessage(WireFrame.TEXT, large);
            fuzzer.expectCloseAnswer(1000);
        }));
    }

    private static void addPayloadLengths(List<AutobahnCase> cases) {
        cases.add(new AutobahnCase("7.3.1", "a Close frame without a body", fuzzer -> {
            fuzzer.send(WireFrame.of(WireFrame.CLOSE, new byte[0]));
            // RFC 6455 §5.5.1: the answer echoes what it got, which is no code.
            fuzzer.expectCloseAnswer(1005);
        }));
        cases.add(new AutobahnCase("7.3.2", "a Close frame with a body of one byte", fuzzer -> {
            fuzzer.send(WireFrame.of(WireFrame.CLOSE, new byte[] {'a'}));
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase("7.3.3", "a Close frame with a code", Fuzzer::closeCleanly));
        cases.add(closeWithReason("7.3.4", "a Close frame with a code and a reason", "Hello World!"));
        cases.add(closeWithReason("7.3.5", "a Close frame with a reason of 123 bytes", "*".repeat(123)));
        cases.add(new AutobahnCase("7.3.6", "a Close frame with a reason of 124 bytes", fuzzer -> {
            fuzzer.send(WireFrame.close(1000, "*".repeat(124)));
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase("7.5.1", "a Close frame with a reason that is not UTF-8", fuzzer -> {
            fuzzer.send(WireFrame.close(1000, Utf8Sequences.bytes("cebae1bdb9cf83cebcceb5eda080656469746564")));
            fuzzer.expectFailure(1007);
        }));
    }

    private static AutobahnCase closeWithReason(String id, String title, String reason) {
        return new AutobahnCase(id, title, fuzzer -> {
            fuzzer.send(WireFrame.close(1000, reason));
            fuzzer.expectCloseAnswer(1000);
        });
    }

    private static void addCodes(List<AutobahnCase> cases) {
        for (int i = 0; i < VALID.length; i++) {
            int code = VALID[i];
            cases.add(new AutobahnCase("7.7." + (i + 1), "the valid code " + code, fuzzer -> {
                fuzzer.send(WireFrame.close(code, ""));
                fuzzer.expectCloseAnswer(code);
            }));
        }
        for (int i = 0; i < INVALID.length; i++) {
            cases.add(invalidCode("7.9." + (i + 1), INVALID[i]));
        }
        for (int i = 0; i < BEYOND_THE_REGISTRY.length; i++) {
            cases.add(invalidCode("7.13." + (i + 1), BEYOND_THE_REGISTRY[i]));
        }
    }

    private static AutobahnCase invalidCode(String id, int code) {
        return new AutobahnCase(id, "the invalid code " + code, fuzzer -> {
            fuzzer.send(WireFrame.close(code, ""));
            fuzzer.expectFailure(1002);
        });
    }

    @Test
    void aClientWaitsForTheServerToCloseTcp() throws IOException {
        try (Fuzzer fuzzer = testees().open(Testees.Kind.CLIENT)) {
            fuzzer.send(WireFrame.close(1000, ""));
            assertThat(fuzzer.wire().read().closeCode()).isEqualTo(1000);
            fuzzer.wire().expectSilence(SILENCE_MILLIS);
            fuzzer.wire().shutdownOutput();
            fuzzer.wire().expectEnd(SILENCE_MILLIS * 10);
        }
    }
}
