package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of a connection's extensions as one. Outgoing messages pass them in the order in which they were agreed,
 * incoming ones in reverse (RFC 6455 §9.1); each takes part in a message if it set, or the peer set, its reserved bits.
 */
final class CodecChain implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final MessageCodec first;
    private final int firstBits;

    /** The codecs that were agreed later, or null. */
    private final @Nullable CodecChain rest;

    private CodecChain(List<NegotiatedExtension> extensions, ThreadResources resources) {
        first = extensions.get(0).open(resources);
        firstBits = extensions.get(0).reservedBits();
        rest = open(extensions.subList(1, extensions.size()), resources);
    }

    /** {@return the codecs of these extensions, or null if there are none} */
    static @Nullable CodecChain open(List<NegotiatedExtension> extensions, ThreadResources resources) {
        return extensions.isEmpty() ? null : new CodecChain(extensions, resources);
    }

    /** {@return the reserved bits that the extensions define} */
    int reservedBits() {
        return rest == null ? firstBits : firstBits | rest.reservedBits();
    }

    /** {@return the reserved bits that an outgoing message will carry; 0 if no codec transforms it} */
    int bitsFor(MessageType type, long bytes) {
        int bits = first.encodes(type, bytes) ? firstBits : 0;
        return rest == null ? bits : bits | rest.bitsFor(type, bytes);
    }

    /** Transforms a part of an outgoing message that carries these reserved bits. */
    void encode(int bits, ByteBuffer in, boolean last, ByteSink out) throws ProtocolException {
        if (rest == null) {
            first.encode(in, last, out);
        } else if ((bits & firstBits) == 0) {
            rest.encode(bits, in, last, out);
        } else if (bits == firstBits) {
            first.encode(in, last, out);
        } else {
            CodecChain next = rest;
            first.encode(in, false, window -> next.encode(bits & ~firstBits, window, false, out));
            if (last) {
                first.encode(NOTHING, true, window -> next.encode(bits & ~firstBits, window, false, out));
                next.encode(bits & ~firstBits, NOTHING, true, out);
            }
        }
    }

    /** Restores a part of an incoming message that carries these reserved bits; {@code limit} holds at every step. */
    void decode(int bits, ByteBuffer in, boolean last, long limit, ByteSink out) throws ProtocolException {
        if (rest == null || bits == firstBits) {
            first.decode(in, last, limit, out);
        } else if ((bits & firstBits) == 0) {
            rest.decode(bits, in, last, limit, out);
        } else {
            rest.decode(bits & ~firstBits, in, false, limit, window -> first.decode(window, false, limit, out));
            if (last) {
                rest.decode(bits & ~firstBits, NOTHING, true, limit, window -> first.decode(window, false, limit, out));
                first.decode(NOTHING, true, limit, out);
            }
        }
    }

    @Override
    public void close() {
        first.close();
        if (rest != null) {
            rest.close();
        }
    }
}
