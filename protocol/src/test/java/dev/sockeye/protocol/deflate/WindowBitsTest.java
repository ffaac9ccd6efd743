package dev.sockeye.protocol.deflate;

import static dev.sockeye.protocol.deflate.Deflates.agreement;
import static dev.sockeye.protocol.deflate.Deflates.encode;
import static dev.sockeye.protocol.deflate.Deflates.json;
import static dev.sockeye.protocol.deflate.Deflates.mixed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.deflate.Deflates.Collector;
import dev.sockeye.protocol.deflate.RealInflater.Job;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7692 §7.1.2: with a window of w bits, no match reaches back more than 2^w bytes. */
class WindowBitsTest {
    static IntStream everyWindow() {
        return IntStream.rangeClosed(8, 15);
    }

    static IntStream boundedWindows() {
        return IntStream.rangeClosed(8, 14);
    }

    /** A stream of compressed messages as one run of DEFLATE data, and what it holds. */
    private static final class Stream {
        private final byte[] compressed;
        private final byte[] plain;

        Stream(byte[] compressed, byte[] plain) {
            this.compressed = compressed;
            this.plain = plain;
        }

        byte[] compressed() {
            return compressed;
        }

        byte[] plain() {
            return plain;
        }
    }

    private static Stream messages(boolean takeover, int windowBits, byte[]... messages) throws ProtocolException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (ThreadResources resources = new ThreadResources(() -> 0);
                MessageCodec codec = agreement(takeover, windowBits, 6).open(resources)) {
            for (byte[] message : messages) {
                compressed.writeBytes(DeflateInspector.withTail(encode(codec, message)));
                plain.writeBytes(message);
            }
        }
        return new Stream(compressed.toByteArray(), plain.toByteArray());
    }

    @Test
    void theInspectorSeesHowFarZlibReachesBack() throws ProtocolException {
        Stream json = messages(false, 15, json(1, 100_000));
        DeflateInspector seen = DeflateInspector.inspect(json.compressed());

        assertThat(seen.output()).isEqualTo(json.plain());
        assertThat(seen.longestDistance()).isBetween(20_000, 32_768);
        assertThat(seen.matches()).isGreaterThan(1000);
    }

    @ParameterizedTest
    @MethodSource("boundedWindows")
    @Tag("RFC7692-7.2.1-2")
    @Tag("RFC7692-7.1.2.1-2")
    @Tag("RFC7692-7.1.2.2-2")
    @Tag("RFC7692-7.2.1-4")
    void noMatchReachesBackFurtherThanTheWindow(int bits) throws ProtocolException {
        for (boolean takeover : new boolean[] {false, true}) {
            Stream stream = messages(takeover, bits, json(1, 60_000), json(2, 100), json(3, 100), json(4, 60_000));
            DeflateInspector seen = DeflateInspector.inspect(stream.compressed());

            assertThat(seen.output()).isEqualTo(stream.plain());
            assertThat(seen.finalBlocks()).isZero();
            assertThat(seen.longestDistance()).isLessThanOrEqualTo(1 << bits);
            assertThat(seen.longestDistance()).as("the window is used").isGreaterThan((1 << bits) * 3 / 4);
        }
    }

    @ParameterizedTest
    @MethodSource("boundedWindows")
    void randomDataInRandomPartsStaysWithinTheWindow(int bits) throws ProtocolException {
        long seed = 77L + bits;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 40; round++) {
            boolean takeover = random.nextBoolean();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            try (ThreadResources resources = new ThreadResources(() -> 0);
                    MessageCodec codec =
                            agreement(takeover, bits, 1 + random.nextInt(9)).open(resources)) {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    byte[] message = mixed(random, random.nextInt(6 << bits >> random.nextInt(6)));
                    Collector out = new Collector();
                    int at = 0;
                    while (at < message.length && random.nextInt(4) > 0) {
                        int part = random.nextInt(message.length - at + 1);
                        codec.encode(ByteBuffer.wrap(message, at, part), false, out);
                        at += part;
                    }
                    codec.encode(ByteBuffer.wrap(message, at, message.length - at), true, out);
                    compressed.writeBytes(DeflateInspector.withTail(out.bytes()));
                    plain.writeBytes(message);
                }
            }
            DeflateInspector seen = DeflateInspector.inspect(compressed.toByteArray());
            assertThat(seen.output()).as("seed %d", seed).isEqualTo(plain.toByteArray());
            assertThat(seen.longestDistance()).as("seed %d", seed).isLessThanOrEqualTo(1 << bits);
        }
    }

    @ParameterizedTest
    @MethodSource("everyWindow")
    @Tag("RFC7692-7.2.1-3")
    @Tag("RFC7692-7.1.1.1-2")
    @Tag("RFC7692-7.1.1.2-1")
    void withoutTakeoverEveryMessageInflatesByItself(int bits) throws ProtocolException {
        try (ThreadResources resources = new ThreadResources(() -> 0);
                MessageCodec codec = agreement(false, bits, 6).open(resources)) {
            for (int i = 0; i < 20; i++) {
                byte[] message = json(1, 100 + i * i * 100);
                byte[] compressed = DeflateInspector.withTail(encode(codec, message));
                assertThat(DeflateInspector.inspect(compressed).output()).isEqualTo(message);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyWindow")
    void takeoverMakesSimilarMessagesSmaller(int bits) throws ProtocolException {
        byte[][] messages = new byte[50][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = json(i, 200);
        }
        int kept = messages(true, bits, messages).compressed().length;
        int reset = messages(false, bits, messages).compressed().length;

        assertThat(kept).isLessThan(reset * (bits == 8 ? 90 : 70) / 100);
    }

    @Test
    void aSmallerWindowCostsRatioButFarLessThanAPlainFlush() throws ProtocolException {
        byte[] data = json(1, 1 << 18);
        // What a full flush after every 2^w bytes leaves of such data; see docs/explanation/permessage-deflate.md.
        double[] plainFlush = {0.747, 0.543, 0.418, 0.339, 0.290, 0.260, 0.242};
        for (int bits = 14; bits >= 8; bits--) {
            double ratio = messages(false, bits, data).compressed().length / (double) data.length;
            assertThat(ratio).as("%d bits", bits).isLessThan(plainFlush[bits - 8] * 0.95);
        }
    }

    /** Distances that a window of w bits just allows and just does not, made by zlib with its own window of 15 bits. */
    private static byte[] matchAt(int distance) throws ProtocolException {
        byte[] data = new byte[distance + 20];
        SplittableRandom random = new SplittableRandom(distance);
        for (int i = 0; i < data.length; i++) {
            // Few enough symbols that zlib does not prefer a stored block.
            data[i] = (byte) random.nextInt(64);
        }
        System.arraycopy(data, 0, data, distance, 20);
        Stream stream = messages(false, 15, data);
        assertThat(DeflateInspector.inspect(stream.compressed()).longestDistance())
                .isEqualTo(distance);
        return stream.compressed();
    }

    @Test
    @Tag("RFC7692-7.2.1-2")
    void realInflatersOfEachWindowReadItsOutput() throws ProtocolException, IOException {
        List<RealInflater> inflaters = RealInflater.installed();
        assumeThat(inflaters)
                .as("node or python3, whose zlib takes a window size")
                .isNotEmpty();
        List<Job> jobs = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int bits = 8; bits <= 15; bits++) {
            for (boolean takeover : new boolean[] {false, true}) {
                Stream stream = messages(
                        takeover,
                        bits,
                        json(1, 30_000),
                        mixed(new SplittableRandom(bits), 20_000),
                        json(2, 200),
                        new byte[0],
                        json(3, 3000));
                jobs.add(Job.of(bits, stream.compressed()));
                expected.add(stream.plain());
            }
        }
        for (RealInflater inflater : inflaters) {
            List<String> answers = inflater.inflate(jobs);
            for (int i = 0; i < jobs.size(); i++) {
                assertThat(answers.get(i))
                        .as("%s with %d bits", inflater, jobs.get(i).windowBits())
                        .isEqualTo("ok:" + Base64.getEncoder().encodeToString(expected.get(i)));
            }
        }
    }

    @Test
    void theRealInflatersRefuseWhatTheirWindowDoesNotReach() throws ProtocolException, IOException {
        List<RealInflater> inflaters = RealInflater.installed();
        assumeThat(inflaters)
                .as("node or python3, whose zlib takes a window size")
                .isNotEmpty();
        List<Job> tooFar = new ArrayList<>();
        List<Job> justWithin = new ArrayList<>();
        for (int bits = 8; bits <= 14; bits++) {
            justWithin.add(Job.of(bits, matchAt(1 << bits)));
            // Node hands over 64 bytes at a time, which zlib can copy from beyond its window.
            tooFar.add(Job.of(bits, matchAt((1 << bits) + 65)));
        }
        for (RealInflater inflater : inflaters) {
            assertThat(inflater.inflate(justWithin)).allMatch(line -> line.startsWith("ok:"));
            assertThat(inflater.inflate(tooFar)).allMatch(line -> line.contains("too far back"));
        }
        if (inflaters.contains(RealInflater.PYTHON)) {
            assertThat(RealInflater.PYTHON.inflate(List.of(Job.of(9, matchAt(513)))))
                    .allMatch(line -> line.contains("too far back"));
        }
    }
}
