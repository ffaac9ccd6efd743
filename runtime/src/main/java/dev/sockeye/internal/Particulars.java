package dev.sockeye.internal;

import dev.sockeye.protocol.close.CloseReport.TcpSample;
import dev.sockeye.protocol.close.Moment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What only some connections come to have, or only for a while: an idle connection of most servers has none of it. */
final class Particulars {
    /** The steps of opening that are told besides its beginning and end. */
    List<Moment> moments = List.of();

    /** Null until something tells of the transport's end. */
    @Nullable
    TransportEvidence evidence;

    /** What minds the heartbeat of a client's connection; null on a server. */
    @Nullable
    Pulse pulse;

    /** What the system knew of the transport at the last ping; null once its pong has come. */
    @Nullable
    TcpSample atLastPing;

    /** The report, if a callback cut the connection; it comes when the callback has returned. */
    @Nullable
    Runnable behindCall;

    /** How old the connection is to become, in nanoseconds; Long.MAX_VALUE if any age, or if it has been told. */
    long givenAge = Long.MAX_VALUE;

    /** Bytes of control frames that were sent since the channel last had room. */
    int controlBacklog;
}
