package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what the rules propose. Of two proposals of the same cause the surer one stays. */
final class Findings {
    private static final Comparator<Proposal> SUREST_FIRST =
            Comparator.comparing(Proposal::confidence, Comparator.reverseOrder());

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
        for (Proposal proposal : proposals) {
            if (proposal.confidence() == Confidence.HIGH) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return proposals.isEmpty();
    }

    /** {@return the findings, the surest first; of those equally sure, the one that was proposed first} */
    List<Finding> inOrder() {
        List<Proposal> sorted = new ArrayList<>(proposals);
        sorted.sort(SUREST_FIRST);
        List<Finding> findings = new ArrayList<>(sorted.size());
        for (Proposal proposal : sorted) {
            if (!holds(findings, proposal.cause())) {
                findings.add(proposal.finding());
            }
        }
        return findings;
    }

    private static boolean holds(List<Finding> findings, String cause) {
        for (Finding finding : findings) {
            if (finding.causeId().equals(cause)) {
                return true;
            }
        }
        return false;
    }
}
