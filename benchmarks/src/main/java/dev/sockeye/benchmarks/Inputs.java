package dev.sockeye.benchmarks;

import dev.sockeye.SendQueue;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.internal.OpenedHandshake;
import dev.sockeye.internal.SessionConfig;
import dev.sockeye.internal.Signals;
import dev.sockeye.internal.WebSocketChannel;
import dev.sockeye.internal.Witness;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.frame.FrameWriter;
import dev.sockeye.protocol.frame.Masking;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** The data that benchmarks run over: always the same from run to run, and different from one call to the next. */
final class Inputs {
    /** How many inputs a benchmark takes in turn; a power of two. More than a branch predictor learns by heart. */
    static final int COUNT = 64;

    /** How often the code under measure is run over the kind of memory that is not measured. */
    static final int ROUNDS_OF_OTHER_MEMORY = 1_000;

    /** Large inputs are fewer, so that all of them stay within the second-level cache or near it. */
    private static final int BYTES_IN_ALL = 1 << 20;

    private static final String[] STATES = {"OPEN", "FILLED", "CANCELLED", "PARTIALLY_FILLED"};
    private static final String[] SYMBOLS = {"BTC-USD", "ETH-EUR", "SOL-USD", "AAPL", "VNM", "GOOG"};

    private Inputs() {}

    /** Takes its elements in turn, for ever. */
    static final class Ring<T> {
        private final T[] elements;
        private int next;

        private Ring(T[] elements) {
            this.elements = elements;
        }

        T next() {
            return elements[next++ & (elements.length - 1)];
        }
    }

    /** {@return a ring of inputs that are made from their numbers} */
    static <T> Ring<T> ring(int count, IntFunction<T> make, IntFunction<T[]> array) {
        T[] elements = array.apply(count);
        Arrays.setAll(elements, make);
        return new Ring<>(elements);
    }

    /** {@return how many inputs of a size there are in a ring: a power of two} */
    static int countFor(int bytes) {
        return Math.max(1, Math.min(COUNT, BYTES_IN_ALL / Integer.highestOneBit(bytes)));
    }

    static byte[] randomBytes(int number, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(number).nextBytes(bytes);
        return bytes;
    }

    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** {@return a binary frame as a client sends it} */
    static byte[] maskedFrame(int number, int payloadBytes) {
        byte[] payload = randomBytes(number, payloadBytes);
        int key = new SplittableRandom(~number).nextInt();
        Masking.apply(ByteBuffer.wrap(payload), 0, payloadBytes, key);
        ByteBuffer frame = ByteBuffer.allocate(FrameWriter.headerBytes(payloadBytes, true) + payloadBytes);
        FrameWriter.writeMaskedHeader(frame, Opcode.BINARY, true, 0, payloadBytes, key);
        return frame.put(payload).array();
    }

    /** {@return JSON like that of a feed: similar records with changing numbers and a random token each} */
    static byte[] json(int number, int size) {
        SplittableRandom random = new SplittableRandom(number);
        StringBuilder json = new StringBuilder("[");
        while (json.length() < size) {
            json.append("{\"id\":").append(random.nextInt(1_000_000_000));
            json.append(",\"symbol\":\"").append(SYMBOLS[random.nextInt(SYMBOLS.length)]);
            json.append("\",\"price\":").append(random.nextInt(100_000) / 100.0);
            json.append(",\"quantity\":").append(random.nextInt(500));
            json.append(",\"status\":\"").append(STATES[random.nextInt(STATES.length)]);
            json.append("\",\"timestamp\":\"2026-11-").append(10 + random.nextInt(20));
            json.append('T').append(10 + random.nextInt(14));
            json.append(':').append(10 + random.nextInt(50));
            json.append("Z\",\"token\":\"").append(Long.toHexString(random.nextLong()));
            json.append("\"},");
        }
        return Arrays.copyOf(json.toString().getBytes(StandardCharsets.US_ASCII), size);
    }

    /** {@return the channel handler of an open WebSocket of a server} It opens when it is added to a pipeline. */
    static WebSocketChannel openOnServer(WebSocketHandler handler, List<NegotiatedExtension> extensions) {
        SessionConfig session = new SessionConfig(
                ConnectionConfig.builder(Role.SERVER).build(),
                SendQueue.DEFAULT,
                null,
                new Witness(List.of()),
                Signals.NONE);
        OpenedHandshake opened = new OpenedHandshake(
                "/",
                new OpenedHandshake.Agreed(Optional.empty(), extensions, List.of(), () -> HandshakeFacts.NONE),
                List.of(),
                System.nanoTime());
        return new WebSocketChannel(handler, session, opened, report -> {});
    }
}
