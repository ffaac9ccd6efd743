package dev.sockeye.cli.connect;

import dev.sockeye.Undelivered;
import dev.sockeye.WebSocket;
import dev.sockeye.cli.ExitCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Shows what happens on a connection, and between one and the next. Calls may come from several threads at once. Buffers are borrowed: valid during the
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

    /** A connection ended, or an attempt failed, and another attempt follows. */
    void disconnected(CloseReport report, Decision.Retry decision);

    /**
     * There is a connection again.
     *
     * @param attempt how many it took
     * @param away how long there was none
     */
    void reconnected(WebSocket socket, int attempt, Duration away);

    /** Messages are lost, or may be. */
    void undelivered(Undelivered undelivered);

    /** No further attempt follows although the user has not asked for an end; {@link #closed} comes next. */
    void gaveUp(Decision.Stop decision);

    /**
     * It is over. Comes once, last.
     *
     * @param exitCode what the program ends with, unless there is something wrong with the input
     */
    void closed(CloseReport report, ExitCode exitCode);

    /** {@return whether what was shown could be written; false once nobody reads it any more} */
    boolean isReadable();
}
