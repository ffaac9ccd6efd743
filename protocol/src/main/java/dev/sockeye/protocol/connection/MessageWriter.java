package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.frame.FrameWriter;
import dev.sockeye.protocol.frame.Masking;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of outgoing messages: compresses, masks, and hands them to the transport. Serves one connection after the
 * other, each for whole messages.
 */
final class MessageWriter {
    private final Scratch scratch;
    private @Nullable Connection owner;
    private @Nullable CodecChain codecs;
    private Role role = Role.SERVER;

    /** The reserved bits of the message under way. */
    private int encodedBits;

    /** Whether a message was begun and not ended. */
    private boolean midMessage;

    /** Whether the next frame begins a message on the wire. */
    private boolean beginsMessage = true;

    private MessageType type = MessageType.BINARY;

    MessageWriter(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Writes for this connection from now on. */
    void lendTo(Connection connection) {
        owner = connection;
        codecs = connection.codecs();
        role = connection.role();
    }

    /** Forgets the connection. */
    void takeBack() {
        owner = null;
        codecs = null;
    }

    private ConnectionSink sink() {
        return owner().sink();
    }

    private int maskingKey() {
        return owner().unpredictableBits();
    }

    private Connection owner() {
        if (owner == null) {
            throw new IllegalStateException("lent to nobody");
        }
        return owner;
    }

    boolean isMidMessage() {
        return midMessage;
    }

    /** Writes a message, or a part of one; returns how many bytes went to the wire. */
    long write(MessageType messageType, ByteBuffer payload, boolean last) {
        if (!midMessage) {
            type = messageType;
            encodedBits = codecs == null ? 0 : codecs.bitsFor(type, last ? payload.remaining() : -1);
        } else if (type != messageType) {
            throw new IllegalArgumentException("a " + messageType + " part within a " + type + " message");
        }
        midMessage = !last;
        return encodedBits == 0 ? writePlain(payload, last) : writeEncoded(payload, last);
    }

    /** Writes a frame; where the payload's position is afterwards is left open. */
    private long writePlain(ByteBuffer payload, boolean last) {
        int length = payload.remaining();
        int frameBytes = FrameWriter.headerBytes(length, role == Role.CLIENT) + length;
        ByteBuffer room = frameBytes < 0 ? null : sink().room(frameBytes);
        if (room != null) {
            int key = writeHead(room, last, length);
            int from = room.position();
            room.put(from, payload, payload.position(), length).position(from + length);
            Masking.apply(room, from, from + length, key);
            return frameBytes;
        }
        ByteBuffer head = scratch.head.clear();
        int key = writeHead(head, last, length);
        Masking.apply(payload, payload.position(), payload.limit(), key);
        head.flip();
        long written = head.remaining() + (long) length;
        sink().transmit(head, payload);
        return written;
    }

    /** Writes the head of the next data frame; returns the key to mask its payload with, 0 for none. */
    private int writeHead(ByteBuffer head, boolean last, int length) {
        Opcode opcode = !beginsMessage ? Opcode.CONTINUATION : type == MessageType.TEXT ? Opcode.TEXT : Opcode.BINARY;
        int bits = beginsMessage ? encodedBits : 0;
        beginsMessage = last;
        if (role == Role.CLIENT) {
            // RFC 6455 §5.3: a fresh key for every frame, which the peer cannot foresee.
            int key = maskingKey();
            FrameWriter.writeMaskedHeader(head, opcode, last, bits, length, key);
            return key;
        }
        FrameWriter.writeHeader(head, opcode, last, bits, length);
        return 0;
    }

    /**
     * Encodes into scratch space that leaves room for a head in front, so that a frame is one run of bytes. A message that
     * does not fit goes out in fragments, so the space stays bounded.
     */
    private long writeEncoded(ByteBuffer payload, boolean last) {
        if (codecs == null) {
            throw new IllegalStateException("no codec for reserved bits " + encodedBits);
        }
        EncodedFrames frames = new EncodedFrames();
        try {
            codecs.encode(encodedBits, payload, last, frames);
        } catch (ProtocolException impossible) {
            throw new IllegalStateException("the encoder refused its own message", impossible);
        }
        if (last || frames.body.position() > Scratch.HEADROOM) {
            frames.emit(last);
        }
        return frames.written;
    }

    private final class EncodedFrames implements ByteSink {
        private ByteBuffer body = scratch.body();
        private long written;

        @Override
        public void accept(ByteBuffer window) {
            while (window.hasRemaining()) {
                if (!body.hasRemaining()) {
                    if (body.capacity() < Scratch.MOST_BODY_BYTES) {
                        body = scratch.grow(body);
                    } else {
                        emit(false);
                        body = scratch.body();
                    }
                }
                int part = Math.min(window.remaining(), body.remaining());
                body.put(body.position(), window, window.position(), part);
                body.position(body.position() + part);
                window.position(window.position() + part);
            }
        }

        void emit(boolean last) {
            int length = body.position() - Scratch.HEADROOM;
            ByteBuffer head = scratch.head.clear();
            int key = writeHead(head, last, length);
            Masking.apply(body, Scratch.HEADROOM, Scratch.HEADROOM + length, key);
            head.flip();
            int start = Scratch.HEADROOM - head.remaining();
            body.put(start, head, 0, head.remaining());
            body.limit(Scratch.HEADROOM + length).position(start);
            written += body.remaining();
            sink().transmit(body);
        }
    }

    /** Writes a control frame; returns how many bytes went to the wire. */
    int writeControl(Opcode opcode, ByteBuffer payload) {
        int length = payload.remaining();
        ByteBuffer frame = scratch.head.clear();
        if (role == Role.CLIENT) {
            int key = maskingKey();
            FrameWriter.writeMaskedHeader(frame, opcode, true, 0, length, key);
            int from = frame.position();
            frame.put(payload);
            Masking.apply(frame, from, from + length, key);
        } else {
            FrameWriter.writeHeader(frame, opcode, true, 0, length);
            frame.put(payload);
        }
        frame.flip();
        int written = frame.remaining();
        sink().transmit(frame);
        return written;
    }

    /** What the connections of one thread write frames in. */
    static final class Scratch {
        static final int HEADROOM = FrameWriter.MAX_HEADER_BYTES;

        /** Most compressed messages fit; 16 KiB is what TLS carries in a record too. */
        private static final int FIRST_BODY_BYTES = 16 << 10;

        /** A larger compressed message goes out in fragments of this size. */
        static final int MOST_BODY_BYTES = 1 << 20;

        final ByteBuffer head =
                ByteBuffer.allocateDirect(FrameWriter.MAX_HEADER_BYTES + FrameWriter.MAX_CONTROL_PAYLOAD);

        private @Nullable ByteBuffer body;

        /** {@return space for an encoded frame, positioned behind the headroom} */
        ByteBuffer body() {
            ByteBuffer space = body;
            if (space == null) {
                space = ByteBuffer.allocateDirect(FIRST_BODY_BYTES);
                body = space;
            }
            return space.clear().position(HEADROOM);
        }

        /** {@return twice the space, with the same bytes up to the same position} */
        ByteBuffer grow(ByteBuffer full) {
            ByteBuffer larger = ByteBuffer.allocateDirect(full.capacity() * 2).put(full.flip());
            body = larger;
            return larger;
        }

        void close() {
            body = null;
        }
    }
}
