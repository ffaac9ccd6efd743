package dev.sockeye.internal;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.FrameWriter;
import dev.sockeye.protocol.frame.Opcode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Encodes a server's message once for all connections that agreed on the same extensions. */
final class PreparedFrames {
    private static final String PLAIN = "";

    /** What a frame of {@link Sender#FRAGMENT_BYTES} takes with its header. */
    static final int FRAME_BYTES = FrameWriter.headerBytes(Sender.FRAGMENT_BYTES, false) + Sender.FRAGMENT_BYTES;

    private PreparedFrames() {}

    /** {@return whether connections with these extensions can share a frame} */
    static boolean isShareable(List<NegotiatedExtension> extensions) {
        return extensions.isEmpty()
                || (extensions.size() == 1 && extensions.get(0).encodesIndependently());
    }

    /** {@return what connections have in common that can share a frame} */
    static String kind(List<NegotiatedExtension> extensions) {
        return extensions.isEmpty() ? PLAIN : extensions.get(0).descriptor().toString();
    }

    /**
     * {@return the message as it stands on the wire} It is one frame, or several with a payload of {@link
     * Sender#FRAGMENT_BYTES} each but the last, so that {@link #FRAME_BYTES} lead from one to the next.
     */
    static ByteBuffer encode(
            MessageType type, ByteBuffer payload, List<NegotiatedExtension> extensions, ThreadResources resources) {
        if (extensions.isEmpty()) {
            return frames(type, 0, payload);
        }
        try (MessageCodec codec = extensions.get(0).open(resources)) {
            if (!codec.encodes(type, payload.remaining())) {
                return frames(type, 0, payload);
            }
            ByteArrayOutputStream encoded = new ByteArrayOutputStream(payload.remaining());
            codec.encode(payload, true, window -> {
                byte[] part = new byte[window.remaining()];
                window.get(part);
                encoded.writeBytes(part);
            });
            return frames(type, extensions.get(0).reservedBits(), ByteBuffer.wrap(encoded.toByteArray()));
        } catch (ProtocolException impossible) {
            throw new IllegalStateException("the encoder refused its own message", impossible);
        }
    }

    /** RFC 6455 §5.4: only the first frame of a message has its opcode, only the last has FIN. */
    private static ByteBuffer frames(MessageType type, int reservedBits, ByteBuffer payload) {
        int whole = Math.max(0, payload.remaining() - 1) / Sender.FRAGMENT_BYTES;
        int rest = payload.remaining() - whole * Sender.FRAGMENT_BYTES;
        ByteBuffer frames =
                ByteBuffer.allocateDirect(whole * FRAME_BYTES + FrameWriter.headerBytes(rest, false) + rest);
        Opcode opcode = type == MessageType.TEXT ? Opcode.TEXT : Opcode.BINARY;
        int bits = reservedBits;
        while (payload.remaining() > Sender.FRAGMENT_BYTES) {
            FrameWriter.writeHeader(frames, opcode, false, bits, Sender.FRAGMENT_BYTES);
            frames.put(payload.slice(payload.position(), Sender.FRAGMENT_BYTES));
            payload.position(payload.position() + Sender.FRAGMENT_BYTES);
            opcode = Opcode.CONTINUATION;
            bits = 0;
        }
        FrameWriter.writeHeader(frames, opcode, true, bits, rest);
        return frames.put(payload).flip();
    }
}
