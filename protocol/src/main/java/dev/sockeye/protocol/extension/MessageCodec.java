package dev.sockeye.protocol.extension;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Transforms the payloads of messages on one connection in both directions. Confined to the connection's thread. While no
 * message is under way it holds no more than the negotiated parameters force it to (context takeover).
 *
 * <p>The messages that were transformed carry {@link NegotiatedExtension#reservedBits()} on their first frame.
 */
public interface MessageCodec extends AutoCloseable {
    /**
     * Says whether an outgoing message is worth transforming; if not, it goes out as it is, without the reserved bits.
     *
     * @param type the message's type
     * @param bytes its size, or -1 while it is not known
     */
    boolean encodes(MessageType type, long bytes);

    /**
     * Transforms a part of an outgoing message. All of {@code in} is consumed.
     *
     * @param in payload bytes, left unchanged but for the position
     * @param last whether this part ends the message
     * @param out takes the transformed bytes, in order
     */
    void encode(ByteBuffer in, boolean last, ByteSink out) throws ProtocolException;

    /**
     * Restores a part of an incoming message that carried the reserved bits. All of {@code in} is consumed.
     *
     * @param in payload bytes as they came
     * @param last whether this part ends the message
     * @param limit how many bytes {@code out} may still be given for this part; at most this many bytes come to exist
     *     outside of scratch space, and one more means failure
     * @param out takes the restored bytes, in order
     * @throws ProtocolException with {@code MESSAGE_TOO_LARGE} if the restored bytes exceed {@code limit}, with
     *     {@code COMPRESSED_DATA_CORRUPT} if they cannot be restored, or what {@code out} threw
     */
    void decode(ByteBuffer in, boolean last, long limit, ByteSink out) throws ProtocolException;

    /** Gives back everything that is held. May be called at any time and more than once. */
    @Override
    void close();
}
