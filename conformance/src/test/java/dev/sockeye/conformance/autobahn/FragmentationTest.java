package dev.sockeye.conformance.autobahn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Group 5: messages in fragments, with control frames between them, and fragments out of order. */
class FragmentationTest extends AutobahnGroup {
    private static final WireFrame FIRST = WireFrame.text("fragment1").unfinished();
    private static final WireFrame LAST = WireFrame.continuation("fragment2");
    private static final String WHOLE = "fragment1fragment2";
    private static final WireFrame STRAY = WireFrame.continuation("non-continuation payload");
    private static final WireFrame TEXT = WireFrame.text("Hello, world!");

    /** How the frames of a case are cut for the wire. */
    private enum Cut {
        TOGETHER("in one write"),
        FRAMES("frame by frame"),
        OCTETS("byte by byte");

        private final String words;

        Cut(String words) {
            this.words = words;
        }

        void send(Fuzzer fuzzer, List<WireFrame> frames) throws IOException {
            switch (this) {
                case TOGETHER -> fuzzer.sendTogether(frames);
                case FRAMES -> fuzzer.send(frames.toArray(WireFrame[]::new));
                case OCTETS -> fuzzer.sendOctets(frames.toArray(WireFrame[]::new));
            }
        }
    }

    @Override
    List<AutobahnCase> cases() {
        List<AutobahnCase> cases = new ArrayList<>();
        addControlFragments(cases);
        addInThreeCuts(cases, 3, "text in two fragments", List.of(FIRST, LAST), fuzzer -> {
            fuzzer.expectText(WHOLE);
            fuzzer.closeCleanly();
        });
        addInThreeCuts(
                cases,
                6,
                "a ping between two fragments",
                List.of(FIRST, WireFrame.ping("ping payload"), LAST),
                fuzzer -> {
                    fuzzer.expectPong("ping payload");
                    fuzzer.expectText(WHOLE);
                    fuzzer.closeCleanly();
                });
        addInThreeCuts(
                cases,
                9,
                "a last fragment of nothing, then text",
                List.of(STRAY, TEXT),
                fuzzer -> fuzzer.expectFailure(1002));
        addInThreeCuts(
                cases,
                12,
                "a fragment of nothing, then text",
                List.of(STRAY.unfinished(), TEXT),
                fuzzer -> fuzzer.expectFailure(1002));
        addWrongOrders(cases);
        cases.add(new AutobahnCase(
                "5.19", "five fragments with two pings, and a pause", fuzzer -> fiveFragments(fuzzer, Cut.TOGETHER)));
        cases.add(new AutobahnCase("5.20", "the same, frame by frame", fuzzer -> fiveFragments(fuzzer, Cut.FRAMES)));
        return cases;
    }

    private static void addInThreeCuts(
            List<AutobahnCase> cases, int firstId, String title, List<WireFrame> frames, AutobahnCase.Script expected) {
        int id = firstId;
        for (Cut cut : Cut.values()) {
            cases.add(new AutobahnCase("5." + id++, title + ", " + cut.words, fuzzer -> {
                cut.send(fuzzer, frames);
                expected.run(fuzzer);
            }));
        }
    }

    private static void addControlFragments(List<AutobahnCase> cases) {
        // RFC 6455 §5.5: control frames must not be fragmented.
        cases.add(new AutobahnCase("5.1", "a ping in two fragments", fuzzer -> {
            fuzzer.send(WireFrame.ping("fragment1").unfinished(), LAST);
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase("5.2", "a pong in two fragments", fuzzer -> {
            fuzzer.send(WireFrame.pong("fragment1").unfinished(), LAST);
            fuzzer.expectFailure(1002);
        }));
    }

    private static void addWrongOrders(List<AutobahnCase> cases) {
        cases.add(new AutobahnCase("5.15", "text in two fragments, then a fragment of nothing, then text", fuzzer -> {
            fuzzer.sendTogether(List.of(
                    FIRST, LAST, WireFrame.continuation("fragment3").unfinished(), WireFrame.text("fragment4")));
            fuzzer.expectText(WHOLE);
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase("5.16", "twice a fragment of nothing, then text in two fragments", fuzzer -> {
            WireFrame stray = WireFrame.continuation("fragment1").unfinished();
            sendTwice(fuzzer, stray);
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase("5.17", "twice a last fragment of nothing, then text in two fragments", fuzzer -> {
            sendTwice(fuzzer, WireFrame.continuation("fragment1"));
            fuzzer.expectFailure(1002);
        }));
        cases.add(new AutobahnCase("5.18", "two fragments that both say text", fuzzer -> {
            fuzzer.sendTogether(List.of(FIRST, WireFrame.text("fragment2")));
            fuzzer.expectFailure(1002);
        }));
    }

    private static void sendTwice(Fuzzer fuzzer, WireFrame stray) throws IOException {
        List<WireFrame> frames =
                List.of(stray, WireFrame.text("fragment2").unfinished(), WireFrame.continuation("fragment3"));
        List<WireFrame> twice = new ArrayList<>(frames);
        twice.addAll(frames);
        fuzzer.sendTogether(twice);
    }

    private static void fiveFragments(Fuzzer fuzzer, Cut cut) throws IOException {
        cut.send(fuzzer, List.of(FIRST, WireFrame.continuation("fragment2").unfinished(), WireFrame.ping("pongme 1!")));
        // The pong does not wait for the end of the message.
        fuzzer.expectPong("pongme 1!");
        cut.send(
                fuzzer,
                List.of(
                        WireFrame.continuation("fragment3").unfinished(),
                        WireFrame.continuation("fragment4").unfinished(),
                        WireFrame.ping("pongme 2!"),
                        WireFrame.continuation("fragment5")));
        fuzzer.expectPong("pongme 2!");
        fuzzer.expectText("fragment1fragment2fragment3fragment4fragment5");
        fuzzer.closeCleanly();
    }
}
