package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.PathLimit;
import dev.sockeye.diagnosis.knowledge.Component;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.Limit;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.PongTimeout;
import dev.sockeye.protocol.close.CloseCause.TransportLost;
import dev.sockeye.protocol.close.TcpInfo;
import dev.sockeye.protocol.close.TransportEnd;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Deaths by silence: a ping that nothing answers, or a system that gives up. What TCP_INFO says of acknowledgements tells
 * whether the peer's system still lives.
 */
final class SilenceRules {
    /** Linux: the network of this machine is down. */
    private static final int NETWORK_DOWN = 100;

    /** Most devices that forget flows do so after minutes (Azure's after 240 s), and this is sooner than they. */
    private static final Duration LONG_SILENCE = Duration.ofSeconds(200);

    private final Facts facts;
    private final Findings findings;

    private SilenceRules(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    static void apply(Facts facts, Findings findings) {
        new SilenceRules(facts, findings).walk();
    }

    private void walk() {
        CloseCause cause = facts.report().cause();
        if (cause instanceof TransportLost lost) {
            if (lost.end().errno().orElse(0) == NETWORK_DOWN) {
                findings.high("local-link")
                        .fact("transport", Facts.quoted(lost.end().toString()));
                return;
            }
            gaveUp(lost.end());
        } else if (cause instanceof PongTimeout timeout) {
            unanswered(timeout);
        }
    }

    /** The system itself gave up: either nothing acknowledged our data, or a router says that there is no way. */
    private void gaveUp(TransportEnd end) {
        Optional<TcpInfo> tcp = facts.tcp();
        if (tcp.isPresent() && isStuckHere(tcp.get(), Duration.ZERO)) {
            stuck().fact("cannot-leave", Figure.of(tcp.get().probes()));
            return;
        }
        lost(Confidence.HIGH).fact("transport", Facts.quoted(end.toString()));
    }

    private void unanswered(PongTimeout timeout) {
        Optional<TcpInfo> tcp = facts.tcp();
        if (tcp.isEmpty()) {
            lost(Confidence.MEDIUM).against("no-tcp-info");
            ping(findings.medium("peer-stall"), timeout).against("no-tcp-info");
            return;
        }
        TcpInfo info = tcp.get();
        boolean acknowledged = isAcknowledged(info, timeout.waited());
        if (isStuckHere(info, timeout.waited())) {
            ping(stuck(), timeout).fact("cannot-leave", Figure.of(info.probes()));
        } else if (info.retransmits() > 0 && !acknowledged) {
            ping(lost(Confidence.HIGH), timeout)
                    .fact("retransmitted", Figure.of(info.retransmits()), Figure.of(info.unacked()));
        } else if (acknowledged) {
            stalled(timeout, info);
        } else {
            ping(lost(Confidence.MEDIUM), timeout)
                    .fact("no-ack", Figure.of(Duration.ofMillis(info.lastAckReceivedMillis())));
        }
    }

    /** A peer that had closed its window and then died looks the same; a link that is known to be down was told before. */
    private Proposal stuck() {
        Proposal link = findings.medium("local-link");
        findings.low("path-lost").fact("silence-in", Figure.of(facts.silenceIn()));
        findings.low("host-lost").fact("silence-in", Figure.of(facts.silenceIn()));
        return link;
    }

    /**
     * An acknowledgement since the ping went. A timer that is late misses it by a moment; but then nothing is in flight, or
     * only our Close frame that has just gone: a ping that was lost would have been sent again long ago.
     */
    private static boolean isAcknowledged(TcpInfo info, Duration waited) {
        long again = TimeUnit.MICROSECONDS.toNanos(2 * info.rtoMicros());
        boolean settled = info.unacked() == 0 || (again > 0 && again < waited.toNanos());
        boolean delivered = settled && info.retransmits() == 0 && info.probes() == 0;
        return delivered || info.lastAckReceivedMillis() < waited.toMillis();
    }

    /** Probes while nothing is in flight: packets cannot even leave, unless a peer that lives answers them. */
    private static boolean isStuckHere(TcpInfo info, Duration waited) {
        boolean answered = !waited.isZero() && info.lastAckReceivedMillis() < waited.toMillis();
        return info.probes() > 0 && info.unacked() == 0 && info.retransmits() == 0 && !answered;
    }

    private void stalled(PongTimeout timeout, TcpInfo info) {
        Proposal stall = ping(findings.medium("peer-stall"), timeout)
                .fact("acknowledged", Figure.of(Duration.ofMillis(info.lastAckReceivedMillis())));
        facts.component()
                .filter(Component::proxy)
                .ifPresent(seen -> stall.against("proxy-acknowledges", Figure.of(seen.product())));
        if (info.probes() > 0) {
            findings.low("backpressure").fact("closed-window", Figure.of(info.probes()));
        }
    }

    private static Proposal ping(Proposal proposal, PongTimeout timeout) {
        return proposal.fact("ping-unanswered", Figure.of(timeout.waited()))
                .fact("silence-in", Figure.of(timeout.silence()));
    }

    /** The path or the peer's machine is gone. After a long silence, a device on the path may have forgotten the flow. */
    private Proposal lost(Confidence confidence) {
        facts.context()
                .path()
                .filter(PathLimit::confirmed)
                .ifPresent(limit -> LossRules.learnt(findings.medium("nat-drop"), limit));
        Duration before = facts.silenceBeforeLastOut();
        if (before.compareTo(LONG_SILENCE) > 0) {
            boolean known = Knowledge.tables().limitsNear(before, Limit.Kind.IDLE).stream()
                    .anyMatch(limit -> limit.end() == Limit.End.SILENT);
            Proposal forgotten = findings.add("nat-drop", known ? Confidence.HIGH : Confidence.MEDIUM)
                    .fact("silence-before-write", Figure.of(before));
            findings.medium("path-lost").fact("silence-in", Figure.of(facts.silenceIn()));
            return forgotten;
        }
        boolean forgettable = before.compareTo(Facts.SOONEST_FORGOTTEN) > 0;
        Proposal path = findings.add("path-lost", forgettable ? Confidence.MEDIUM : confidence);
        if (forgettable) {
            findings.low("nat-drop").fact("silence-before-write", Figure.of(before));
        }
        findings.low("host-lost").fact("silence-in", Figure.of(facts.silenceIn()));
        facts.context()
                .path()
                .filter(limit -> !limit.confirmed())
                .ifPresent(limit -> LossRules.learnt(findings.low("nat-drop"), limit));
        return path;
    }
}
