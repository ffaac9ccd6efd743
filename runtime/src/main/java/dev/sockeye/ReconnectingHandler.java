package dev.sockeye;

import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * What an application does with a {@link ReconnectingWebSocket}. Implement what you need.
 *
 * <p>Callbacks of one link never overlap, also not those of one connection with those of the next. They run on an event loop,
 * where they must not block, unless the client was built with an executor to dispatch on. What throws closes the connection
 * with 1011 if it was called for a message, and is logged otherwise.
 */
public interface ReconnectingHandler {
    /**
     * There is a connection. What is sent from within this call goes out before everything that waits in the buffer: log in
     * and subscribe here.
     *
     * @param attempt how many attempts it took since there was a stable connection; 1 for the first
     */
    default void onConnected(ReconnectingWebSocket socket, int attempt) {}

    /** A text message came. */
    default void onText(ReconnectingWebSocket socket, String text) {}

    /**
     * A text message came, as bytes. By default decodes it for {@link #onText}.
     *
     * @param utf8 valid UTF-8 between position and limit; borrowed, valid during the call only
     */
    default void onUtf8(ReconnectingWebSocket socket, ByteBuffer utf8) {
        onText(socket, StandardCharsets.UTF_8.decode(utf8).toString());
    }

    /**
     * A binary message came.
     *
     * @param data between position and limit; borrowed, valid during the call only
     */
    default void onBinary(ReconnectingWebSocket socket, ByteBuffer data) {}

    /**
     * A pong came.
     *
     * @param payload borrowed, 0 to 125 bytes
     * @param roundTripNanos if it answers the heartbeat's ping, the time between them
     */
    default void onPong(ReconnectingWebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {}

    /** There is room again after a send was answered with {@link SendOutcome#BACK_PRESSURED}. */
    default void onWritable(ReconnectingWebSocket socket) {}

    /** Messages that were taken are lost, or may be. Before {@link #onDisconnected} if a connection took them along. */
    default void onUndelivered(ReconnectingWebSocket socket, Undelivered undelivered) {}

    /**
     * A connection ended, or an attempt to make one failed. Exactly once for each.
     *
     * @param report how and why it ended
     * @param decision what follows: another attempt after a delay, or nothing
     */
    default void onDisconnected(ReconnectingWebSocket socket, CloseReport report, Decision decision) {}

    /**
     * It is over: the policy gave up, or the application closed the link. Exactly once, and always last.
     *
     * @param report of the last connection or attempt
     */
    default void onGaveUp(ReconnectingWebSocket socket, CloseReport report) {}
}
