package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;

/**
 * permessage-deflate as both ends agreed on it, seen from one end.
 *
 * @param descriptor the element of the handshake response
 * @param ownContextTakeover whether this end refers to its earlier messages: never where the agreement forbids it, and not
 *     where this end's settings do without
 * @param peerContextTakeover whether the peer may refer to its earlier messages
 * @param ownWindowBits how far this end's matches reach back: at most 2^ownWindowBits bytes; 8 to 15
 * @param peerWindowBits the same of the peer; 8 to 15
 * @param level this end's compression level, 1 to 9
 * @param minimumSize the size in bytes from which on this end compresses a message
 */
public record NegotiatedDeflate(
        ExtensionDescriptor descriptor,
        boolean ownContextTakeover,
        boolean peerContextTakeover,
        int ownWindowBits,
        int peerWindowBits,
        int level,
        int minimumSize)
        implements NegotiatedExtension {
    /** RFC 7692 §6: RSV1 is the "Per-Message Compressed" bit. */
    private static final int RSV1 = 4;

    @Override
    public int reservedBits() {
        return RSV1;
    }

    @Override
    public boolean encodesIndependently() {
        return !ownContextTakeover;
    }

    @Override
    public MessageCodec open(ThreadResources resources) {
        return new DeflateCodec(this, resources.shared(ZlibPool.class, () -> new ZlibPool(ZlibPool.SCRATCH_SIZE)));
    }
}
