package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.frame.FrameParser;
import dev.sockeye.protocol.frame.FrameSink;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;

/**
 * What a connection reads with: lent to it by {@link LentParts} with the first byte that comes, and given back behind the
 * last byte of a message.
 */
final class Incoming implements FrameSink {
    private final Role role;
    private final int reservedBits;
    private final FrameParser parser;
    private final MessageReader reader = new MessageReader();

    Incoming(Role role, int reservedBits) {
        this.role = role;
        this.reservedBits = reservedBits;
        // The reader knows both limits, of frames and of messages, and which of them to name.
        parser = new FrameParser(role, reservedBits, Long.MAX_VALUE);
    }

    Role role() {
        return role;
    }

    int reservedBits() {
        return reservedBits;
    }

    void lendTo(Connection connection) {
        reader.lendTo(connection);
    }

    /** Forgets the connection, which is between two messages. */
    void takeBack() {
        reader.takeBack();
    }

    /** Reads as much as there is, unless the connection stops it. */
    void read(ByteBuffer in) throws ProtocolException {
        parser.parse(in, this);
    }

    /** {@return whether nothing of what came is unfinished} */
    boolean isAtRest() {
        return !parser.isMidFrame() && !parser.isMidMessage();
    }

    boolean isMidFrame() {
        return parser.isMidFrame();
    }

    boolean isMidMessage() {
        return parser.isMidMessage();
    }

    long payloadAhead() {
        return reader.isPlain() ? parser.payloadAhead() : 0;
    }

    /** Passes nothing on any more. */
    void stop() {
        reader.stop();
    }

    @Override
    public void onDataFrame(MessageType type, boolean first, boolean last, int bits, long length)
            throws ProtocolException {
        reader.beginFrame(type, first, last, bits, length);
    }

    @Override
    public boolean onPayload(ByteBuffer window, boolean endOfFrame) throws ProtocolException {
        reader.payload(window, endOfFrame);
        return reader.owner().isReading();
    }

    @Override
    public boolean onControlFrame(Opcode opcode, ByteBuffer payload) throws ProtocolException {
        Connection connection = reader.owner();
        connection.onControlFrame(opcode, payload);
        return connection.isReading();
    }
}
