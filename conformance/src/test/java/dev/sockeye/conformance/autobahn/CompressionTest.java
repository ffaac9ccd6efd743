package dev.sockeye.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Groups 12 and 13: permessage-deflate with five kinds of data, all message and fragment sizes, and all parameters. The suite
 * sends a thousand messages in each case; a bounded number of bytes is sent here.
 */
class CompressionTest {
    /** Sizes of messages, and of their fragments or 0, in the suite's order. */
    private static final int[][] SIZES = {
        {16, 0},
        {64, 0},
        {256, 0},
        {1024, 0},
        {4096, 0},
        {8192, 0},
        {16_384, 0},
        {32_768, 0},
        {65_536, 0},
        {131_072, 0},
        {8192, 256},
        {16_384, 256},
        {32_768, 256},
        {65_536, 256},
        {131_072, 256},
        {131_072, 1024},
        {131_072, 4096},
        {131_072, 32_768},
    };

    private static final int BYTES_PER_CASE = 96 * 1024;
    private static final int LEAST_MESSAGES = 2;
    private static final int MOST_MESSAGES = 60;

    /** What the suite's client always allows the server to ask of it. */
    private static final String ACCEPTS = "permessage-deflate; client_no_context_takeover; client_max_window_bits";

    /**
     * Parameters of group 13.
     *
     * @param noTakeover whether the fuzzer asks the endpoint to do without context takeover
     * @param windowBits the window that it asks the endpoint to keep to, 0 for none
     */
    private record Parameters(boolean noTakeover, int windowBits) {
        String asked(String role) {
            return (noTakeover ? "; " + role + "_no_context_takeover" : "")
                    + (windowBits == 0 ? "" : "; " + role + "_max_window_bits=" + windowBits);
        }

        @Override
        public String toString() {
            return (noTakeover ? "no takeover" : "takeover") + ", "
                    + (windowBits == 0 ? "any window" : windowBits + " bits");
        }
    }

    /** The suite's list; its older releases ask for 8 bits where newer ones ask for 9. */
    private static final List<Parameters> PARAMETERS = List.of(
            new Parameters(false, 0),
            new Parameters(true, 0),
            new Parameters(false, 9),
            new Parameters(false, 15),
            new Parameters(true, 9),
            new Parameters(true, 15),
            new Parameters(false, 8),
            new Parameters(true, 8));

    private static Testees testees;

    @BeforeAll
    static void start() throws IOException {
        testees = new Testees();
    }

    @AfterAll
    static void stop() throws IOException {
        testees.close();
    }

