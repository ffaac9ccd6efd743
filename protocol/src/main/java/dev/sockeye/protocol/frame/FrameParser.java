package dev.sockeye.protocol.frame;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames (RFC 6455 §5.2) from bytes that come in pieces of any size: the fast face of the wire. It allocates nothing
 * per frame, unmasks in place, and refuses a frame at the earliest byte that shows it to be wrong, always before its
 * payload.
 *
 * <p>It knows the order of frames within a message (§5.4) and the rules of control frames (§5.5); sizes of messages,
 * compression and text are its sink's business. Not safe for use by several threads.
 */
public final class FrameParser {
    private static final int MAX_CONTROL_PAYLOAD = 125;
    private static final int LENGTH_IN_2_BYTES = 126;

    private enum State {
        FIRST_BYTE,
        SECOND_BYTE,
        EXTENDED_LENGTH,
        MASKING_KEY,
        PAYLOAD
    }

    private final boolean expectsMask;
    private final byte allowedReservedBits;
    private final long maxFrameBytes;

    private State state = State.FIRST_BYTE;
    private Opcode opcode = Opcode.CONTINUATION;
    private boolean fin;
    private byte reservedBits;
    private boolean masked;

    /** The type of the message under way, or null between messages. */
    private @Nullable MessageType message;

    /** How many bytes the extended length has: 2 or 8. */
    private byte lengthBytes;

    /** Bytes of the extended length or the masking key that are still to come. */
    private byte fieldBytesLeft;

    /** The payload length while the header is read, then the payload bytes still to come. */
    private long remaining;

    /** The masking key, turned to fit the next payload byte. */
    private int maskingKey;

    /** The payload of a control frame that came in pieces; null while none does. */
    private @Nullable ByteBuffer controlPayload;

    /**
     * @param role whose input this is: a server expects masked frames, a client unmasked ones (§5.1)
     * @param allowedReservedBits the RSV bits that negotiated extensions define: RSV1 = 4, RSV2 = 2, RSV3 = 1
     * @param maxFrameBytes the largest payload of a data frame, inclusive
     */
    public FrameParser(Role role, int allowedReservedBits, long maxFrameBytes) {
        this.expectsMask = role == Role.SERVER;
        this.allowedReservedBits = (byte) allowedReservedBits;
        this.maxFrameBytes = maxFrameBytes;
    }

    /**
     * Reads as much of {@code in} as there is, unless the sink stops it.
     *
     * @param in read from position to limit, in any byte order; must be writable if masked frames are expected, for they
     *     are unmasked in place; left with its limit unchanged
     * @return true if all input was read; false if the sink stopped, with the position at the first unread byte
     * @throws ProtocolException at the first byte that breaks a rule; the parser must not be used again
     */
    public boolean parse(ByteBuffer in, FrameSink sink) throws ProtocolException {
        while (in.hasRemaining()) {
            // Asked apart: most frames come whole, and a switch over an enum takes three loads from memory.
            boolean goOn = state == State.FIRST_BYTE ? readFirstBytes(in, sink) : readOn(in, sink);
            if (!goOn) {
                return false;
            }
        }
        return true;
    }

    private boolean readOn(ByteBuffer in, FrameSink sink) throws ProtocolException {
        return switch (state) {
            case FIRST_BYTE -> readFirstBytes(in, sink);
            case SECOND_BYTE -> readSecondByte(in, sink);
            case EXTENDED_LENGTH -> readExtendedLength(in, sink);
            case MASKING_KEY -> readMaskingKey(in, sink);
            case PAYLOAD -> readPayload(in, sink);
        };
    }

    /** {@return whether the input so far ends within a frame} */
    public boolean isMidFrame() {
        return state != State.FIRST_BYTE;
    }

    /** {@return how many payload bytes of the data frame under way are still to come; 0 outside of a payload} */
    public long payloadAhead() {
        return state == State.PAYLOAD && !opcode.isControl() ? remaining : 0;
    }

