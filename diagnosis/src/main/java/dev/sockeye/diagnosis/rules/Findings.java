package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what the rules propose. Of two proposals of the same cause the surer one stays. */
final class Findings {
    private final List<Proposal> proposals = new ArrayList<>();

    Proposal high(String cause) {
        return add(cause, Confidence.HIGH);
    }

    Proposal medium(String cause) {
        return add(cause, Confidence.MEDIUM);
    }

    Proposal low(String cause) {
        return add(cause, Confidence.LOW);
    }

    Proposal add(String cause, Confidence confidence) {
        Proposal proposal = new Proposal(cause, confidence);
        proposals.add(proposal);
        return proposal;
    }

    /** {@return whether a rule is sure already} */
    boolean isDecided() {
        return proposals.stream().anyMatch(proposal -> proposal.confidence() == Confidence.HIGH);
    }

    boolean isEmpty() {
        return proposals.isEmpty();
    }

    /** {@return the findings, the surest first; of those equally sure, the one that was proposed first} */
    List<Finding> inOrder() {
        List<Finding> findings = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        proposals.stream()
                .sorted(Comparator.comparing(Proposal::confidence, Comparator.reverseOrder()))
                .filter(proposal -> !seen.contains(proposal.cause()))
                .forEach(proposal -> {
                    seen.add(proposal.cause());
                    findings.add(proposal.finding());
                });
        return findings;
    }
}