    @TestFactory
    Stream<DynamicTest> group12() {
        List<DynamicTest> tests = new ArrayList<>();
        int group = 1;
        for (CompressionData data : CompressionData.values()) {
            for (int i = 0; i < SIZES.length; i++) {
                int[] sizes = SIZES[i];
                String id = "12." + group + "." + (i + 1) + " ";
                String title = ": " + data + ", messages of " + sizes[0] + fragmentWords(sizes[1]);
                tests.add(
                        DynamicTest.dynamicTest(id + "server" + title, () -> echo(openToServer(ACCEPTS), data, sizes)));
                tests.add(DynamicTest.dynamicTest(
                        id + "client" + title, () -> echo(openFromClient("permessage-deflate"), data, sizes)));
            }
            group++;
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> group13() {
        List<DynamicTest> tests = new ArrayList<>();
        int group = 1;
        for (Parameters parameters : PARAMETERS) {
            for (int i = 0; i < SIZES.length; i++) {
                int[] sizes = SIZES[i];
                String id = "13." + group + "." + (i + 1) + " ";
                String title = ": " + parameters + ", messages of " + sizes[0] + fragmentWords(sizes[1]);
                tests.add(DynamicTest.dynamicTest(id + "server" + title, () -> server(parameters, sizes)));
                tests.add(DynamicTest.dynamicTest(id + "client" + title, () -> client(parameters, sizes)));
            }
            group++;
        }
        return tests.stream();
    }

    /** Case 13.7: the first of several offers that suits is taken. */
    @TestFactory
    Stream<DynamicTest> severalOffers() {
        String offers = ACCEPTS + "; server_no_context_takeover; server_max_window_bits=9, " + ACCEPTS
                + "; server_no_context_takeover, " + ACCEPTS;
        return Arrays.stream(SIZES)
                .map(sizes -> DynamicTest.dynamicTest(
                        "13.7 server: three offers, messages of " + sizes[0] + fragmentWords(sizes[1]), () -> {
                            Fuzzer fuzzer = openToServer(offers);
                            assertThat(fuzzer.wire().extensions())
                                    .contains("server_no_context_takeover")
                                    .contains("server_max_window_bits=9");
                            echo(fuzzer, CompressionData.JSON, sizes);
                        }));
    }

    private static void server(Parameters parameters, int[] sizes) throws IOException {
        Fuzzer fuzzer = openToServer(ACCEPTS + parameters.asked("server"));
        String agreement = fuzzer.wire().extensions();
        // RFC 7692 §7.1.1.1 and §7.1.2.1: a server that accepts an offer with these parameters says so.
        if (parameters.noTakeover()) {
            assertThat(agreement).contains("server_no_context_takeover");
        }
        if (parameters.windowBits() != 0) {
            assertThat(agreement).contains("server_max_window_bits");
            assertThat(RawDeflate.window(agreement, "server_max_window_bits="))
                    .isLessThanOrEqualTo(parameters.windowBits());
        }
        echo(fuzzer, CompressionData.JSON, sizes);
    }

    private static void client(Parameters parameters, int[] sizes) throws IOException {
        Fuzzer fuzzer = testees.openFromClient(offers -> {
            // The suite accepts a parameter only from a client that says it can do it; else the case is UNIMPLEMENTED.
            assertThat(offers)
                    .startsWith("permessage-deflate")
                    .contains("client_no_context_takeover")
                    .contains("client_max_window_bits");
            return "permessage-deflate" + parameters.asked("client");
        });
        echo(fuzzer, CompressionData.JSON, sizes);
    }

    private static Fuzzer openToServer(String offers) throws IOException {
        return testees.openToServer(offers);
    }

    private static Fuzzer openFromClient(String answer) throws IOException {
        return testees.openFromClient(offers -> answer);
    }

    private static void echo(Fuzzer fuzzer, CompressionData data, int[] sizes) throws IOException {
        int size = sizes[0];
        int count = Math.min(MOST_MESSAGES, Math.max(LEAST_MESSAGES, BYTES_PER_CASE / size));
        int opcode = data.isBinary() ? WireFrame.BINARY : WireFrame.TEXT;
        try (fuzzer;
                RawDeflate deflate =
                        new RawDeflate(fuzzer.wire().extensions(), fuzzer.wire().isClient())) {
            for (int i = 0; i < count; i++) {
                byte[] message = data.slice(i * size, size);
                byte[] compressed = deflate.compress(message);
                int fragment = sizes[1] == 0 ? compressed.length : sizes[1];
                WireFrame[] frames = LimitsTest.fragments(opcode, compressed, Math.max(1, fragment));
                // RFC 7692 §6: RSV1 is set on the first frame of a compressed message only.
                frames[0] = frames[0].withRsv(WireFrame.RSV1);
                fuzzer.sendTogether(List.of(frames));
                assertThat(Arrays.equals(receive(fuzzer, opcode, deflate), message))
                        .as("the echo of message %d is what was sent", i)
                        .isTrue();
            }
            fuzzer.closeCleanly();
        }
    }

    private static byte[] receive(Fuzzer fuzzer, int opcode, RawDeflate deflate) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        WireFrame frame = fuzzer.wire().read();
        assertThat(frame.opcode()).as("the opcode of %s", frame).isEqualTo(opcode);
        assertThat(frame.rsv()).as("the reserved bits of %s", frame).isIn(0, WireFrame.RSV1);
        boolean compressed = frame.rsv() == WireFrame.RSV1;
        payload.writeBytes(frame.payload());
        while (!frame.isLast()) {
            frame = fuzzer.wire().read();
            assertThat(frame.opcode()).as("the opcode of %s", frame).isEqualTo(WireFrame.CONTINUATION);
            assertThat(frame.rsv()).as("the reserved bits of %s", frame).isZero();
            payload.writeBytes(frame.payload());
        }
        return compressed ? deflate.decompress(payload.toByteArray()) : payload.toByteArray();
    }

    private static String fragmentWords(int size) {
        return size == 0 ? "" : " in fragments of " + size;
    }
}
