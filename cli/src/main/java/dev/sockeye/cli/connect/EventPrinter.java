package dev.sockeye.cli.connect;

import dev.sockeye.WebSocket;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Shows what happens on a connection. Calls may come from several threads at once. Buffers are borrowed: valid during the
 * call only.
 */
interface EventPrinter {
    /** The connection is open. */
    void opened(WebSocket socket);

    /** A text message came, as valid UTF-8. */
    void text(ByteBuffer utf8);

    /** A binary message came. */
    void binary(ByteBuffer data);

    /** A ping came and was answered. */
    void ping(ByteBuffer payload);

    /**
     * A pong came.
     *
     * @param roundTripNanos the time since the ping that it answers, if there was one
     * @param asked whether the user sent that ping
     */
    void pong(ByteBuffer payload, OptionalLong roundTripNanos, boolean asked);

    /** Something to say to the user beside what came. */
    void note(String line);

    /** It is over. Comes once, last. */
    void closed(CloseReport report);

    /** {@return whether what was shown could be written; false once nobody reads it any more} */
    boolean isReadable();
}
