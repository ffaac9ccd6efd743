package dev.sockeye.protocol.extension;

import dev.sockeye.protocol.ProtocolException;
import java.nio.ByteBuffer;

/** Takes bytes as they are produced. */
@FunctionalInterface
public interface ByteSink {
    /**
     * Takes a window of bytes.
     *
     * @param window borrowed: between position and limit, valid only during the call
     * @throws ProtocolException if the bytes break a rule, such as text that is not UTF-8; it ends the message
     */
    void accept(ByteBuffer window) throws ProtocolException;
}
