package dev.sockeye.diagnosis;

import dev.sockeye.diagnosis.rules.Rules;
import dev.sockeye.diagnosis.text.Paragraph;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * What the facts of a report most likely mean. Immutable.
 *
 * @param report the facts
 * @param context what is known beyond them
 * @param findings the possible explanations, the likeliest first; at least one
 */
public record Diagnosis(CloseReport report, Context context, List<Finding> findings) implements Verdict {
    public Diagnosis {
        findings = List.copyOf(findings);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("a diagnosis has at least one finding");
        }
    }

    /** {@return the diagnosis of a report with what is known beyond it} A pure function: it depends on nothing else. */
    public static Diagnosis of(CloseReport report, Context context) {
        return new Diagnosis(report, context, Rules.findings(report, context));
    }

    /** {@return the diagnosis of a report, with what the runtime knew beyond it when the report was made} */
    public static Diagnosis of(CloseReport report) {
        return report.diagnose() instanceof Diagnosis diagnosis ? diagnosis : of(report, Context.NONE);
    }

    /** {@return the likeliest explanation} */
    public Finding first() {
        return findings.get(0);
    }

    @Override
    public String causeId() {
        return first().causeId();
    }

    @Override
    public String describe(Locale locale) {
        return Paragraph.of(this, locale);
    }
}
