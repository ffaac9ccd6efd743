package dev.sockeye.protocol.frame;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Takes what a {@link FrameParser} finds, in the order of the wire. Called on the parser's thread, from within
 * {@link FrameParser#parse}.
 *
 * <p>Buffers are borrowed: the bytes lie between position and limit, unmasked, valid only during the call. The sink may
 * move the position; it must not touch bytes outside of the window.
 */
public interface FrameSink {
    /**
     * The header of a data frame is complete and obeys the rules; its payload follows through {@link #onPayload}.
     *
     * @param type the message's type, also on continuation frames
     * @param first whether the frame begins a message
     * @param last whether the frame ends its message (FIN)
     * @param reservedBits RSV1 = 4, RSV2 = 2, RSV3 = 1
     * @param length payload bytes of this frame
     * @throws ProtocolException to refuse the frame before any of its payload is read
     */
    void onDataFrame(MessageType type, boolean first, boolean last, int reservedBits, long length)
            throws ProtocolException;

    /**
     * A part of the payload of the current data frame. Comes at least once per frame, with an empty window if the frame
     * has no payload.
     *
     * @param endOfFrame whether this is the frame's last part
     * @return whether to go on; false makes {@link FrameParser#parse} return after this part
     */
    boolean onPayload(ByteBuffer window, boolean endOfFrame) throws ProtocolException;

    /**
     * A whole control frame.
     *
     * @param opcode CLOSE, PING or PONG
     * @param payload 0 to 125 bytes
     * @return whether to go on; false makes {@link FrameParser#parse} return after this frame
     */
    boolean onControlFrame(Opcode opcode, ByteBuffer payload) throws ProtocolException;
}
