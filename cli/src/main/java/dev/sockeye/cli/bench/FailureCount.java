package dev.sockeye.cli.bench;

import dev.sockeye.cli.ExitCode;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.protocol.close.CloseReport;
import java.util.Optional;

/**
 * How often something went wrong in the same way.
 *
 * @param example what the first of them is in words
 * @param diagnosis the likeliest cause of the first, as the diagnosis names it, if a connection ended
 * @param exitCode what the first means for a script
 */
record FailureCount(long count, String example, Optional<String> diagnosis, ExitCode exitCode) {
    /** {@return the first of a kind} Diagnosing is left at that: thousands may follow. */
    static FailureCount first(CloseReport report) {
        return new FailureCount(
                1,
                report.cause().describe(),
                Optional.of(Diagnosis.of(report).first().causeId()),
                ExitCode.of(report));
    }

    static FailureCount first(WrongAnswer wrong) {
        return new FailureCount(1, wrong.description(), Optional.empty(), ExitCode.IMPAIRED);
    }

    FailureCount plus(FailureCount further) {
        return new FailureCount(count + further.count, example, diagnosis, exitCode);
    }

    FailureCount plusOne() {
        return new FailureCount(count + 1, example, diagnosis, exitCode);
    }
}
