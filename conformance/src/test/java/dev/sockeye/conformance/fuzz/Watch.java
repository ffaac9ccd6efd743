package dev.sockeye.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionSink;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.frame.FrameParser;
import dev.sockeye.protocol.frame.FrameSink;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Stands on both sides of a connection and checks what it promises: frames for the wire are well formed, none but
 * pongs follow the Close frame and none the end, no Close frame carries a code that must not be sent, messages stay under the limit, and the
 * report comes once and last. On a message that arrives it does what it was told to: 1 pause, 2 close, 3 cut.
 */
final class Watch implements ConnectionSink, FrameSink {
    private static final int RSV1 = 4;

    private final FrameParser peer;
    private final int maxMessageBytes;
    private @Nullable Connection connection;
    private long now;
    private int reaction;
    private int messageBytes;
    private boolean closeSent;
    private boolean outputShut;
    private boolean transportClosed;
    private int closings;
    private int reports;

    Watch(Role role, boolean deflate, int maxMessageBytes) {
        Role other = role == Role.SERVER ? Role.CLIENT : Role.SERVER;
        peer = new FrameParser(other, deflate ? RSV1 : 0, Long.MAX_VALUE);
        this.maxMessageBytes = maxMessageBytes;
    }

    void watch(Connection watched) {
        connection = watched;
    }

    void now(long time) {
        now = time;
    }

    void reactWith(int number) {
        reaction = number;
    }

    int reports() {
        return reports;
    }

    @Override
    public void onData(MessageType type, ByteBuffer window, boolean first, boolean last) {
        assertThat(reports).isZero();
        messageBytes = (first ? 0 : messageBytes) + window.remaining();
        assertThat(messageBytes).isLessThanOrEqualTo(maxMessageBytes);
        Connection watched = connection;
        if (watched == null) {
            return;
        }
        switch (reaction) {
            case 1 -> watched.pause();
            case 2 -> watched.close(ClosePayload.of(CloseCode.NORMAL, ""), now);
            case 3 -> watched.abort(new CloseCause.TransportLost(TransportEnd.LOCAL), now);
            default -> {}
        }
    }

    @Override
    public void onPing(ByteBuffer payload) {
        assertThat(reports).isZero();
    }

    @Override
    public void onPong(ByteBuffer payload, long roundTripNanos) {
        assertThat(reports).isZero();
        assertThat(roundTripNanos).isGreaterThanOrEqualTo(-1);
    }

    @Override
    public void onClosing() {
        assertThat(reports).isZero();
        assertThat(++closings).isEqualTo(1);
    }

    @Override
    public void onClosed(CloseReport report) {
        assertThat(++reports).isEqualTo(1);
        assertThat(closings).isEqualTo(1);
        assertThat(transportClosed).isTrue();
    }

    @Override
    public void transmit(ByteBuffer frame) {
        Connection watched = connection;
        assertThat(watched == null || watched.phase() != Phase.CLOSED).isTrue();
        assertThat(outputShut || transportClosed).isFalse();
        ByteBuffer copy = ByteBuffer.allocate(frame.remaining()).put(frame).flip();
        try {
            peer.parse(copy, this);
        } catch (ProtocolException violation) {
            throw new AssertionError("a malformed frame for the wire: " + violation.error(), violation);
        }
    }

    @Override
    public void transmit(ByteBuffer head, ByteBuffer payload) {
        transmit(head);
        if (payload.hasRemaining()) {
            transmit(payload);
        }
        assertThat(peer.isMidFrame()).isFalse();
    }

    @Override
    public void shutdownOutput() {
        assertThat(outputShut || transportClosed).isFalse();
        outputShut = true;
    }

    @Override
    public void closeTransport() {
        assertThat(transportClosed).isFalse();
        transportClosed = true;
    }

    @Override
    public void onDataFrame(MessageType type, boolean first, boolean last, int reservedBits, long length) {
        assertThat(closeSent).isFalse();
    }

    @Override
    public boolean onPayload(ByteBuffer window, boolean endOfFrame) {
        return true;
    }

    @Override
    public boolean onControlFrame(Opcode opcode, ByteBuffer payload) throws ProtocolException {
        // RFC 6455 §5.5.2: a ping is answered until the peer's Close frame has come, even after our own.
        assertThat(closeSent && opcode != Opcode.PONG).isFalse();
        if (opcode == Opcode.CLOSE) {
            closeSent = true;
            // Refuses 1004, 1005, 1006, 1015 and a reason that is not UTF-8.
            ClosePayload.parse(payload);
        }
        return true;
    }
}
