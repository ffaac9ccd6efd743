package dev.sockeye.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * One connection to the endpoint under test, and what the suite expects of it. Expectations are strict in order: the next
 * thing that the endpoint sends must be what is expected.
 */
final class Fuzzer implements AutoCloseable {
    /** The suite waits for 1 s; more tolerates a busy machine, and is still less than any time limit of the endpoint. */
    private static final int TCP_END_MILLIS = 5_000;

    private final Wire wire;

    Fuzzer(Wire wire) {
        this.wire = wire;
    }

    Wire wire() {
        return wire;
    }

    /** Sends each frame by a write of its own. */
    void send(WireFrame... frames) throws IOException {
        for (WireFrame frame : frames) {
            wire.write(wire.encode(frame));
        }
    }

    /** Sends all frames by one write. */
    void sendTogether(List<WireFrame> frames) throws IOException {
        wire.write(encode(frames));
    }

    /** Sends the frames in pieces of this many bytes. */
    void sendChopped(int size, WireFrame... frames) throws IOException {
        wire.writeChopped(encode(List.of(frames)), size);
    }

    /** Sends the frames byte by byte. */
    void sendOctets(WireFrame... frames) throws IOException {
        sendChopped(1, frames);
    }

    private byte[] encode(List<WireFrame> frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frames.forEach(frame -> bytes.writeBytes(wire.encode(frame)));
        return bytes.toByteArray();
    }

    void expectText(String text) throws IOException {
        expectMessage(WireFrame.TEXT, WireFrame.utf8(text));
    }

    /** Expects a message, in any number of frames. */
    void expectMessage(int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream(payload.length);
        int expected = opcode;
        while (true) {
            WireFrame frame = wire.read();
            assertThat(frame.opcode()).as("the opcode of %s", frame).isEqualTo(expected);
            assertThat(frame.rsv()).as("the reserved bits of %s", frame).isZero();
            message.writeBytes(frame.payload());
            expected = WireFrame.CONTINUATION;
            if (frame.isLast()) {
                break;
            }
        }
        byte[] received = message.toByteArray();
        assertThat(received.length).as("the length of the echo").isEqualTo(payload.length);
        assertThat(Arrays.equals(received, payload))
                .as("the echo is what was sent")
                .isTrue();
    }

    void expectPong(byte[] payload) throws IOException {
        WireFrame frame = wire.read();
        assertThat(frame.opcode()).as("%s is a pong", frame).isEqualTo(WireFrame.PONG);
        assertThat(frame.payload()).isEqualTo(payload);
    }

    void expectPong(String payload) throws IOException {
        expectPong(WireFrame.utf8(payload));
    }

    /** Closes with 1000, expects the same in the answer, and a server to close TCP first. */
    void closeCleanly() throws IOException {
        send(WireFrame.close(1000, ""));
        expectCloseAnswer(1000);
    }

    /** Expects the answer to a Close frame that was sent, and a server to close TCP first. */
    void expectCloseAnswer(int code) throws IOException {
        expectClose(code);
        expectTcpEnd();
    }

    /**
     * Expects the endpoint to fail the connection: the next thing is its Close frame with this code (RFC 6455 §7.1.7). It is
     * answered, and then a server closes TCP.
     */
    void expectFailure(int code) throws IOException {
        expectClose(code);
        try {
            send(WireFrame.close(code, ""));
        } catch (IOException gone) {
            // RFC 6455 §7.1.7: who fails a connection need not wait for the answer.
            assertThat(gone).hasMessageContaining("pipe");
        }
        expectTcpEnd();
    }

    /** Does the same as {@link #expectFailure} where an answer cannot be sent. */
    void expectFailureUnanswered(int code) throws IOException {
        expectClose(code);
        expectTcpEnd();
    }

    private void expectClose(int code) throws IOException {
        WireFrame frame = wire.read();
        assertThat(frame.opcode()).as("%s is a Close frame", frame).isEqualTo(WireFrame.CLOSE);
        assertThat(frame.closeCode()).as("the code of %s", frame).isEqualTo(code);
    }

    private void expectTcpEnd() throws IOException {
        // RFC 6455 §7.1.1: the server closes TCP first.
        if (!wire.isClient()) {
            wire.shutdownOutput();
        }
        wire.expectEnd(TCP_END_MILLIS);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
