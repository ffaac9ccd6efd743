package dev.sockeye;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseReport;

/**
 * What a server or client tells a metrics library. Implement what you need; {@code sockeye-micrometer} has it all for
 * Micrometer. One instance may serve any number of servers and clients.
 *
 * <p>Every method is called on an event loop, and by several loops at a time: an implementation must be safe for use by
 * several threads and must not block. What it throws harms nothing; the first time it is logged.
 *
 * <p>Nothing is called per message: {@link #traffic} and {@link #queued} come for all connections of an event loop together,
 * once a second while there is something to tell, and for each connection when it ends.
 */
public interface WebSocketMetrics {
    /** Takes nothing and costs nothing: what a server or client has unless told otherwise. */
    WebSocketMetrics NONE = new WebSocketMetrics() {};

    /**
     * A connection has opened. Once per connection, before its {@link WebSocketHandler#onOpen}.
     *
     * @param role which end this is
     */
    default void opened(Role role) {}

    /**
     * A connection that was {@link #opened} has ended. Once per connection, behind all that {@link #traffic} has to tell of
     * it, before {@link WebSocketHandler#onClose}.
     *
     * @param report also has {@code code()}, {@code cause().kind()}, and {@code diagnose().causeId()}, which is worked out
     *     when it is asked for; each is one of few values, but for the codes from 3000 on, which the peer chooses
     */
    default void closed(CloseReport report) {}

    /**
     * An attempt to open a connection has failed. Once per attempt, before {@link WebSocketHandler#onClose}.
     *
     * @param report as for {@link #closed}
     */
    default void attemptFailed(CloseReport report) {}

    /**
     * What has passed over open connections since the last call. None of the figures is negative, and at least one is not
     * zero. When all of its connections have ended, the sums of all calls are those of their reports.
     *
     * @param role which end this is
     * @param messagesIn whole messages that came
     * @param bytesIn bytes from the wire, behind the opening handshake and before decompression
     * @param messagesOut whole messages that went
     * @param bytesOut bytes to the wire, behind the opening handshake and after compression
     */
    default void traffic(Role role, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {}

    /**
     * The bytes that wait because peers are slow to take them are more, or fewer, than when this was called last. The sum of
     * all calls is what waits, as of the last second; what comes and goes within one is not told.
     *
     * @param role which end this is
     * @param changeBytes not zero
     */
    default void queued(Role role, long changeBytes) {}

    /**
     * A ping of the heartbeat's was answered. About once per connection and interval of the heartbeat, and not at all while
     * the peer sends by itself.
     *
     * @param role which end this is
     * @param nanos from ping to pong, the time on this end's event loop included
     */
    default void pingRoundTrip(Role role, long nanos) {}

    /**
     * An event loop with open connections stood still: a callback that took its time, a garbage collection, a process that
     * was stopped. Told when it goes on.
     *
     * @param nanos at least 200 ms
     */
    default void stalled(long nanos) {}
}
