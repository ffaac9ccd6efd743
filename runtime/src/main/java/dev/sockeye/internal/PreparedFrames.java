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

    /** {@return the message as one frame} */
    static ByteBuffer encode(
            MessageType type, ByteBuffer payload, List<NegotiatedExtension> extensions, ThreadResources resources) {
        if (extensions.isEmpty()) {
            return frame(type, 0, payload);
        }
        try (MessageCodec codec = extensions.get(0).open(resources)) {
            if (!codec.encodes(type, payload.remaining())) {
                return frame(type, 0, payload);
            }
            ByteArrayOutputStream encoded = new ByteArrayOutputStream(payload.remaining());
            codec.encode(payload, true, window -> {
                byte[] part = new byte[window.remaining()];
                window.get(part);
                encoded.writeBytes(part);
            });
            return frame(type, extensions.get(0).reservedBits(), ByteBuffer.wrap(encoded.toByteArray()));
        } catch (ProtocolException impossible) {
            throw new IllegalStateException("the encoder refused its own message", impossible);
        }
    }

    private static ByteBuffer frame(MessageType type, int reservedBits, ByteBuffer payload) {
        Opcode opcode = type == MessageType.TEXT ? Opcode.TEXT : Opcode.BINARY;
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocateDirect(FrameWriter.headerBytes(length, false) + length);
        FrameWriter.writeHeader(frame, opcode, true, reservedBits, length);
        return frame.put(payload).flip();
    }
}