    /** {@return whether the input so far ends within a message, possibly between its frames} */
    public boolean isMidMessage() {
        return message != null;
    }

    /** Reads a short frame's header at once, as most come; any other field by field. */
    private boolean readFirstBytes(ByteBuffer in, FrameSink sink) throws ProtocolException {
        readFirstByte(in.get());
        if (in.hasRemaining()) {
            return readSecondByte(in, sink);
        }
        state = State.SECOND_BYTE;
        return true;
    }

    private void readFirstByte(byte header) throws ProtocolException {
        fin = (header & 0x80) != 0;
        reservedBits = (byte) (header >> 4 & 0b111);
        Opcode read = Opcode.of(header);
        // RFC 6455 §5.2: an opcode that is reserved fails the connection.
        if (read == null) {
            throw new ProtocolException(ProtocolError.RESERVED_OPCODE, "opcode " + (header & 0xF));
        }
        opcode = read;
        checkReservedBits();
        if (read.isControl()) {
            // RFC 6455 §5.5: a control frame must not be fragmented.
            if (!fin) {
                throw new ProtocolException(ProtocolError.CONTROL_FRAGMENTED, read + " without FIN");
            }
        } else {
            checkOrder();
        }
    }

    /** RFC 6455 §5.2: an RSV bit must be 0 unless an extension defines it; for RFC 7692 §6 that is a message's first frame. */
    private void checkReservedBits() throws ProtocolException {
        boolean beginsMessage = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
        int allowed = beginsMessage ? allowedReservedBits : 0;
        if ((reservedBits & ~allowed) != 0) {
            throw new ProtocolException(
                    ProtocolError.RESERVED_BITS,
                    "RSV bits " + Integer.toBinaryString(0b1000 | reservedBits).substring(1) + " on a " + opcode
                            + " frame");
        }
    }

    /** RFC 6455 §5.4: the fragments of one message must not be interleaved with those of another. */
    private void checkOrder() throws ProtocolException {
        if (opcode == Opcode.CONTINUATION) {
            if (message == null) {
                throw new ProtocolException(ProtocolError.CONTINUATION_UNEXPECTED, "no message is under way");
            }
        } else if (message != null) {
            throw new ProtocolException(
                    ProtocolError.CONTINUATION_EXPECTED, opcode + " frame within a fragmented " + message + " message");
        }
    }

    private boolean readSecondByte(ByteBuffer in, FrameSink sink) throws ProtocolException {
        byte header = in.get();
        masked = (header & 0x80) != 0;
        // RFC 6455 §5.1: a client masks every frame, a server none.
        if (masked != expectsMask) {
            throw new ProtocolException(
                    expectsMask ? ProtocolError.MASK_MISSING : ProtocolError.MASK_UNEXPECTED, opcode + " frame");
        }
        int length = header & 0x7F;
        // RFC 6455 §5.5: a control frame carries at most 125 bytes.
        if (opcode.isControl() && length > MAX_CONTROL_PAYLOAD) {
            throw new ProtocolException(ProtocolError.CONTROL_TOO_LONG, opcode + " frame");
        }
        if (length < LENGTH_IN_2_BYTES) {
            remaining = length;
            return lengthRead(in, sink);
        }
        remaining = 0;
        lengthBytes = length == LENGTH_IN_2_BYTES ? (byte) Short.BYTES : Long.BYTES;
        fieldBytesLeft = lengthBytes;
        state = State.EXTENDED_LENGTH;
        return true;
    }

