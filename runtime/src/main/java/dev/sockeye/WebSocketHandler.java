package dev.sockeye;

import dev.sockeye.protocol.close.CloseReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * What an application does with a WebSocket. Implement what you need; {@link #onClose} is the one callback that everybody
 * wants.
 *
 * <p>Callbacks of one connection never overlap and come in order. They run on the connection's event loop, where they must
 * not block, unless the server or client was built with an executor to dispatch on. A callback that throws closes the
 * connection with 1011; the peer is not told what was thrown.
 */
public interface WebSocketHandler {
    /** The connection is open. Comes first and once, if it opens at all. */
    default void onOpen(WebSocket socket) {}

    /** A text message came. */
    default void onText(WebSocket socket, String text) {}

    /**
     * A text message came, as bytes: for handlers that pass text on, or parse it themselves. By default decodes it for
     * {@link #onText}.
     *
     * @param utf8 valid UTF-8 between position and limit; borrowed, valid during the call only
     */
    default void onUtf8(WebSocket socket, ByteBuffer utf8) {
        onText(socket, StandardCharsets.UTF_8.decode(utf8).toString());
    }

    /**
     * A binary message came.
     *
     * @param data between position and limit; borrowed, valid during the call only
     */
    default void onBinary(WebSocket socket, ByteBuffer data) {}

    /**
     * A ping came and was answered.
     *
     * @param payload borrowed, 0 to 125 bytes
     */
    default void onPing(WebSocket socket, ByteBuffer payload) {}

    /**
     * A pong came.
     *
     * @param payload borrowed, 0 to 125 bytes
     * @param roundTripNanos if it answers the heartbeat's ping, the time between them
     */
    default void onPong(WebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {}

    /** The queue has room again after a send was answered with {@link SendOutcome#BACK_PRESSURED}, or it was full. */
    default void onWritable(WebSocket socket) {}

    /**
     * It is over. Comes exactly once after every attempt to open a connection, whether it opened or not, and always last.
     *
     * @param report how and why it ended
     */
    default void onClose(CloseReport report) {}
}
