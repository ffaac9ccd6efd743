package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Context;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.protocol.close.CloseReport;
import java.util.List;

/**
 * The decision procedure, in the order in which it is walked: what the cause itself says, then what happened on this machine,
 * then what the system and the times tell of the path and the peer. A rule that is sure ends the walk; otherwise all that
 * fits is collected and ordered by confidence.
 */
public final class Rules {
    private Rules() {}

    /** {@return what may explain the end, the likeliest first; at least one finding} */
    public static List<Finding> findings(CloseReport report, Context context) {
        Facts facts = new Facts(report, context);
        Findings findings = new Findings();
        switch (report.cause().kind()) {
            case DNS_FAILED,
                    CONNECT_FAILED,
                    PROXY_FAILED,
                    TLS_FAILED,
                    HANDSHAKE_REFUSED,
                    HANDSHAKE_INVALID,
                    HANDSHAKE_LOST,
                    TIMED_OUT_OPENING -> OpeningRules.apply(facts, findings);
            case PEER_CLOSED -> CloseFrameRules.apply(facts, findings);
            case PONG_TIMEOUT, TRANSPORT_LOST -> afterALoss(facts, findings);
            default -> DecisionRules.apply(facts, findings);
        }
        if (findings.isEmpty()) {
            findings.low("unexplained")
                    .fact("cause", Facts.quoted(report.cause().describe()));
        }
        return findings.inOrder();
    }

    private static void afterALoss(Facts facts, Findings findings) {
        MachineRules.apply(facts, findings);
        if (!findings.isDecided()) {
            LossRules.apply(facts, findings);
        }
        if (findings.isEmpty()) {
            findings.low("unexplained")
                    .fact("silence-both", Figure.of(facts.silence()))
                    .fact("age", Figure.of(facts.age()));
        }
    }
}
