package dev.sockeye.conformance.chaos;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.Kind;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import java.util.Optional;
import java.util.Set;

/** How a connection is cut, and what its report may then say. */
enum Cut {
    /** TCP is reset in both directions. */
    RST(Kind.TRANSPORT_LOST),
    /** Both directions end in order, without a Close frame. */
    FIN(Kind.TRANSPORT_LOST),
    /** What either end sends is taken and never arrives. */
    BLACKHOLE(Kind.PONG_TIMEOUT),
    /** What either end sends is not even taken. */
    FREEZE(Kind.PONG_TIMEOUT),
    /** The connection is reset, and nobody listens at the port for a while. */
    REFUSE(Kind.TRANSPORT_LOST),
    /** The connection ends, and the server answers 503 for a while. */
    UNAVAILABLE(Kind.TRANSPORT_LOST);

    /** From here a relay that cuts is a peer that cuts, crashes, or trips over what it was just sent. */
    private static final Set<String> LOST = Set.of("peer-cut", "peer-crash", "handler-error");

    /** A peer that is silent while its system acknowledges; the path, if an acknowledgement was on its way at the end. */
    private static final Set<String> SILENT = Set.of("peer-stall", "path-lost");

    private final Kind kind;

    Cut(Kind kind) {
        this.kind = kind;
    }

    /** {@return the kind of the ends that must follow the cut itself, before the link may come back} */
    Optional<Kind> afterwards() {
        return switch (this) {
            case REFUSE -> Optional.of(Kind.CONNECT_FAILED);
            case UNAVAILABLE -> Optional.of(Kind.HANDSHAKE_REFUSED);
            default -> Optional.empty();
        };
    }

    /** {@return whether the report of a cut connection says what was done to it} */
    boolean explains(CloseReport report, Diagnosis diagnosis) {
        return report.opened() && report.cause().kind() == kind && causeFits(diagnosis) && transportFits(report);
    }

    /** The first finding is one that fits; none that does not is sure; and that the peer cut is among them if it did. */
    private boolean causeFits(Diagnosis diagnosis) {
        Set<String> fitting = kind == Kind.PONG_TIMEOUT ? SILENT : LOST;
        return fitting.contains(diagnosis.causeId())
                && diagnosis.findings().stream()
                        .filter(finding -> finding.confidence() == Confidence.HIGH)
                        .allMatch(finding -> fitting.contains(finding.causeId()))
                && (kind == Kind.PONG_TIMEOUT
                        || diagnosis.findings().stream()
                                .anyMatch(finding -> finding.causeId().equals("peer-cut")));
    }

    private boolean transportFits(CloseReport report) {
        if (!(report.cause() instanceof CloseCause.TransportLost lost)) {
            return true;
        }
        TransportEnd.Kind end = lost.end().kind();
        return switch (this) {
            case RST, REFUSE -> end == TransportEnd.Kind.RST;
            default -> end == TransportEnd.Kind.FIN;
        };
    }

    /** {@return whether the report of a failed attempt says why it failed} */
    boolean explainsAttempt(CloseReport report, Diagnosis diagnosis) {
        if (report.opened() || !Optional.of(report.cause().kind()).equals(afterwards())) {
            return false;
        }
        return this == REFUSE
                ? diagnosis.causeId().equals("refused")
                : report.cause() instanceof CloseCause.HandshakeRefused refused && refused.status() == 503;
    }
}
