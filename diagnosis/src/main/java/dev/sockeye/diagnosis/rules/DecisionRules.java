package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.knowledge.Component;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.extension.ExtensionOutcome.Entry;
import dev.sockeye.protocol.extension.ExtensionOutcome.Result;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ends that were decided at this end. What was decided is certain; why it had to be is in the evidence. */
final class DecisionRules {
    private final Facts facts;
    private final Findings findings;
    private final CloseReport report;

    private DecisionRules(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
        this.report = facts.report();
    }

    static void apply(Facts facts, Findings findings) {
        new DecisionRules(facts, findings).walk();
    }

    private void walk() {
        CloseCause cause = report.cause();
        if (report.closing().timedOut()) {
            // Where something else made this end close, that is the cause, and the missing answer came after it.
            boolean onlyClosed = cause instanceof CloseCause.ClosedByApplication || cause instanceof CloseCause.Drained;
            findings.add("close-unanswered", onlyClosed ? Confidence.HIGH : Confidence.MEDIUM)
                    .fact("close-sent", sent());
        }
        if (cause instanceof CloseCause.ProtocolViolation violation) {
            violation(violation);
        } else if (cause instanceof CloseCause.HandlerFailed failed) {
            findings.high("own-handler").fact("threw", Facts.quoted(failed.failure()));
        } else if (cause instanceof CloseCause.IdleTimeout idle) {
            findings.high("own-idle-timeout").fact("no-message", Figure.of(idle.limit()));
        } else if (cause instanceof CloseCause.SlowConsumer slow) {
            findings.high("slow-consumer")
                    .fact("queued", Figure.bytes(slow.queuedBytes()), Figure.bytes(slow.limitBytes()));
        } else if (cause instanceof CloseCause.ExtensionMissing missing) {
            extension(missing);
        } else if (cause instanceof CloseCause.Aborted) {
            findings.high("aborted-here").fact("age", Figure.of(facts.age()));
        } else if (cause instanceof CloseCause.LocalFailure failure) {
            localFailure(failure);
        } else if (cause instanceof CloseCause.Drained drained) {
            Proposal proposal = findings.high(drained.age().isPresent() ? "own-max-age" : "drained-here");
            drained.age().ifPresent(age -> proposal.fact("given-age", Figure.of(age)));
            proposal.fact("close-sent", sent());
        } else if (cause instanceof CloseCause.ClosedByApplication) {
            Proposal closed = findings.high("closed-here").fact("close-sent", sent());
            report.closing().received().ifPresent(answer -> closed.fact("answered", Facts.quoted(answer.toString())));
        }
    }

    private Figure sent() {
        return Facts.quoted(report.closing().sent().map(Object::toString).orElse("–"));
    }

    private void violation(CloseCause.ProtocolViolation violation) {
        String cause =
                switch (violation.error()) {
                    case TEXT_NOT_UTF8, CLOSE_REASON_NOT_UTF8 -> "peer-bad-text";
                    case COMPRESSED_DATA_CORRUPT -> "compress";
                    case FRAME_TOO_LARGE, MESSAGE_TOO_LARGE -> "peer-too-big";
                    case TOO_MANY_FRAGMENTS, CONTROL_FRAME_FLOOD -> "peer-flood";
                    default -> "peer-bad-frame";
                };
        findings.high(cause)
                .fact(
                        "rule",
                        Facts.quoted(violation.error().rule()),
                        Figure.of(violation.error().clause()))
                .factIf(!violation.detail().isEmpty(), "words", Facts.quoted(violation.detail()));
        if (violation.error() == ProtocolError.RESERVED_BITS && !facts.isCompressed()) {
            findings.medium("compress").fact("not-agreed");
        }
    }

    private void localFailure(CloseCause.LocalFailure failure) {
        boolean files = failure.failure().toLowerCase(Locale.ROOT).contains("too many open files");
        findings.high(files ? "port-exhaustion" : "own-failure").fact("threw", Facts.quoted(failure.failure()));
    }

    private void extension(CloseCause.ExtensionMissing missing) {
        HandshakeFacts handshake = report.handshake();
        boolean known = facts.context().grantedBefore().containsAll(missing.required());
        Optional<Component> proxy = facts.component().filter(Component::proxy);
        boolean headerIsThere = handshake.headers().contains("Sec-WebSocket-Extensions");
        Confidence stripped = known && !headerIsThere
                ? Confidence.HIGH
                : proxy.isPresent() && !headerIsThere ? Confidence.MEDIUM : Confidence.LOW;
        if (stripped != Confidence.LOW) {
            Proposal proposal = evidence(findings.add("extension-stripped", stripped), missing.required(), handshake);
            proposal.factIf(known, "granted-before");
            proxy.ifPresent(seen -> proposal.fact("answered-by", Figure.of(seen.product())));
        }
        evidence(
                findings.add("extension-missing", stripped == Confidence.LOW ? Confidence.HIGH : Confidence.MEDIUM),
                missing.required(),
                handshake);
    }

    private static Proposal evidence(Proposal proposal, List<String> required, HandshakeFacts handshake) {
        proposal.fact("required", Figure.of(String.join(", ", required)));
        if (!handshake.extensionsOffered().isEmpty()) {
            proposal.fact("offered", Facts.quoted(String.join(", ", handshake.extensionsOffered())));
        }
        handshake
                .headers()
                .first("Sec-WebSocket-Extensions")
                .ifPresentOrElse(
                        answer -> proposal.fact("came-back", Facts.quoted(answer)),
                        () -> proposal.fact("nothing-came-back"));
        for (Entry entry : handshake.extensions().entries()) {
            if (entry.required() && entry.result() != Result.AGREED) {
                proposal.fact(
                        "outcome-"
                                + entry.result().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        Figure.of(entry.name()));
            }
        }
        return proposal;
    }
}
