package dev.sockeye.protocol.frame;

import java.nio.ByteBuffer;

/**
 * Writes frame headers (RFC 6455 §5.2), with the payload length in the fewest bytes. Allocates nothing. The payload is the
 * caller's to write behind the header, masked with {@link Masking} if the header has a key.
 */
public final class FrameWriter {
    /** The most bytes a header takes: two, eight of extended length, four of masking key. */
    public static final int MAX_HEADER_BYTES = 14;

    /** The most payload bytes of a control frame (RFC 6455 §5.5). */
    public static final int MAX_CONTROL_PAYLOAD = 125;

    private static final int FIN = 0x80;
    private static final int MASK = 0x80;
    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;
    private static final int MAX_LENGTH_IN_2_BYTES = 0xFFFF;

    private FrameWriter() {}

    /** {@return how many bytes the header of a frame takes} */
    public static int headerBytes(long payloadBytes, boolean masked) {
        int lengthBytes = payloadBytes < LENGTH_IN_2_BYTES ? 0 : payloadBytes <= MAX_LENGTH_IN_2_BYTES ? 2 : 8;
        return 2 + lengthBytes + (masked ? 4 : 0);
    }

    /**
     * Writes the header of an unmasked frame, as a server sends it (§5.1).
     *
     * @param out written from its position in network order, whatever its own order
     * @param reservedBits RSV1 = 4, RSV2 = 2, RSV3 = 1
     */
    public static void writeHeader(ByteBuffer out, Opcode opcode, boolean fin, int reservedBits, long payloadBytes) {
        write(out, opcode, fin, reservedBits, payloadBytes, 0);
    }

    /**
     * Writes the header of a masked frame, as a client sends it (§5.1).
     *
     * @param maskingKey from a source that the peer cannot predict (§5.3), the first byte on the wire highest
     */
    public static void writeMaskedHeader(
            ByteBuffer out, Opcode opcode, boolean fin, int reservedBits, long payloadBytes, int maskingKey) {
        write(out, opcode, fin, reservedBits, payloadBytes, MASK);
        writeBigEndian(out, maskingKey, Integer.BYTES);
    }

    private static void write(
            ByteBuffer out, Opcode opcode, boolean fin, int reservedBits, long payloadBytes, int mask) {
        // RFC 6455 §5.5: a control frame carries at most 125 bytes and is not fragmented.
        if (opcode.isControl() && (payloadBytes > MAX_CONTROL_PAYLOAD || !fin)) {
            throw new IllegalArgumentException(
                    opcode + " frame of " + payloadBytes + " bytes" + (fin ? "" : " without FIN"));
        }
        if (payloadBytes < 0) {
            throw new IllegalArgumentException("payload of " + payloadBytes + " bytes");
        }
        out.put((byte) ((fin ? FIN : 0) | reservedBits << 4 | opcode.code()));
        if (payloadBytes < LENGTH_IN_2_BYTES) {
            out.put((byte) (mask | (int) payloadBytes));
        } else if (payloadBytes <= MAX_LENGTH_IN_2_BYTES) {
            out.put((byte) (mask | LENGTH_IN_2_BYTES));
            writeBigEndian(out, payloadBytes, Short.BYTES);
        } else {
            out.put((byte) (mask | LENGTH_IN_8_BYTES));
            writeBigEndian(out, payloadBytes, Long.BYTES);
        }
    }

    private static void writeBigEndian(ByteBuffer out, long value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out.put((byte) (value >>> shift));
        }
    }
}
