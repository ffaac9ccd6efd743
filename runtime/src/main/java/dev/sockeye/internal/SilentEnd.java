package dev.sockeye.internal;

import dev.sockeye.diagnosis.PastClose;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection that may have been for its silence.
 *
 * @param silence how long nothing had passed in either direction, in nanoseconds
 * @param exact whether the end came at that moment; otherwise a ping after the silence found the connection dead
 */
record SilentEnd(long silence, boolean exact) {
    /** What ends sooner after traffic ended for another reason than a timer's. */
    private static final long SHORTEST = TimeUnit.SECONDS.toNanos(2);

    /** A ping and an end that are no further apart than this crossed on their way. */
    private static final long CROSSED = TimeUnit.SECONDS.toNanos(1);

    /**
     * {@return what an end tells of the path; empty if it was not for silence} A connection that has lived through as long a
     * silence before did not die of this one.
     *
     * @param asked how long nothing had passed before the last ping of the heartbeat's, in nanoseconds; 0 if none went out
     */
    static Optional<SilentEnd> of(CloseReport report, long asked) {
        if (!report.opened() || !isLoss(report)) {
            return Optional.empty();
        }
        Optional<Long> sincePing = report.when(Moment.Kind.LAST_PING_OUT)
                .filter(ping -> PastClose.lastIn(report).compareTo(ping) < 0)
                .flatMap(ping -> report.when(Moment.Kind.TRANSPORT_ENDED).map(end -> end.minus(ping)))
                .map(Duration::toNanos);
        SilentEnd end;
        if (sincePing.isEmpty()) {
            end = new SilentEnd(PastClose.silence(report).toNanos(), true);
        } else if (!inOrder(report)) {
            end = new SilentEnd(asked, false);
        } else if (sincePing.get() < CROSSED) {
            end = new SilentEnd(asked + sincePing.get(), true);
        } else {
            return Optional.empty();
        }
        return end.silence >= SHORTEST ? Optional.of(end) : Optional.empty();
    }

    /** An end that somebody who was there sent; a path that has forgotten the connection sends none. */
    private static boolean inOrder(CloseReport report) {
        return report.cause() instanceof CloseCause.TransportLost lost
                && (lost.end().kind() == TransportEnd.Kind.FIN || lost.end().kind() == TransportEnd.Kind.TLS_TRUNCATED);
    }

    private static boolean isLoss(CloseReport report) {
        if (report.cause() instanceof CloseCause.TransportLost lost) {
            return switch (lost.end().kind()) {
                case FIN, TLS_TRUNCATED, RST, TIMEOUT -> true;
                default -> false;
            };
        }
        return report.cause() instanceof CloseCause.PongTimeout;
    }

    /** {@return whether a silence that was lived through shows that this one was not the reason} */
    boolean isOutlivedBy(long survived) {
        return silence <= survived;
    }
}
