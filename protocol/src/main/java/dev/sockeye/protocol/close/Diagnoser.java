package dev.sockeye.protocol.close;

import java.util.Locale;

/**
 * Makes a verdict out of the facts of a report and of what is known beyond them, such as what became of the next attempt; so
 * a verdict that is asked for later may be surer. May be called from any thread.
 */
@FunctionalInterface
public interface Diagnoser {
    /** Knows no more than the cause that the report names. */
    Diagnoser FROM_CAUSE = report -> new Verdict() {
        @Override
        public String causeId() {
            return report.cause().kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public String describe(Locale locale) {
            return report.cause().describe();
        }
    };

    /** {@return what the report most likely means} */
    Verdict diagnose(CloseReport report);
}
