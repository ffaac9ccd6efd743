package dev.sockeye.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.ConnectionSink;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.FrameParser;
import dev.sockeye.protocol.frame.FrameSink;
import dev.sockeye.protocol.frame.FrameWriter;
import dev.sockeye.protocol.frame.Masking;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.protocol.handshake.HeadLimits;
import dev.sockeye.protocol.handshake.HeadParser;
import dev.sockeye.protocol.handshake.HeadResult;
import dev.sockeye.protocol.handshake.HeadWriter;
import dev.sockeye.protocol.handshake.RequestHead;
import dev.sockeye.protocol.handshake.ServerHandshake;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast face allocates nothing per frame, once it runs, and an opening handshake no more than is known of it. */
class AllocationTest {
    private static final int WARM_UP_FRAMES = 20_000;
    private static final int FRAMES = 200_000;
    private static final int KEY = 0x37FA213D;
    private static final int RESPONSE_BYTES = 129;

    /** As a client without options sends it. */
    private static final String OPENING = """
            GET /echo HTTP/1.1
            Host: 127.0.0.1:9001
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """.replace("\n", "\r\n");

    /** It is about 1,490 once all is compiled; before that, up to a tenth more is seen. */
    private static final int MOST_HANDSHAKE_BYTES = 1_800;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** One frame's worth of work. */
    private interface PerFrame {
        void run() throws ProtocolException;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1_000, 70_000})
    void parsingAFrameAllocatesNothing(int bytes) throws ProtocolException {
        FrameParser parser = new FrameParser(Role.SERVER, 0, Long.MAX_VALUE);
        CountingSink sink = new CountingSink();
        byte[] frame = maskedText(bytes);
        ByteBuffer in = ByteBuffer.allocateDirect(frame.length);

        double perFrame = bytesPerFrame(bytes, () -> {
            in.clear().put(0, frame);
            parser.parse(in, sink);
        });

        assertThat(perFrame).isLessThan(1);
        assertThat(sink.bytes).isEqualTo((long) bytes * (frames(bytes) + WARM_UP_FRAMES));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1_000, 70_000})
    void writingAFrameAllocatesNothing(int bytes) throws ProtocolException {
        ByteBuffer out = ByteBuffer.allocateDirect(FrameWriter.MAX_HEADER_BYTES + bytes);
        byte[] payload = text(bytes);

        double perFrame = bytesPerFrame(bytes, () -> {
            out.clear();
            FrameWriter.writeMaskedHeader(out, Opcode.TEXT, true, 0, bytes, KEY);
            int from = out.position();
            out.put(payload);
            Masking.apply(out, from, out.position(), KEY);
        });

        assertThat(perFrame).isLessThan(1);
        assertThat(out.position()).isEqualTo(FrameWriter.headerBytes(bytes, true) + bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1_000, 70_000})
    void aServerThatEchoesAllocatesNothing(int bytes) throws ProtocolException {
        EchoServer server = new EchoServer();
        byte[] frame = maskedText(bytes);
        ByteBuffer in = ByteBuffer.allocateDirect(frame.length);

        double perFrame = bytesPerFrame(bytes, () -> {
            in.clear().put(0, frame);
            server.connection.receive(in, server.now++);
        });

        assertThat(perFrame).isLessThan(1);
        assertThat(server.transmitted)
                .isEqualTo((FrameWriter.headerBytes(bytes, false) + (long) bytes) * (frames(bytes) + WARM_UP_FRAMES));
    }

    @Test
    void aServersOpeningHandshakeStaysWithinItsAllocation() throws ProtocolException {
        ServerHandshake server = ServerHandshake.builder().build();
        ByteBuffer request = ByteBuffer.wrap(OPENING.getBytes(StandardCharsets.US_ASCII));
        int[] answered = new int[1];

        double perHandshake = bytesPerFrame(0, () -> answered[0] += answer(server, request.rewind()).length);

        assertThat(perHandshake).isLessThan(MOST_HANDSHAKE_BYTES);
        assertThat(answered[0]).isEqualTo(RESPONSE_BYTES * (FRAMES + WARM_UP_FRAMES));
    }

    private static byte[] answer(ServerHandshake server, ByteBuffer request) {
        HeadResult<RequestHead> read = HeadParser.forRequest(HeadLimits.DEFAULT).parse(request);
        RequestHead head = ((HeadResult.Complete<RequestHead>) read).head();
        return HeadWriter.write(((ServerHandshake.Accepted) server.evaluate(head)).response());
    }

    @Test
    void theMeasureSeesWhatIsAllocated() throws ProtocolException {
        byte[][] kept = new byte[1][];

        assertThat(bytesPerFrame(0, () -> kept[0] = new byte[16])).isBetween(16.0, 64.0);
    }

    private static double bytesPerFrame(int payloadBytes, PerFrame work) throws ProtocolException {
        repeat(WARM_UP_FRAMES, work);
        int frames = frames(payloadBytes);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        repeat(frames, work);
        long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        return (after - before) / (double) frames;
    }

    /** Large frames are fewer, for the test's own time; still enough for one allocation of any object to show. */
    private static int frames(int payloadBytes) {
        return payloadBytes > 10_000 ? FRAMES / 10 : FRAMES;
    }

    private static void repeat(int times, PerFrame work) throws ProtocolException {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }

    private static byte[] text(int bytes) {
        // Ten bytes of two, three and four byte characters, so that a text of any multiple of ten bytes is whole.
        return "é€😀a".repeat(bytes / 10).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] maskedText(int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(FrameWriter.headerBytes(bytes, true) + bytes);
        FrameWriter.writeMaskedHeader(frame, Opcode.TEXT, true, 0, bytes, KEY);
        int from = frame.position();
        frame.put(text(bytes));
        Masking.apply(frame, from, frame.position(), KEY);
        return frame.array();
    }

    private static final class CountingSink implements FrameSink {
        private long bytes;

        @Override
        public void onDataFrame(MessageType type, boolean first, boolean last, int reservedBits, long length) {}

        @Override
        public boolean onPayload(ByteBuffer window, boolean endOfFrame) {
            bytes += window.remaining();
            return true;
        }

        @Override
        public boolean onControlFrame(Opcode opcode, ByteBuffer payload) {
            return true;
        }
    }

    /** Sends every message back and counts the bytes for the wire. */
    private static final class EchoServer implements ConnectionSink {
        private final Connection connection = new Connection(
                ConnectionConfig.builder(Role.SERVER).build(), List.of(), new ThreadResources(() -> KEY), this, 0);
        private long now;
        private long transmitted;

        @Override
        public void onData(MessageType type, ByteBuffer window, boolean first, boolean last) {
            connection.send(type, window, last, now);
        }

        @Override
        public void transmit(ByteBuffer frame) {
            transmitted += frame.remaining();
        }

        @Override
        public void transmit(ByteBuffer head, ByteBuffer payload) {
            transmitted += head.remaining() + (long) payload.remaining();
        }

        @Override
        public void shutdownOutput() {}

        @Override
        public void closeTransport() {}

        @Override
        public void onClosed(CloseReport report) {}
    }
}
