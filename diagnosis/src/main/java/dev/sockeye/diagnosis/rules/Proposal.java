package dev.sockeye.diagnosis.rules;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Evidence;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.diagnosis.knowledge.LocalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A finding while its evidence is gathered. */
final class Proposal {
    private final String cause;
    private Confidence confidence;
    private final List<Evidence> facts = new ArrayList<>();
    private final List<Evidence> against = new ArrayList<>();
    private Optional<LocalText> note = Optional.empty();

    Proposal(String cause, Confidence confidence) {
        this.cause = cause;
        this.confidence = confidence;
    }

    Proposal fact(String id, Figure... figures) {
        facts.add(Evidence.of(id, figures));
        return this;
    }

    Proposal factIf(boolean holds, String id, Figure... figures) {
        return holds ? fact(id, figures) : this;
    }

    Proposal against(String id, Figure... figures) {
        against.add(Evidence.of(id, figures));
        return this;
    }

    Proposal note(LocalText text) {
        note = Optional.of(text);
        return this;
    }

    Proposal confidence(Confidence value) {
        confidence = value;
        return this;
    }

    Confidence confidence() {
        return confidence;
    }

    String cause() {
        return cause;
    }

    Finding finding() {
        return new Finding(cause, confidence, facts, against, note);
    }
}
