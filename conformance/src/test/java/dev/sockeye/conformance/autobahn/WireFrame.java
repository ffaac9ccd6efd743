package dev.sockeye.conformance.autobahn;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame on the wire, right or wrong: every bit of it can be set. Immutable. */
final class WireFrame {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    static final int RSV1 = 4;

    private static final byte[] MASKING_KEY = {0x37, (byte) 0xFA, 0x21, 0x3D};

    private final boolean last;
    private final int rsv;
    private final int opcode;
    private final byte[] payload;

    WireFrame(boolean last, int rsv, int opcode, byte[] payload) {
        this.last = last;
        this.rsv = rsv;
        this.opcode = opcode;
        this.payload = payload;
    }

    static WireFrame of(int opcode, byte[] payload) {
        return new WireFrame(true, 0, opcode, payload);
    }

    static WireFrame text(String text) {
        return of(TEXT, utf8(text));
    }

    static WireFrame continuation(String text) {
        return of(CONTINUATION, utf8(text));
    }

    static WireFrame ping(String text) {
        return of(PING, utf8(text));
    }

    static WireFrame pong(String text) {
        return of(PONG, utf8(text));
    }

    static WireFrame close(int code, String reason) {
        return close(code, utf8(reason));
    }

    static WireFrame close(int code, byte[] reason) {
        ByteBuffer body = ByteBuffer.allocate(2 + reason.length);
        return of(CLOSE, body.putShort((short) code).put(reason).array());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return this frame without the FIN bit} */
    WireFrame unfinished() {
        return new WireFrame(false, rsv, opcode, payload);
    }

    /**
     * {@return this frame with its reserved bits set}
     *
     * @param bits RSV1, RSV2 and RSV3 as a number of 0 to 7
     */
    WireFrame withRsv(int bits) {
        return new WireFrame(last, bits, opcode, payload);
    }

    boolean isLast() {
        return last;
    }

    int rsv() {
        return rsv;
    }

    int opcode() {
        return opcode;
    }

    byte[] payload() {
        return payload;
    }

    /** {@return the code of a Close frame, 1005 if it has none} */
    int closeCode() {
        return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
    }

    byte[] encode(boolean masked) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
        bytes.write((last ? 0x80 : 0) | rsv << 4 | opcode);
        int maskBit = masked ? 0x80 : 0;
        if (payload.length <= 125) {
            bytes.write(maskBit | payload.length);
        } else if (payload.length <= 0xFFFF) {
            bytes.write(maskBit | 126);
            bytes.write(payload.length >> 8);
            bytes.write(payload.length);
        } else {
            bytes.write(maskBit | 127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (!masked) {
            bytes.writeBytes(payload);
            return bytes.toByteArray();
        }
        bytes.writeBytes(MASKING_KEY);
        bytes.writeBytes(mask(payload, MASKING_KEY));
        return bytes.toByteArray();
    }

    static byte[] mask(byte[] bytes, byte[] key) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = (byte) (bytes[i] ^ key[i & 3]);
        }
        return result;
    }

    @Override
    public String toString() {
        String start = new String(payload, 0, Math.min(payload.length, 60), StandardCharsets.UTF_8);
        return switch (opcode) {
            case CLOSE -> "Close " + closeCode() + " " + new String(payload, StandardCharsets.UTF_8);
            default -> "opcode " + opcode + (last ? "" : " unfinished") + ", " + payload.length + " bytes: " + start;
        };
    }
}
