package dev.sockeye.testkit.fault;

/**
 * The header of a frame that came, and what was asked for of its payload.
 *
 * @param opcode 0 to 15
 * @param length of the payload in bytes, as the header says
 * @param payload unmasked; empty if the frame is longer than was asked for
 */
@SuppressWarnings("ArrayRecordComponent") // It is handed over, never compared.
public record ReceivedFrame(int opcode, long length, byte[] payload) {
    /** The opcode of a Close frame. */
    public static final int CLOSE = 8;

    /** {@return the code of a Close frame; 1005 if it has none} */
    public int closeCode() {
        return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }
}
