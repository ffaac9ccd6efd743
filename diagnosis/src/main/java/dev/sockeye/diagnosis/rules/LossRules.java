package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Context.Reconnect;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.PastClose;
import dev.sockeye.diagnosis.PathLimit;
import dev.sockeye.diagnosis.knowledge.Component;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.Limit;
import dev.sockeye.protocol.close.CloseCause.TransportLost;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Open connections whose transport ended without a Close frame, by an orderly end (FIN) or a reset; silent deaths are left to
 * {@link SilenceRules}.
 */
final class LossRules {
    /** The smallest limit on a message in use (Tomcat's). */
    private static final long SMALLEST_LIMIT = 8_192;

    /** What ends within this time after a message of ours may be an answer to it. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** Names of products past these tell nothing more. */
    private static final int MOST_PRODUCTS = 5;

    private final Facts facts;
    private final Findings findings;
    private final CloseReport report;
    private final TransportEnd end;

    private LossRules(Facts facts, Findings findings, TransportEnd end) {
        this.facts = facts;
        this.findings = findings;
        this.report = facts.report();
        this.end = end;
    }

    static void apply(Facts facts, Findings findings) {
        if (!(facts.report().cause() instanceof TransportLost lost)) {
            SilenceRules.apply(facts, findings);
            return;
        }
        LossRules rules = new LossRules(facts, findings, lost.end());
        switch (lost.end().kind()) {
            case TIMEOUT, UNREACHABLE -> SilenceRules.apply(facts, findings);
            case RST -> rules.reset();
            case FIN, TLS_TRUNCATED -> rules.ended();
            case TLS_ALERT ->
                findings.high("tls-alert")
                        .fact("transport", Facts.quoted(lost.end().toString()));
            default ->
                findings.low("unexplained")
                        .fact("transport", Facts.quoted(lost.end().toString()));
        }
    }

    // ---- the peer, or something on the way, reset the connection

    private void reset() {
        Duration before = facts.silenceBeforeLastOut();
        boolean answered = facts.sinceLastOut()
                .filter(since -> since.compareTo(facts.roundTrip()) <= 0)
                .isPresent();
        if (before.compareTo(Facts.SOONEST_FORGOTTEN) > 0 && answered) {
            List<Limit> silent = Knowledge.tables().limitsNear(before, Limit.Kind.IDLE).stream()
                    .filter(limit -> limit.end() == Limit.End.SILENT || limit.end() == Limit.End.RST)
                    .toList();
            Proposal proposal = findings.add("nat-drop", silent.isEmpty() ? Confidence.MEDIUM : Confidence.HIGH)
                    .fact("silence-before-write", Figure.of(before))
                    .fact("reset-at-once", Figure.of(facts.sinceLastOut().orElse(Duration.ZERO)));
            if (!silent.isEmpty()) {
                proposal.fact("default-of", Figure.of(products(silent)));
            }
            findings.low("host-lost").fact("silence-before-write", Figure.of(before));
        }
        timers();
        afterAMessage("reset");
        together();
        findings.low("peer-cut").fact("reset");
        if (facts.context().reconnect() != Reconnect.SUCCEEDED) {
            // A process that dies with input unread is ended by a reset.
            findings.low("peer-crash").fact("reset");
        }
        hint();
    }

    // ---- the stream ended in order, but without a Close frame

    private void ended() {
        timers();
        afterAMessage("fin");
        together();
        if (facts.isServer() && report.handshake().client().browser()) {
            findings.medium("browser-navigation").fact("is-browser").fact("fin");
        }
        if (end.kind() == TransportEnd.Kind.TLS_TRUNCATED) {
            findings.add("tls-truncation", findings.isEmpty() ? Confidence.MEDIUM : Confidence.LOW)
                    .fact("no-close-notify");
        }
        Confidence confidence = findings.isEmpty() ? Confidence.MEDIUM : Confidence.LOW;
        findings.add("peer-cut", confidence).fact("fin").factIf(report.closing().midFrame(), "mid-frame");
        if (facts.context().reconnect() != Reconnect.SUCCEEDED) {
            findings.low("peer-crash").fact("fin");
        }
        hint();
    }

