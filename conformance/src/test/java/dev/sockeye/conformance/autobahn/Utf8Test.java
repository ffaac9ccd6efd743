package dev.sockeye.conformance.autobahn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Group 6: text is UTF-8, in whatever fragments it comes, and what is not fails at the first byte that is wrong. */
class Utf8Test extends AutobahnGroup {
    /** Long enough for an answer to a byte that is wrong, short enough to wait for in a few cases. */
    private static final int SILENCE_MILLIS = 150;

    private static final byte[] INVALID = Utf8Sequences.bytes("cebae1bdb9cf83cebcceb5eda080656469746564");
    private static final byte[] REST = WireFrame.utf8("edited");

    @Override
    List<AutobahnCase> cases() {
        List<AutobahnCase> cases = new ArrayList<>();
        addEmptyFragments(cases);
        addCuts(cases);
        addFailFast(cases);
        for (Utf8Sequences.Group group : Utf8Sequences.groups()) {
            int number = 1;
            for (Utf8Sequences.Sequence sequence : group.sequences()) {
                cases.add(sequenceCase("6." + group.number() + "." + number++, group.title(), sequence));
            }
        }
        return cases;
    }

    private static void addEmptyFragments(List<AutobahnCase> cases) {
        cases.add(echo("6.1.1", "empty text", List.of(WireFrame.text("")), ""));
        WireFrame first = WireFrame.text("").unfinished();
        WireFrame last = WireFrame.continuation("");
        cases.add(echo(
                "6.1.2",
                "three empty fragments",
                List.of(first, WireFrame.continuation("").unfinished(), last),
                ""));
        cases.add(echo(
                "6.1.3",
                "text between two empty fragments",
                List.of(first, WireFrame.continuation("middle frame payload").unfinished(), last),
                "middle frame payload"));
    }

    private static void addCuts(List<AutobahnCase> cases) {
        String text = "Hello-µ@ßöäüàá-UTF-8!!";
        cases.add(echo("6.2.1", "text with characters of two bytes", List.of(WireFrame.text(text)), text));
        cases.add(echo(
                "6.2.2",
                "cut between characters",
                List.of(WireFrame.text("Hello-µ@ßöä").unfinished(), WireFrame.continuation("üàá-UTF-8!!")),
                text));
        cases.add(echo("6.2.3", "fragments of one byte", octets(WireFrame.utf8(text)), text));
        cases.add(echo("6.2.4", "Greek in fragments of one byte", octets(Utf8Sequences.GREEK), "κ\u1f79σμε"));
        cases.add(new AutobahnCase("6.3.1", "a surrogate in the text", fuzzer -> {
            fuzzer.send(WireFrame.of(WireFrame.TEXT, INVALID));
            fuzzer.expectFailure(1007);
        }));
        cases.add(new AutobahnCase("6.3.2", "a surrogate in fragments of one byte", fuzzer -> {
            fuzzer.sendTogether(octets(INVALID));
            fuzzer.expectFailure(1007);
        }));
    }

    /** The connection fails as soon as a byte is wrong, before the rest of the message is sent. */
    private static void addFailFast(List<AutobahnCase> cases) {
        byte[] greekAndStart = concat(Utf8Sequences.GREEK, Utf8Sequences.bytes("f4"));
        byte[] tooLarge = Utf8Sequences.bytes("f4908080");
        byte[] wrong = Utf8Sequences.bytes("90");
        cases.add(new AutobahnCase(
                "6.4.1", "wrong in the second fragment", fuzzer -> fragments(fuzzer, Utf8Sequences.GREEK, tooLarge)));
        cases.add(new AutobahnCase(
                "6.4.2", "wrong in a character cut by fragments", fuzzer -> fragments(fuzzer, greekAndStart, wrong)));
        cases.add(new AutobahnCase(
                "6.4.3",
                "wrong in the second piece of a frame",
                fuzzer -> pieces(fuzzer, Utf8Sequences.GREEK, tooLarge)));
        cases.add(new AutobahnCase(
                "6.4.4", "wrong in a character cut by pieces", fuzzer -> pieces(fuzzer, greekAndStart, wrong)));
    }

    private static void fragments(Fuzzer fuzzer, byte[] good, byte[] bad) throws IOException {
        fuzzer.send(WireFrame.of(WireFrame.TEXT, good).unfinished());
        fuzzer.wire().expectSilence(SILENCE_MILLIS);
        fuzzer.send(WireFrame.of(WireFrame.CONTINUATION, bad).unfinished());
        fuzzer.expectFailure(1007);
    }

    private static void pieces(Fuzzer fuzzer, byte[] good, byte[] bad) throws IOException {
        Wire wire = fuzzer.wire();
        byte[] frame = wire.encode(WireFrame.of(WireFrame.TEXT, concat(good, bad, REST)));
        int header = frame.length - good.length - bad.length - REST.length;
        wire.write(Arrays.copyOf(frame, header + good.length));
        wire.expectSilence(SILENCE_MILLIS);
        wire.write(Arrays.copyOfRange(frame, header + good.length, header + good.length + bad.length));
        // An answer to the Close frame would land within the unfinished frame, so none is sent here.
        fuzzer.expectFailureUnanswered(1007);
    }

    private static AutobahnCase sequenceCase(String id, String title, Utf8Sequences.Sequence sequence) {
        byte[] payload = Utf8Sequences.bytes(sequence.hex());
        return new AutobahnCase(id, title + ", " + sequence.hex(), fuzzer -> {
            fuzzer.send(WireFrame.of(WireFrame.TEXT, payload));
            if (sequence.valid()) {
                fuzzer.expectMessage(WireFrame.TEXT, payload);
                fuzzer.closeCleanly();
            } else {
                fuzzer.expectFailure(1007);
            }
        });
    }

    private static AutobahnCase echo(String id, String title, List<WireFrame> frames, String text) {
        return new AutobahnCase(id, title, fuzzer -> {
            fuzzer.sendTogether(frames);
            fuzzer.expectText(text);
            fuzzer.closeCleanly();
        });
    }

    private static List<WireFrame> octets(byte[] text) {
        return List.of(LimitsTest.fragments(WireFrame.TEXT, text, 1));
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
