package dev.sockeye.diagnosis;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import java.time.Duration;
import java.util.Optional;

/**
 * What is kept of an earlier end.
 *
 * @param cause its kind
 * @param end how the transport ended
 * @param age how long the connection had been open
 * @param silence how long nothing had passed in either direction before the end
 */
public record PastClose(CloseCause.Kind cause, Optional<TransportEnd.Kind> end, Duration age, Duration silence) {
    /** {@return what is worth keeping of a report} */
    public static PastClose of(CloseReport report) {
        return new PastClose(
                report.cause().kind(), report.transportEnd().map(TransportEnd::kind), age(report), silence(report));
    }

    /** {@return how long the connection of a report had been open when it ended} */
    public static Duration age(CloseReport report) {
        Duration end = report.when(Moment.Kind.TRANSPORT_ENDED).orElse(Duration.ZERO);
        return report.when(Moment.Kind.OPENED).map(end::minus).orElse(Duration.ZERO);
    }

    /** {@return how long nothing had passed in either direction when the connection of a report ended} */
    public static Duration silence(CloseReport report) {
        Duration end = report.when(Moment.Kind.TRANSPORT_ENDED).orElse(Duration.ZERO);
        Duration last = report.when(Moment.Kind.OPENED).orElse(Duration.ZERO);
        for (Moment.Kind kind : new Moment.Kind[] {Moment.Kind.LAST_BYTE_IN, Moment.Kind.LAST_BYTE_OUT}) {
            Duration when = report.when(kind).orElse(last);
            last = when.compareTo(last) > 0 ? when : last;
        }
        return end.minus(last);
    }

    /** {@return how long nothing had come when the connection of a report ended; its opening handshake was the first to come} */
    public static Duration silenceIn(CloseReport report) {
        Duration end = report.when(Moment.Kind.TRANSPORT_ENDED).orElse(Duration.ZERO);
        return end.minus(lastIn(report));
    }

    /** {@return when the last byte came; the opening handshake was the first to come} */
    public static Duration lastIn(CloseReport report) {
        return report.when(Moment.Kind.LAST_BYTE_IN)
                .or(() -> report.when(Moment.Kind.OPENED))
                .orElse(Duration.ZERO);
    }
}
