package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.knowledge.Habit;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.Limit;
import dev.sockeye.diagnosis.knowledge.PrivateCode;
import dev.sockeye.protocol.close.CloseCause.PeerClosed;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The peer sent a Close frame: what it says, and what some peers mean by it. */
final class CloseFrameRules {
    /** No idle timer in use is shorter than this (Jetty's is 30 s). */
    private static final Duration IDLE = Duration.ofSeconds(15);

    /** Half of the shortest ping timeout that is somebody's default (Centrifugo's). */
    private static final Duration LONG_STALL = Duration.ofSeconds(5);

    private final Facts facts;
    private final Findings findings;
    private final ClosePayload payload;

    private CloseFrameRules(Facts facts, Findings findings, ClosePayload payload) {
        this.facts = facts;
        this.findings = findings;
        this.payload = payload;
    }

    static void apply(Facts facts, Findings findings) {
        if (facts.report().cause() instanceof PeerClosed closed) {
            new CloseFrameRules(facts, findings, closed.payload()).walk();
        }
    }

    private void walk() {
        for (Habit habit : Knowledge.tables().habits(payload)) {
            habit(habit);
        }
        if (!findings.isDecided()) {
            byCode(payload.reportedCode().value());
        }
    }

    private void habit(Habit habit) {
        // Without a reason to tell them apart, every peer that ends so would be named, which helps nobody.
        if (habit.reason().isEmpty() && !habit.sure()) {
            return;
        }
        Proposal proposal = told(habit.sure() ? Confidence.HIGH : Confidence.MEDIUM, habit.cause())
                .fact("habit-of", Figure.of(habit.peer()))
                .note(habit.meaning());
        if (Set.of("peer-ping-timeout", "self-stall").contains(habit.cause())) {
            stall(proposal);
        }
    }

    private Proposal told(Confidence confidence, String cause) {
        Proposal proposal = findings.add(cause, confidence)
                .fact("close-received", Figure.of(payload.reportedCode().toString()));
        return payload.reason().isEmpty() ? proposal : proposal.fact("reason", Facts.quoted(payload.reason()));
    }

    /** Whether it was our own doing that the peer did not hear from us. */
    private void stall(Proposal pingTimeout) {
        facts.context().longestStall().filter(this::explainsSilence).ifPresent(stall -> {
            pingTimeout.confidence(Confidence.MEDIUM);
            facts.tellStall(told(Confidence.HIGH, "self-stall"), stall);
        });
    }

    /** The peer's timeout is not known; nobody's default is below 10 s, so a short stall explains only a short life. */
    private boolean explainsSilence(Duration stall) {
        boolean noticeable = stall.compareTo(Duration.ofSeconds(1)) >= 0;
        return noticeable
                && (stall.compareTo(LONG_STALL) >= 0 || stall.multipliedBy(4).compareTo(facts.age()) >= 0);
    }

    private void byCode(int code) {
        switch (code) {
            case 1000, 1005 -> normal();
            case 1001 -> goingAway();
            case 1002 -> {
                told(facts.isCompressed() ? Confidence.MEDIUM : Confidence.HIGH, "bad-frame");
                ifCompressed();
            }
            case 1003 -> told(Confidence.HIGH, "wrong-type");
            case 1007 -> {
                told(facts.isCompressed() ? Confidence.MEDIUM : Confidence.HIGH, "bad-payload");
                ifCompressed();
            }
            case 1008 -> told(Confidence.HIGH, "policy");
            case 1009 ->
                told(Confidence.HIGH, "too-big")
                        .fact(
                                "last-message-out",
                                Figure.bytes(facts.report().counters().lastMessageOutBytes()));
            case 1010 -> extension();
            case 1011 -> told(Confidence.HIGH, "peer-internal-error");
            case 1012 -> told(Confidence.HIGH, "deploy");
            case 1013 -> told(Confidence.HIGH, "overloaded");
            case 1014 -> told(Confidence.HIGH, "gateway-broke");
            case 3000, 3003 -> told(Confidence.MEDIUM, "credentials").against("not-registered-use");
            case 3008 -> told(Confidence.MEDIUM, "peer-timeout").against("not-registered-use");
            default -> privateCode(code);
        }
    }

    private void ifCompressed() {
        if (facts.isCompressed()) {
            told(Confidence.MEDIUM, "compress").fact("compressed");
        }
    }

    private void normal() {
        boolean idle = facts.silence().compareTo(IDLE) > 0
                && !Knowledge.tables()
                        .limitsNear(facts.silence(), Limit.Kind.IDLE)
                        .isEmpty();
        told(idle ? Confidence.MEDIUM : Confidence.HIGH, "normal");
        if (idle) {
            told(Confidence.MEDIUM, "peer-idle-timeout").fact("silence-both", Figure.of(facts.silence()));
        }
    }

    private void goingAway() {
        if (facts.isServer()) {
            boolean browser = facts.report().handshake().client().browser();
            told(browser ? Confidence.HIGH : Confidence.MEDIUM, "browser-navigation")
                    .factIf(browser, "is-browser");
            told(Confidence.MEDIUM, "going-away");
            return;
        }
        boolean idle = facts.silence().compareTo(IDLE) > 0;
        told(Confidence.MEDIUM, "deploy").factIf(!idle, "not-idle", Figure.of(facts.silence()));
        if (idle) {
            told(Confidence.MEDIUM, "peer-idle-timeout").fact("silence-both", Figure.of(facts.silence()));
        }
        told(Confidence.LOW, "going-away");
    }

    /** RFC 6455 §7.4.1: only a client sends 1010. */
    private void extension() {
        List<String> agreeable = facts.context().agreeable();
        Proposal proposal = told(Confidence.HIGH, "extension-missing");
        if (!facts.isServer()) {
            proposal.against("server-sent-1010");
            return;
        }
        proposal.fact(
                agreeable.isEmpty() ? "server-agrees-to-nothing" : "server-agrees-to",
                Figure.of(String.join(", ", agreeable)));
        List<String> offered = facts.report().handshake().extensionsOffered();
        if (!offered.isEmpty()) {
            proposal.fact("offered", Facts.quoted(String.join(", ", offered)));
        }
    }

    private void privateCode(int code) {
        List<PrivateCode> known = Knowledge.tables().privateCodes(code);
        Proposal proposal = told(Confidence.HIGH, "private-code");
        if (!known.isEmpty()) {
            proposal.fact(
                    "used-by",
                    Figure.of(
                            known.stream().map(PrivateCode::service).distinct().collect(Collectors.joining(", "))));
        }
        if (!new CloseCode(code).isValidOnWire()) {
            proposal.confidence(Confidence.MEDIUM);
        }
    }
}
