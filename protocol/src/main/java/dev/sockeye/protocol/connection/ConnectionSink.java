package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Connection} is attached to: an application above it and a transport below it. All methods are called on
 * the connection's thread, from within a call of the connection's; they may call the connection back, and must not throw.
 * What one throws nevertheless comes out of the call that it was made from; the connection still ends with one report.
 */
public interface ConnectionSink {
    // ---- to the application

    /**
     * A part of a message. Text is valid UTF-8 up to this part's last byte, or to the last whole character before it.
     *
     * @param window borrowed: valid during the call only, unmasked and decompressed, between position and limit; may be
     *     empty on the last part. If it is the buffer that was given to {@link Connection#receive}, its bytes stay as they
     *     are after the call too.
     * @param first whether the part begins a message
     * @param last whether the part ends it; a small message is one part that is both
     */
    void onData(MessageType type, ByteBuffer window, boolean first, boolean last);

    /**
     * A ping came; the pong has been sent.
     *
     * @param payload borrowed, 0 to 125 bytes
     */
    default void onPing(ByteBuffer payload) {}

    /**
     * A pong came, asked for or not.
     *
     * @param payload borrowed, 0 to 125 bytes
     * @param roundTripNanos time since the heartbeat's ping that this pong answers, or -1 if it answers none
     */
    default void onPong(ByteBuffer payload, long roundTripNanos) {}

    /**
     * A ping of the heartbeat's went out: a good time to look at the transport. One that gathers output passes it to the
     * system now, for {@link #unsentBytes} is asked next.
     *
     * @param silenceNanos how long nothing had passed in either direction before it
     */
    default void onHeartbeat(long silenceNanos) {}

    /** This connection no longer sends messages: a Close frame went out or came in, or it failed. Called once. */
    default void onClosing() {}

    /**
     * Called right before the report is made, while the transport is still there if this end is the one to close it, for
     * facts that only its side knows. They are added to {@code report}; the cause that the connection found stays.
     */
    default void describe(CloseReport.Builder report) {}

    /** The connection is over. Called exactly once, after every other method of the application's part. */
    void onClosed(CloseReport report);

    // ---- to the transport

    /**
     * Takes bytes for the wire, behind all that were taken before.
     *
     * @param frame borrowed: valid during the call only
     */
    void transmit(ByteBuffer frame);

    /**
     * Takes a frame for the wire, behind all bytes that were taken before.
     *
     * @param head borrowed: valid during the call only
     * @param payload the buffer that was given to {@link Connection#send}, masked in place if this end is a client
     */
    void transmit(ByteBuffer head, ByteBuffer payload);

    /**
     * {@return where the next frame is written, behind all bytes that were taken before; or null if it is to be passed to
     * {@link #transmit(ByteBuffer, ByteBuffer)}} Spares the frame a copy. Its bytes are taken when this returns, though they
     * are written, at the buffer's position and on, before any other call.
     *
     * @param bytes the size of the frame; the buffer has room for it
     */
    default @Nullable ByteBuffer room(int bytes) {
        return null;
    }

    /**
     * {@return bytes that were transmitted and wait on this end because the system does not take them; 0 where nobody knows}
     * Asked when a ping of the heartbeat's has gone out, and before the peer is given up for its silence: as long as the
     * system takes what waits, the peer is there, though it may not have come to the ping yet. An estimate will do.
     */
    default long unsentBytes() {
        return 0;
    }

    /** Ends the outgoing direction behind all bytes that were taken: TLS close_notify, then TCP FIN. Called at most once. */
    void shutdownOutput();

    /** Ends the transport in both directions, behind all bytes that were taken. Called at most once, before onClosed. */
    void closeTransport();
}
