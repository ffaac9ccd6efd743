package dev.sockeye.protocol.close;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The body of a Close frame (RFC 6455 §5.5.1): empty, or a code and a reason.
 *
 * @param code empty if the body is
 * @param reason for developers, not for end users; at most 123 bytes of UTF-8, empty if there is no code
 */
public record ClosePayload(Optional<CloseCode> code, String reason) {
    /** The most bytes of UTF-8 a reason can have: 125 less the two of the code. */
    public static final int MAX_REASON_BYTES = 123;

    /** A Close frame without a code; its receiver reports 1005. */
    public static final ClosePayload EMPTY = new ClosePayload(Optional.empty(), "");

    public ClosePayload {
        if (code.isEmpty() && !reason.isEmpty()) {
            throw new IllegalArgumentException("a Close frame with a reason needs a code (RFC 6455 §5.5.1)");
        }
        int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_REASON_BYTES) {
            throw new IllegalArgumentException(
                    "a close reason is at most " + MAX_REASON_BYTES + " bytes of UTF-8 (RFC 6455 §5.5), was " + bytes);
        }
    }

    /**
     * {@return a payload with this code and reason}
     *
     * @throws IllegalArgumentException if the reason is longer than {@link #MAX_REASON_BYTES}
     */
    public static ClosePayload of(CloseCode code, String reason) {
        return new ClosePayload(Optional.of(code), reason);
    }

    /** {@return a payload with this code, and as much of the reason as fits, cut between characters} */
    public static ClosePayload ofTruncated(CloseCode code, String reason) {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_REASON_BYTES);
        CharBuffer chars = CharBuffer.wrap(reason);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(chars, bytes, true);
        return of(code, reason.substring(0, chars.position()));
    }

    /**
     * Reads the body of a received Close frame.
     *
     * @param body consumed whole
     * @throws ProtocolException if it is one byte long, its code must not be on the wire, or its reason is not UTF-8
     */
    public static ClosePayload parse(ByteBuffer body) throws ProtocolException {
        if (!body.hasRemaining()) {
            return EMPTY;
        }
        // RFC 6455 §5.5.1: if there is a body, its first two bytes are the code.
        if (body.remaining() == 1) {
            throw new ProtocolException(ProtocolError.CLOSE_PAYLOAD_ONE_BYTE, "Close body of 1 byte");
        }
        CloseCode code = new CloseCode((body.get() & 0xFF) << 8 | (body.get() & 0xFF));
        // RFC 6455 §7.4: codes that are reserved or unassigned must not be on the wire.
        if (!code.isValidOnWire()) {
            throw new ProtocolException(ProtocolError.CLOSE_CODE_INVALID, "code " + code);
        }
        try {
            return of(code, StandardCharsets.UTF_8.newDecoder().decode(body).toString());
        } catch (CharacterCodingException malformed) {
            throw new ProtocolException(ProtocolError.CLOSE_REASON_NOT_UTF8, "reason of a Close with code " + code);
        }
    }

    /** Writes the body: nothing, or the code in network order and the reason. */
    public void writeTo(ByteBuffer out) {
        code.ifPresent(present -> out.put((byte) (present.value() >>> 8)).put((byte) present.value()));
        out.put(reason.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the size of the body in bytes} */
    public int bytes() {
        return code.isEmpty() ? 0 : Short.BYTES + reason.getBytes(StandardCharsets.UTF_8).length;
    }

    /** {@return the code that an application sees for this body: 1005 if there is none (RFC 6455 §7.1.5)} */
    public CloseCode reportedCode() {
        return code.orElse(CloseCode.NO_STATUS);
    }

    @Override
    public String toString() {
        return code.isEmpty()
                ? "no code"
                : reason.isEmpty() ? code.get().toString() : code.get() + " \"" + reason + '"';
    }
}
