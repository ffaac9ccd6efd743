package dev.sockeye;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseCode;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An open WebSocket. Every method is safe from any thread; sends from one thread keep their order.
 *
 * <p>Buffers given to a send are copied before it returns, with one exception that costs nothing: the very buffer that a
 * handler was just called with may be sent back from within that call, and is then not copied; the handler must not write
 * to it afterwards.
 */
public interface WebSocket {
    /** Sends a text message; an unpaired surrogate goes out as a question mark. */
    SendOutcome sendText(String text);

    /**
     * Sends a text message that is encoded already.
     *
     * @param utf8 valid UTF-8 between position and limit, which is not checked
     */
    SendOutcome sendText(ByteBuffer utf8);

    /** Sends a binary message: the bytes between position and limit. */
    SendOutcome sendBinary(ByteBuffer data);

    /** Sends a message that is encoded once for many receivers. */
    SendOutcome send(PreparedMessage message);

    /**
     * Sends a message and tells when the operating system has taken all of it. Waits for room, where the other sends would
     * answer {@link SendOutcome#BACK_PRESSURED}.
     *
     * @return completes exceptionally with {@link NotSentException} if the message did not go out whole
     */
    CompletionStage<Void> sendAsync(MessageType type, ByteBuffer payload);

    /**
     * Sends a part of a message, as a frame of its own; for messages too large to hold.
     *
     * <p>From the moment when the first part is taken until the last part is, no other message is taken, from whichever
     * thread: the sends of whole messages, {@link #sendAsync} too, throw {@link IllegalStateException}, and so does a part
     * of the other type. They are refused rather than queued, since a message in parts may stay open for long; who
     * broadcasts to connections that also stream has to expect it. A message that was taken before the first part goes out
     * before it. A part that is not taken changes nothing, and may be sent again. Pings and pongs pass between the parts.
     *
     * <p>The parts of one message are told from those of another by their order alone, so they must come in order: from one
     * thread, or from several that wait for one another.
     *
     * @throws IllegalStateException if a message of the other type is being sent in parts
     */
    SendOutcome sendPart(MessageType type, ByteBuffer part, boolean last);

    /**
     * Sends a ping, ahead of all queued messages. The answer comes to {@link WebSocketHandler#onPong}.
     *
     * @param payload at most 125 bytes (RFC 6455 §5.5)
     */
    SendOutcome ping(ByteBuffer payload);

    /** Closes with 1000 and no reason, behind all queued messages. Does nothing if the connection is closing. */
    default void close() {
        close(CloseCode.NORMAL, "");
    }

    /**
     * Closes behind all queued messages. Does nothing if the connection is closing.
     *
     * @param reason for developers, at most 123 bytes of UTF-8
     * @throws IllegalArgumentException if this end must not send the code, or the reason is too long
     */
    void close(CloseCode code, String reason);

    /** Closes with a Close frame that has no code, behind all queued messages; the peer sees 1005. */
    void closeWithoutCode();

    /** Cuts the connection at once, without a Close frame; queued messages are lost, the peer sees 1006. */
    void abort();

    /**
     * Stops reading. On the connection's own thread no callback with data follows after this returns; from another thread
     * some may. Pings are not answered and silence is not held against the peer meanwhile.
     */
    void pause();

    /** Goes on reading. */
    void resume();

    /** {@return whether the queue has room, so that a send would be taken} */
    boolean isWritable();

    /** {@return payload bytes that were taken and that the operating system has not} */
    long queuedBytes();

    /** {@return the agreed subprotocol} */
    Optional<String> subprotocol();

    /** {@return the agreed extensions as they stand in the handshake's response, empty if there are none} */
    String extensions();

    /** {@return the address of the other end of the transport, such as {@code 192.0.2.1:51334}} */
    String remoteAddress();

    /** {@return this end's address of the transport} */
    String localAddress();
}
