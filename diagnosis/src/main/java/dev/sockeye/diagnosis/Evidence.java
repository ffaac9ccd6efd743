package dev.sockeye.diagnosis;

import dev.sockeye.diagnosis.text.Texts;
import java.util.List;
import java.util.Locale;

/**
 * A fact that speaks for a finding, or against it.
 *
 * @param id of its text, {@code evidence.ID} in the bundles
 * @param figures in the order in which the text names them
 */
public record Evidence(String id, List<Figure> figures) {
    public Evidence {
        figures = List.copyOf(figures);
    }

    /** {@return evidence with these figures} */
    public static Evidence of(String id, Figure... figures) {
        return new Evidence(id, List.of(figures));
    }

    /** {@return the fact as a clause without a full stop} */
    public String describe(Locale locale) {
        return Texts.in(locale).evidence(this);
    }
}
