package dev.sockeye.protocol.frame;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One frame as a value: the elegant face of the wire, for tests, traces and tools. What moves traffic is
 * {@link FrameParser} and {@link FrameWriter}, which this face is made of.
 *
 * @param reservedBits RSV1 = 4, RSV2 = 2, RSV3 = 1
 * @param payload unmasked; a read-only view of the frame's own copy
 */
public record Frame(Opcode opcode, boolean fin, int reservedBits, ByteBuffer payload) {
    public Frame {
        payload = payload.asReadOnlyBuffer();
    }

    /** {@return an unfragmented frame without reserved bits} */
    public static Frame of(Opcode opcode, byte[] payload) {
        return new Frame(opcode, true, 0, ByteBuffer.wrap(payload.clone()));
    }

    /** {@return a copy of the payload} */
    public byte[] bytes() {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return bytes;
    }

    /** {@return the frame as a server puts it on the wire} */
    public byte[] toUnmaskedBytes() {
        byte[] bytes = bytes();
        ByteBuffer wire = ByteBuffer.allocate(FrameWriter.headerBytes(bytes.length, false) + bytes.length);
        FrameWriter.writeHeader(wire, opcode, fin, reservedBits, bytes.length);
        return wire.put(bytes).array();
    }

    /** {@return the frame as a client puts it on the wire} */
    public byte[] toMaskedBytes(int maskingKey) {
        byte[] bytes = bytes();
        Masking.apply(ByteBuffer.wrap(bytes), 0, bytes.length, maskingKey);
        ByteBuffer wire = ByteBuffer.allocate(FrameWriter.headerBytes(bytes.length, true) + bytes.length);
        FrameWriter.writeMaskedHeader(wire, opcode, fin, reservedBits, bytes.length, maskingKey);
        return wire.put(bytes).array();
    }

    @Override
    public String toString() {
        return (fin ? "" : "unfinished ") + opcode + (reservedBits == 0 ? "" : " rsv=" + reservedBits) + " "
                + payload.remaining() + " bytes [" + HexFormat.of().formatHex(bytes()) + "]";
    }

    /** Collects the frames in a stream of bytes. Not safe for use by several threads. */
    public static final class Reader {
        private final FrameParser parser;
        private final List<Frame> frames = new ArrayList<>();
        private final Collector collector = new Collector();

        /** Takes the arguments of {@link FrameParser#FrameParser}. */
        public Reader(Role role, int allowedReservedBits, long maxFrameBytes) {
            parser = new FrameParser(role, allowedReservedBits, maxFrameBytes);
        }

        /**
         * Reads more of the stream.
         *
         * @return the frames that became complete, in order
         */
        public List<Frame> read(byte[] bytes) throws ProtocolException {
            frames.clear();
            parser.parse(ByteBuffer.wrap(bytes.clone()), collector);
            return List.copyOf(frames);
        }

        private final class Collector implements FrameSink {
            private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
            private Opcode opcode = Opcode.CONTINUATION;
            private boolean fin;
            private int reservedBits;

            @Override
            public void onDataFrame(MessageType type, boolean first, boolean last, int rsv, long length) {
                opcode = !first ? Opcode.CONTINUATION : type == MessageType.TEXT ? Opcode.TEXT : Opcode.BINARY;
                fin = last;
                reservedBits = rsv;
            }

            @Override
            public boolean onPayload(ByteBuffer window, boolean endOfFrame) {
                byte[] part = new byte[window.remaining()];
                window.get(part);
                payload.writeBytes(part);
                if (endOfFrame) {
                    frames.add(new Frame(opcode, fin, reservedBits, ByteBuffer.wrap(payload.toByteArray())));
                    payload.reset();
                }
                return true;
            }

            @Override
            public boolean onControlFrame(Opcode control, ByteBuffer window) {
                byte[] whole = new byte[window.remaining()];
                window.get(whole);
                frames.add(Frame.of(control, whole));
                return true;
            }
        }
    }
}
