package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.close.Closing.Initiator;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a connection's end; made when it begins, so that a connection in use does not carry it. */
final class Ending {
    private final CloseCause cause;
    private final List<Moment> notes = new ArrayList<>();
    private @Nullable ClosePayload sent;
    private @Nullable ClosePayload received;
    private Initiator first = Initiator.NOBODY;
    private boolean timedOut;
    private TransportEnd transportEnd = TransportEnd.LOCAL;
    private long deadline = Long.MAX_VALUE;

    /** Begins with the first cause, which stays. */
    Ending(CloseCause cause) {
        this.cause = cause;
    }

    /** Notes a cause that came after the first, unless it had to come: the answer to our Close, the end of the transport. */
    void laterCause(CloseCause later, Phase phase, long now) {
        boolean expected =
                switch (later.kind()) {
                    case PEER_CLOSED -> sent != null;
                    case TRANSPORT_LOST -> phase == Phase.CLOSE_EXCHANGED;
                    default -> false;
                };
        if (!expected) {
            note(Moment.Kind.LATER_CAUSE, now, later.describe());
        }
    }

    void closeSent(ClosePayload payload, long now) {
        sent = payload;
        note(Moment.Kind.CLOSE_SENT, now, "");
        if (first == Initiator.NOBODY) {
            first = Initiator.THIS_END;
        }
    }

    void closeReceived(ClosePayload payload, long now) {
        received = payload;
        note(Moment.Kind.CLOSE_RECEIVED, now, "");
        if (first == Initiator.NOBODY) {
            first = Initiator.PEER;
        }
    }

    /** {@return the peer's Close payload, or null if none came} */
    @Nullable
    ClosePayload received() {
        return received;
    }

    void closingTimedOut(long now) {
        timedOut = true;
        note(Moment.Kind.CLOSING_TIMED_OUT, now, "");
    }

    /** {@return when the current step of closing is over; Long.MAX_VALUE before the first Close frame} */
    long deadline() {
        return deadline;
    }

    void deadline(long nanos) {
        deadline = nanos;
    }

    void transportEnded(TransportEnd end) {
        transportEnd = end;
    }

    private void note(Moment.Kind kind, long now, String detail) {
        notes.add(new Moment(kind, now, detail));
    }

    /** {@return a report with these facts} */
    CloseReport.Builder toReport(Role role, boolean midFrame, boolean midMessage, long now) {
        CloseReport.Builder report = CloseReport.builder(role, cause)
                .opened()
                .transportEnd(transportEnd)
                .closing(new Closing(
                        Optional.ofNullable(sent),
                        Optional.ofNullable(received),
                        first,
                        midFrame,
                        midMessage,
                        timedOut));
        notes.forEach(note -> report.moment(note.kind(), note.nanos(), note.detail()));
        return report.moment(Moment.Kind.TRANSPORT_ENDED, now);
    }
}
