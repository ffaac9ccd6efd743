package dev.sockeye.cli.connect;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.ClosePayload;
import java.nio.ByteBuffer;

/** What the input speaks into: one connection, or one after the other. Safe from any thread. */
interface Talk {
    /**
     * Sends a message, waiting for room as long as it takes.
     *
     * @return whether it was taken; if not, it is over
     */
    boolean send(MessageType type, ByteBuffer payload) throws InterruptedException;

    /** {@return whether a ping was sent; if not, there is no connection} */
    boolean ping(ByteBuffer payload);

    /** {@return whether it is over when there is no connection} */
    boolean endsWithItsConnection();

    /** Ends it, behind what was sent. */
    void close(ClosePayload payload);
}