    /** Timers of proxies and load balancers: of silence, and of age. */
    private void timers() {
        Duration silence = facts.silence();
        Duration age = facts.age();
        Pattern silences = Pattern.of(facts, silence, PastClose::silence);
        Pattern ages = Pattern.of(facts, age, PastClose::age);
        boolean idleRepeats = silences.isThere() && silence.compareTo(Pattern.SHORTEST) >= 0;
        boolean lifeRepeats = ages.isThere() && age.compareTo(Pattern.SHORTEST) >= 0;
        // Connections that never carried a byte have an age that is their silence: nothing tells the two timers apart.
        boolean quiet = Facts.isLess(age.minus(silence), Duration.ofMillis(500).plusNanos(age.toNanos() / 50));
        List<Limit> idle = near(silence, Limit.Kind.IDLE);
        List<Limit> life = near(age, Limit.Kind.LIFETIME);
        Optional<PathLimit> path = facts.context().path();
        idleRepeats |= path.isPresent() && path.get().confirmed();
        if (idleRepeats || !idle.isEmpty()) {
            boolean sure = idleRepeats && (!lifeRepeats || (quiet && life.isEmpty()));
            Proposal proposal = findings.add("proxy-idle", sure ? Confidence.HIGH : Confidence.MEDIUM)
                    .fact("silence-both", Figure.of(silence));
            if (silences.isThere()) {
                silences.tell(proposal, "silences-repeat");
            }
            path.ifPresent(limit -> learnt(proposal, limit));
            limits(proposal, idle);
            if (lifeRepeats && quiet) {
                proposal.against("age-repeats-too");
            }
        }
        if ((lifeRepeats && !(idleRepeats && quiet && life.isEmpty())) || !life.isEmpty()) {
            boolean sure = lifeRepeats && !idleRepeats;
            Proposal proposal = findings.add("proxy-lifetime", sure ? Confidence.HIGH : Confidence.MEDIUM)
                    .fact("age", Figure.of(age));
            if (lifeRepeats) {
                ages.tell(proposal, "ages-repeat");
            }
            limits(proposal, life);
        }
    }

    /** One end alone, after a silence that nothing is known of, is a hint. */
    private void hint() {
        facts.context()
                .path()
                .filter(limit -> !limit.confirmed())
                .ifPresent(limit ->
                        learnt(findings.low("proxy-idle").fact("silence-both", Figure.of(facts.silence())), limit));
    }

    static void learnt(Proposal proposal, PathLimit limit) {
        Figure silence = Figure.of(limit.silence());
        String id = limit.confirmed() ? "path-limit" : "path-hint";
        limit.interval()
                .ifPresentOrElse(
                        interval -> proposal.fact(id + "-pinging", silence, Figure.of(interval)),
                        () -> proposal.fact(id, silence));
    }

    /** {@return the limits that are about as long, those of a component that was seen in the handshake first} */
    private List<Limit> near(Duration time, Limit.Kind kind) {
        List<Limit> near = Knowledge.tables().limitsNear(time, kind);
        if (near.isEmpty()) {
            return near;
        }
        Optional<String> seen = facts.component().map(Component::id);
        return near.stream()
                .filter(limit -> limit.end() != Limit.End.SILENT && limit.end() != Limit.End.CLOSE)
                .sorted(Comparator.comparing(limit -> !limit.component().equals(seen) || seen.isEmpty()))
                .toList();
    }

    private void limits(Proposal proposal, List<Limit> limits) {
        if (!limits.isEmpty()) {
            proposal.fact("default-of", Figure.of(products(limits)));
        }
        facts.component()
                .filter(Component::proxy)
                .ifPresent(seen -> proposal.fact("answered-by", Figure.of(seen.product())));
    }

    private static String products(List<Limit> limits) {
        String names = limits.stream()
                .limit(MOST_PRODUCTS)
                .map(limit -> limit.product() + " (" + limit.setting() + ")")
                .collect(Collectors.joining(", "));
        return limits.size() > MOST_PRODUCTS ? names + ", …" : names;
    }

    /** Right after a message of ours the peer may have stumbled over it. */
    private void afterAMessage(String how) {
        Optional<Duration> since = facts.sinceLastMessageOut().filter(time -> time.compareTo(AT_ONCE) < 0);
        if (since.isEmpty()) {
            return;
        }
        long size = report.counters().lastMessageOutBytes();
        // A message that a program refuses, or stumbles over, does not stop it from listening.
        Confidence confidence = facts.context().reconnect() == Reconnect.REFUSED ? Confidence.LOW : Confidence.MEDIUM;
        if (size > SMALLEST_LIMIT) {
            findings.add("too-big-silent", confidence)
                    .fact("message-before-end", Figure.bytes(size), Figure.of(since.get()))
                    .fact(how);
        }
        if (facts.context().endedTogether() == 0) {
            findings.add("handler-error", confidence)
                    .fact("message-before-end", Figure.bytes(size), Figure.of(since.get()))
                    .fact(how);
            if (how.equals("reset")) {
                findings.low("close-lost").fact("message-before-end", Figure.bytes(size), Figure.of(since.get()));
            }
        }
    }

    /** Several connections that end at once have a reason at the peer, and what becomes of the next attempt tells more. */
    private void together() {
        int others = facts.context().endedTogether();
        Reconnect next = facts.context().reconnect();
        if (next == Reconnect.REFUSED) {
            findings.add("peer-crash", others > 0 ? Confidence.HIGH : Confidence.MEDIUM)
                    .fact("reconnect-refused")
                    .factIf(others > 0, "ended-together", Figure.of(others));
        } else if (others > 0) {
            boolean back = next == Reconnect.SUCCEEDED;
            findings.add(back ? "peer-restart" : "peer-crash", Confidence.MEDIUM)
                    .fact("ended-together", Figure.of(others))
                    .factIf(back, "reconnect-succeeded");
            findings.medium(back ? "proxy-restart" : "peer-restart").fact("ended-together", Figure.of(others));
        }
    }
}
