package dev.sockeye.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.frame.FrameParser;
import dev.sockeye.protocol.frame.FrameSink;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** The input is what stands on the wire; both roles read it, with and without an extension's bit. */
class FrameParserFuzzTest {
    private static final int RSV1 = 4;
    private static final long MAX_FRAME_BYTES = 1_000;

    @FuzzTest(maxDuration = "60s")
    void theFramesDoNotDependOnTheChunks(byte[] wire) {
        for (Role role : Role.values()) {
            for (int bits : new int[] {0, RSV1}) {
                assertThat(read(role, bits, Chunks.of(wire))).isEqualTo(read(role, bits, Chunks.whole(wire)));
            }
        }
    }

    private static String read(Role role, int reservedBits, List<ByteBuffer> chunks) {
        FrameParser parser = new FrameParser(role, reservedBits, MAX_FRAME_BYTES);
        Transcript transcript = new Transcript();
        try {
            for (ByteBuffer chunk : chunks) {
                assertThat(parser.parse(chunk, transcript)).isTrue();
                assertThat(chunk.hasRemaining()).isFalse();
            }
        } catch (ProtocolException violation) {
            return transcript.text + violation.error().name() + ' ' + violation.detail();
        }
        return transcript.text
                + (parser.isMidFrame() ? "mid-frame " : "")
                + (parser.isMidMessage() ? "mid-message" : "");
    }

    /** Writes down what the parser finds, parts of one payload as one, and checks what is promised to a sink. */
    private static final class Transcript implements FrameSink {
        private final StringBuilder text = new StringBuilder();
        private long payloadLeft;

        @Override
        public void onDataFrame(MessageType type, boolean first, boolean last, int reservedBits, long length) {
            assertThat(length).isBetween(0L, MAX_FRAME_BYTES);
            payloadLeft = length;
            text.append(type).append(first).append(last).append(reservedBits).append(' ');
        }

        @Override
        public boolean onPayload(ByteBuffer window, boolean endOfFrame) {
            payloadLeft -= window.remaining();
            assertThat(payloadLeft == 0).isEqualTo(endOfFrame);
            append(window);
            text.append(endOfFrame ? "\n" : "");
            return true;
        }

        @Override
        public boolean onControlFrame(Opcode opcode, ByteBuffer payload) {
            assertThat(payload.remaining()).isLessThanOrEqualTo(125);
            text.append(opcode).append(' ');
            append(payload);
            text.append('\n');
            return true;
        }

        private void append(ByteBuffer window) {
            byte[] bytes = new byte[window.remaining()];
            window.get(bytes);
            text.append(HexFormat.of().formatHex(bytes));
        }
    }
}
