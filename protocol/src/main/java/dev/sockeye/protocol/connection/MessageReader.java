package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.frame.Utf8Validator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of data frames: counts fragments and bytes against the limits, decompresses, validates text. Serves one
 * connection after the other, each for whole messages.
 */
final class MessageReader {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Utf8Validator utf8 = new Utf8Validator();

    /** Takes what the connection's codecs restore. */
    private final ByteSink restored = this::takeRestored;

    private @Nullable Connection owner;
    private @Nullable CodecChain codecs;
    private Limits limits = Limits.DEFAULT;

    private MessageType type = MessageType.BINARY;
    private int encodedBits;
    private boolean lastFrame;

    /** Whether a part of the current message was already passed on. */
    private boolean begun;

    private int fragments;

    /** Whether the connection is over, which it may become while a part is passed on. */
    private boolean stopped;

    /** Bytes of the current message so far: announced by its frames if it is plain, restored if it is encoded. */
    private long bytes;

    /** Reads for this connection from now on. */
    void lendTo(Connection connection) {
        owner = connection;
        codecs = connection.codecs();
        limits = connection.limits();
    }

    /** Forgets the connection. */
    void takeBack() {
        owner = null;
        codecs = null;
        limits = Limits.DEFAULT;
    }

    Connection owner() {
        if (owner == null) {
            throw new IllegalStateException("lent to nobody");
        }
        return owner;
    }

    /** Takes the header of a data frame, before its payload. */
    void beginFrame(MessageType messageType, boolean first, boolean last, int reservedBits, long length)
            throws ProtocolException {
        if (first) {
            type = messageType;
            encodedBits = reservedBits;
            begun = false;
            fragments = 0;
            bytes = 0;
        }
        lastFrame = last;
        fragments++;
        if (fragments > limits.maxFragments()) {
            throw new ProtocolException(
                    ProtocolError.TOO_MANY_FRAGMENTS, "more than " + limits.maxFragments() + " fragments");
        }
        if (encodedBits == 0) {
            // Refused by the frame's header, before the bytes come; and by this limit first, which is the one that was
            // set.
            if (length > limits.maxMessageBytes() - bytes) {
                throw tooLarge(bytes + Math.min(length, Long.MAX_VALUE - bytes));
            }
            bytes += length;
        }
        if (length > limits.maxFrameBytes()) {
            throw new ProtocolException(
                    ProtocolError.FRAME_TOO_LARGE,
                    length + (encodedBits == 0 ? "" : " compressed") + " bytes, at most " + limits.maxFrameBytes()
                            + " are accepted");
        }
    }

    /** Takes a part of the current frame's payload. */
    void payload(ByteBuffer window, boolean endOfFrame) throws ProtocolException {
        boolean last = endOfFrame && lastFrame;
        if (encodedBits == 0) {
            deliver(window, last);
        } else if (codecs != null) {
            codecs.decode(encodedBits, window, last, limits.maxMessageBytes() - bytes, restored);
            if (last) {
                deliver(NOTHING.duplicate(), true);
            }
        }
    }

    private void takeRestored(ByteBuffer window) throws ProtocolException {
        bytes += window.remaining();
        if (bytes > limits.maxMessageBytes()) {
            throw tooLarge(bytes);
        }
        deliver(window, false);
    }

    private void deliver(ByteBuffer window, boolean last) throws ProtocolException {
        if (type == MessageType.TEXT) {
            validate(window, last);
        }
        if (stopped || (!last && !window.hasRemaining())) {
            return;
        }
        boolean first = !begun;
        begun = true;
        owner().onData(type, window, first, last);
    }

    /** {@return whether the payload of the frame under way is passed on as it comes} */
    boolean isPlain() {
        return encodedBits == 0;
    }

    /** Passes nothing on any more. */
    void stop() {
        stopped = true;
    }

    /** RFC 6455 §8.1: text that is not UTF-8 fails the connection; here at its first wrong byte. */
    private void validate(ByteBuffer window, boolean last) throws ProtocolException {
        int wrong = utf8.validate(window, window.position(), window.limit());
        if (wrong != Utf8Validator.VALID) {
            throw new ProtocolException(
                    ProtocolError.TEXT_NOT_UTF8,
                    String.format("byte 0x%02X cannot stand where it does", window.get(wrong)));
        }
        if (last && !utf8.isComplete()) {
            throw new ProtocolException(ProtocolError.TEXT_NOT_UTF8, "the text ends within a character");
        }
    }

    private ProtocolException tooLarge(long size) {
        return new ProtocolException(
                ProtocolError.MESSAGE_TOO_LARGE,
                "at least " + size + " bytes, at most " + limits.maxMessageBytes() + " are accepted");
    }
}
