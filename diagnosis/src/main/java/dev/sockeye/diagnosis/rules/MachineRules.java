package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Context;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.protocol.close.CloseCause;
import java.time.Duration;

/** Deaths that begin on this machine: it slept, its address or its link went away, or it was too busy to answer. */
final class MachineRules {
    /** Shorter gaps are ordinary scheduling. */
    private static final Duration SLEPT = Duration.ofSeconds(2);

    /** Half of the shortest ping timeout in use: python websockets and Uvicorn wait 20 s, Centrifugo 10 s. */
    private static final Duration LONG_STALL = Duration.ofSeconds(5);

    private MachineRules() {}

    static void apply(Facts facts, Findings findings) {
        Context context = facts.context();
        context.suspended()
                .filter(gap -> gap.compareTo(SLEPT) > 0)
                .ifPresent(gap -> findings.high("suspend").fact("suspended", Figure.of(gap)));
        if (context.localAddress() == Context.LocalAddress.GONE) {
            findings.high("ip-change")
                    .fact("address-gone", Figure.of(facts.report().localAddress()));
        } else if (context.localAddress() == Context.LocalAddress.LINK_DOWN) {
            findings.high("local-link")
                    .fact("link-down", Figure.of(facts.report().localAddress()));
        }
        context.longestStall().ifPresent(stall -> stalled(facts, stall, findings));
    }

    private static void stalled(Facts facts, Duration stall, Findings findings) {
        if (Facts.isLess(stall, Duration.ofSeconds(1))) {
            return;
        }
        boolean peerCut = facts.report().cause() instanceof CloseCause.TransportLost lost
                && lost.end().kind().isRemote();
        boolean longEnough = !Facts.isLess(stall, LONG_STALL);
        Confidence confidence = longEnough ? Confidence.MEDIUM : Confidence.LOW;
        Proposal proposal = facts.tellStall(findings.add("self-stall", confidence), stall);
        if (!peerCut) {
            proposal.against("not-cut-by-peer");
        }
    }
}
