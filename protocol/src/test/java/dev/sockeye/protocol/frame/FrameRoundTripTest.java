package dev.sockeye.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer writes, the parser reads. */
class FrameRoundTripTest {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-6.2-1")
    @Tag("RFC6455-6.1-2")
    void framesOfEveryLengthAroundTheEdgesComeBackAsTheyWere(Role receiver) throws ProtocolException {
        int[] lengths = IntStream.concat(IntStream.rangeClosed(0, 200), IntStream.rangeClosed(65_534, 65_537))
                .toArray();
        for (int length : lengths) {
            Frame frame = Frame.of(Opcode.BINARY, randomBytes(length));
            assertThat(new Frame.Reader(receiver, 0, NO_LIMIT).read(wire(frame, receiver)))
                    .containsExactly(frame);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyOpcodeFinAndReservedBitComesBack(Role receiver) throws ProtocolException {
        for (int bits = 0; bits < 8; bits++) {
            for (boolean fin : new boolean[] {false, true}) {
                for (Opcode opcode : List.of(Opcode.TEXT, Opcode.BINARY)) {
                    Frame frame = new Frame(opcode, fin, bits, ByteBuffer.wrap(randomBytes(5)));
                    assertThat(new Frame.Reader(receiver, 0b111, NO_LIMIT).read(wire(frame, receiver)))
                            .containsExactly(frame);
                }
            }
        }
        for (Opcode control : List.of(Opcode.PING, Opcode.PONG, Opcode.CLOSE)) {
            Frame frame = Frame.of(control, randomBytes(125));
            assertThat(new Frame.Reader(receiver, 0, NO_LIMIT).read(wire(frame, receiver)))
                    .containsExactly(frame);
        }
    }

    @Test
    @Tag("RFC6455-5.2-5")
    void aHeaderTakesTheFewestBytes() {
        assertThat(FrameWriter.headerBytes(0, false)).isEqualTo(2);
        assertThat(FrameWriter.headerBytes(125, false)).isEqualTo(2);
        assertThat(FrameWriter.headerBytes(126, false)).isEqualTo(4);
        assertThat(FrameWriter.headerBytes(65_535, false)).isEqualTo(4);
        assertThat(FrameWriter.headerBytes(65_536, false)).isEqualTo(10);
        assertThat(FrameWriter.headerBytes(Long.MAX_VALUE, true)).isEqualTo(FrameWriter.MAX_HEADER_BYTES);
        for (long length : new long[] {0, 125, 126, 65_535, 65_536, 1L << 31, Long.MAX_VALUE}) {
            ByteBuffer out = ByteBuffer.allocate(FrameWriter.MAX_HEADER_BYTES);
            FrameWriter.writeHeader(out, Opcode.BINARY, true, 0, length);
            assertThat(out.position()).isEqualTo(FrameWriter.headerBytes(length, false));
            out.clear();
            FrameWriter.writeMaskedHeader(out, Opcode.BINARY, true, 0, length, 1);
            assertThat(out.position()).isEqualTo(FrameWriter.headerBytes(length, true));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 31, (1L << 31) - 1, 1L << 32, 1L << 62, Long.MAX_VALUE})
    void aLengthBeyondAnIntIsReadWhole(long length) throws ProtocolException {
        ByteBuffer header = ByteBuffer.allocate(FrameWriter.MAX_HEADER_BYTES);
        FrameWriter.writeHeader(header, Opcode.BINARY, true, 0, length);
        List<Long> announced = new ArrayList<>();

        new FrameParser(Role.CLIENT, 0, NO_LIMIT).parse(header.flip(), new Announcements(announced));

        assertThat(announced).containsExactly(length);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void headersAreInNetworkOrderWhateverTheOrderOfTheBuffer(Role receiver) throws ProtocolException {
        Frame frame = Frame.of(Opcode.BINARY, randomBytes(300));
        ByteBuffer little = ByteBuffer.allocateDirect(400).order(ByteOrder.LITTLE_ENDIAN);
        if (receiver == Role.SERVER) {
            FrameWriter.writeMaskedHeader(little, Opcode.BINARY, true, 0, 300, 0xA1B2C3D4);
            byte[] masked = frame.bytes();
            Masking.apply(ByteBuffer.wrap(masked), 0, 300, 0xA1B2C3D4);
            little.put(masked);
        } else {
            FrameWriter.writeHeader(little, Opcode.BINARY, true, 0, 300);
            little.put(frame.bytes());
        }
        byte[] wire = new byte[little.flip().remaining()];
        little.get(0, wire);
        assertThat(new Frame.Reader(receiver, 0, NO_LIMIT).read(wire)).containsExactly(frame);

        Payloads payloads = new Payloads();
        new FrameParser(receiver, 0, NO_LIMIT).parse(little, payloads);
        assertThat(payloads.bytes).isEqualTo(frame.bytes());
    }

    @Test
    @Tag("RFC6455-5.5-1")
    @Tag("RFC6455-5.5-2")
    @Tag("RFC6455-5.4-2")
    void theWriterRefusesAControlFrameThatIsTooLongOrFragmented() {
        ByteBuffer out = ByteBuffer.allocate(20);
        for (Opcode control : List.of(Opcode.CLOSE, Opcode.PING, Opcode.PONG)) {
            assertThatIllegalArgumentException().isThrownBy(() -> FrameWriter.writeHeader(out, control, true, 0, 126));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FrameWriter.writeMaskedHeader(out, control, false, 0, 0, 1));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> FrameWriter.writeHeader(out, Opcode.TEXT, true, 0, -1));
        assertThat(out.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aRandomStreamOfFramesComesBackHoweverItIsCut(Role receiver) throws ProtocolException {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            List<Frame> frames = randomFrames(random);
            ByteBuffer stream = ByteBuffer.allocate(100_000);
            frames.forEach(frame -> stream.put(wire(frame, receiver)));
            stream.flip();

            Frame.Reader reader = new Frame.Reader(receiver, 0b100, NO_LIMIT);
            List<Frame> read = new ArrayList<>();
            while (stream.hasRemaining()) {
                byte[] part = new byte[Math.min(stream.remaining(), random.nextInt(1, 50))];
                stream.get(part);
                read.addAll(reader.read(part));
            }
            assertThat(read).as("seed %s", seed).isEqualTo(frames);
        }
    }

    @Test
    void theSinkMayStopTheParserBehindAnyPartAndItGoesOnThere() throws ProtocolException {
        byte[] wire = wire(Frame.of(Opcode.PING, randomBytes(3)), Role.CLIENT);
        ByteBuffer in = ByteBuffer.allocate(100);
        in.put(wire)
                .put(wire(Frame.of(Opcode.TEXT, new byte[] {'a', 'b'}), Role.CLIENT))
                .flip();
        Payloads stopping = new Payloads();
        stopping.goOn = false;
        FrameParser parser = new FrameParser(Role.CLIENT, 0, NO_LIMIT);

        assertThat(parser.parse(in, stopping)).isFalse();
        assertThat(in.position()).isEqualTo(wire.length);
        assertThat(parser.parse(in, stopping)).isFalse();
        assertThat(in.hasRemaining()).isFalse();
        assertThat(stopping.bytes).containsExactly('a', 'b');
    }

    @Test
    void theParserKnowsWhetherItIsWithinAFrameOrAMessage() throws ProtocolException {
        FrameParser parser = new FrameParser(Role.CLIENT, 0, NO_LIMIT);
        byte[] stream = {0x01, 1, 'a', (byte) 0x89, 0, (byte) 0x80, 0};
        boolean[] midFrame = {true, true, false, true, false, true, false};
        boolean[] midMessage = {false, true, true, true, true, true, false};
        for (int i = 0; i < stream.length; i++) {
            parser.parse(ByteBuffer.wrap(stream, i, 1), new Payloads());
            assertThat(parser.isMidFrame()).as("behind byte %s", i).isEqualTo(midFrame[i]);
            assertThat(parser.isMidMessage()).as("behind byte %s", i).isEqualTo(midMessage[i]);
        }
    }

    @Test
    void whatTheSinkThrowsPassesThroughAndTheBufferKeepsItsLimit() {
        ByteBuffer in = ByteBuffer.wrap(new byte[] {(byte) 0x81, 1, 'a', (byte) 0x81, 1, 'b'});
        Payloads refusing = new Payloads();
        refusing.refusal = new ProtocolException(ProtocolError.TEXT_NOT_UTF8, "no");

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new FrameParser(Role.CLIENT, 0, NO_LIMIT).parse(in, refusing))
                .satisfies(thrown -> assertThat(thrown.error()).isEqualTo(ProtocolError.TEXT_NOT_UTF8));
        assertThat(in.limit()).isEqualTo(6);
    }

    @Test
    void aFramePrintsItsKindSizeAndBytes() {
        assertThat(new Frame(Opcode.TEXT, false, 4, ByteBuffer.wrap(new byte[] {'h', 'i'})))
                .hasToString("unfinished TEXT rsv=4 2 bytes [6869]");
        assertThat(Frame.of(Opcode.CLOSE, new byte[0])).hasToString("CLOSE 0 bytes []");
    }

    private static List<Frame> randomFrames(SplittableRandom random) {
        List<Frame> frames = new ArrayList<>();
        boolean within = false;
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            if (random.nextInt(3) == 0) {
                Opcode control = List.of(Opcode.PING, Opcode.PONG).get(random.nextInt(2));
                frames.add(Frame.of(control, randomBytes(random.nextInt(126))));
            }
            boolean fin = random.nextBoolean();
            Opcode opcode = within ? Opcode.CONTINUATION : random.nextBoolean() ? Opcode.TEXT : Opcode.BINARY;
            int bits = within ? 0 : random.nextInt(2) * 4;
            int size = new int[] {0, 1, 7, 125, 126, 300}[random.nextInt(6)];
            frames.add(new Frame(opcode, fin, bits, ByteBuffer.wrap(randomBytes(size))));
            within = !fin;
        }
        return frames;
    }

    private static byte[] wire(Frame frame, Role receiver) {
        return receiver == Role.SERVER ? frame.toMaskedBytes(0x9A5B_01FE) : frame.toUnmaskedBytes();
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private record Announcements(List<Long> lengths) implements FrameSink {
        @Override
        public void onDataFrame(MessageType type, boolean first, boolean last, int reservedBits, long length) {
            lengths.add(length);
        }

        @Override
        public boolean onPayload(ByteBuffer window, boolean endOfFrame) {
            return true;
        }

        @Override
        public boolean onControlFrame(Opcode opcode, ByteBuffer payload) {
            return true;
        }
    }

    private static final class Payloads implements FrameSink {
        private byte[] bytes = {};
        private boolean goOn = true;
        private @Nullable ProtocolException refusal;

        @Override
        public void onDataFrame(MessageType type, boolean first, boolean last, int reservedBits, long length) {
            bytes = new byte[0];
        }

        @Override
        public boolean onPayload(ByteBuffer window, boolean endOfFrame) throws ProtocolException {
            if (refusal != null) {
                throw refusal;
            }
            int before = bytes.length;
            bytes = Arrays.copyOf(bytes, before + window.remaining());
            window.get(bytes, before, window.remaining());
            return goOn;
        }

        @Override
        public boolean onControlFrame(Opcode opcode, ByteBuffer payload) {
            return goOn;
        }
    }
}
