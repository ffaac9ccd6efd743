package dev.sockeye.conformance.faults;

import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Finding;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/**
 * What a diagnosis must say of a fault.
 *
 * @param causes the right one, or those that cannot be told apart from this end
 * @param least how sure the first finding must be
 * @param also what is true as well, and so may be found with certainty behind the first
 */
record Expected(List<String> causes, Confidence least, List<String> also) {
    /** {@return the one right cause} */
    static Expected of(String cause, Confidence least) {
        return new Expected(List.of(cause), least, List.of());
    }

    /** {@return causes that look the same from this end: the diagnosis must name each, and be sure of none} */
    static Expected oneOf(String... causes) {
        return new Expected(List.of(causes), Confidence.LOW, List.of());
    }

    Expected and(String trueAsWell) {
        return new Expected(causes, least, List.of(trueAsWell));
    }

    boolean isDistinguishable() {
        return causes.size() == 1;
    }

    boolean isMetBy(Diagnosis diagnosis) {
        return causes.contains(diagnosis.causeId());
    }

    void assertMetBy(Diagnosis diagnosis) {
        String told = told(diagnosis);
        SoftAssertions all = new SoftAssertions();
        all.assertThat(causes).as(told).contains(diagnosis.causeId());
        all.assertThat(diagnosis.first().confidence()).as(told).isGreaterThanOrEqualTo(least);
        if (!isDistinguishable()) {
            all.assertThat(diagnosis.first().confidence()).as(told).isLessThan(Confidence.HIGH);
            all.assertThat(diagnosis.findings())
                    .as(told)
                    .extracting(Finding::causeId)
                    .containsAll(causes);
        }
        // To be sure and wrong is the worst that a diagnosis can do.
        all.assertThat(diagnosis.findings())
                .as(told)
                .filteredOn(finding -> finding.confidence() == Confidence.HIGH)
                .extracting(Finding::causeId)
                .isSubsetOf(Stream.concat(causes.stream(), also.stream()).toList());
        all.assertAll();
    }

    private static String told(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                        .map(finding -> finding.causeId() + " " + finding.confidence() + " "
                                + finding.facts().stream()
                                        .map(fact -> fact.describe(Locale.ENGLISH))
                                        .toList())
                        .collect(Collectors.joining("; "))
                + " for " + diagnosis.report();
    }
}