    private boolean readExtendedLength(ByteBuffer in, FrameSink sink) throws ProtocolException {
        byte next = in.get();
        // RFC 6455 §5.2: the most significant bit of a 64-bit length must be 0.
        if (fieldBytesLeft == Long.BYTES && next < 0) {
            throw new ProtocolException(ProtocolError.LENGTH_TOP_BIT, opcode + " frame");
        }
        remaining = remaining << 8 | (next & 0xFF);
        fieldBytesLeft--;
        // RFC 6455 §5.2: the length uses the fewest bytes that can hold it; six leading zeros tell it before the last
        // two.
        boolean minimal = lengthBytes == Short.BYTES
                ? fieldBytesLeft > 0 || remaining >= LENGTH_IN_2_BYTES
                : fieldBytesLeft != Short.BYTES || remaining > 0;
        if (!minimal) {
            throw new ProtocolException(
                    ProtocolError.LENGTH_NOT_MINIMAL,
                    "more than the fewest bytes for the length of a " + opcode + " frame");
        }
        return fieldBytesLeft > 0 || lengthRead(in, sink);
    }

    private boolean lengthRead(ByteBuffer in, FrameSink sink) throws ProtocolException {
        // RFC 6455 §10.4: refused here, before the masking key and the payload are read.
        if (remaining > maxFrameBytes && !opcode.isControl()) {
            throw new ProtocolException(
                    ProtocolError.FRAME_TOO_LARGE, remaining + " bytes, at most " + maxFrameBytes + " are accepted");
        }
        if (!opcode.isControl()) {
            announceDataFrame(sink);
        }
        maskingKey = 0;
        if (!masked) {
            return headerRead(in, sink);
        }
        if (in.remaining() >= Integer.BYTES) {
            int key = in.getInt();
            maskingKey = in.order() == ByteOrder.BIG_ENDIAN ? key : Integer.reverseBytes(key);
            return headerRead(in, sink);
        }
        fieldBytesLeft = Integer.BYTES;
        state = State.MASKING_KEY;
        return true;
    }

    private void announceDataFrame(FrameSink sink) throws ProtocolException {
        MessageType type = message;
        boolean first = type == null;
        if (type == null) {
            type = opcode == Opcode.TEXT ? MessageType.TEXT : MessageType.BINARY;
            message = type;
        }
        sink.onDataFrame(type, first, fin, reservedBits, remaining);
    }

    private boolean readMaskingKey(ByteBuffer in, FrameSink sink) throws ProtocolException {
        maskingKey = maskingKey << 8 | (in.get() & 0xFF);
        fieldBytesLeft--;
        return fieldBytesLeft > 0 || headerRead(in, sink);
    }

    private boolean headerRead(ByteBuffer in, FrameSink sink) throws ProtocolException {
        if (remaining > 0 && !in.hasRemaining()) {
            state = State.PAYLOAD;
            return true;
        }
        // A frame without payload ends with its header, which may be the last of the input.
        return readPayload(in, sink);
    }

    private boolean readPayload(ByteBuffer in, FrameSink sink) throws ProtocolException {
        int start = in.position();
        int end = start + (int) Math.min(remaining, in.remaining());
        Masking.apply(in, start, end, maskingKey);
        maskingKey = Masking.rotate(maskingKey, end - start);
        remaining -= end - start;
        boolean endOfFrame = remaining == 0;
        state = endOfFrame ? State.FIRST_BYTE : State.PAYLOAD;
        int limit = in.limit();
        in.limit(end);
        try {
            return opcode.isControl() ? takeControl(in, endOfFrame, sink) : takeData(in, endOfFrame, sink);
        } finally {
            in.limit(limit).position(end);
        }
    }

    private boolean takeData(ByteBuffer window, boolean endOfFrame, FrameSink sink) throws ProtocolException {
        if (endOfFrame && fin) {
            message = null;
        }
        return sink.onPayload(window, endOfFrame);
    }

    private boolean takeControl(ByteBuffer window, boolean endOfFrame, FrameSink sink) throws ProtocolException {
        ByteBuffer held = controlPayload;
        if (held == null) {
            if (endOfFrame) {
                return sink.onControlFrame(opcode, window);
            }
            held = ByteBuffer.allocate(MAX_CONTROL_PAYLOAD);
            controlPayload = held;
        }
        held.put(window);
        if (!endOfFrame) {
            return true;
        }
        controlPayload = null;
        return sink.onControlFrame(opcode, held.flip());
    }
}
