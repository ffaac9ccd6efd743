package dev.sockeye.cli.bench;

import dev.sockeye.protocol.close.CloseReport;
import java.util.OptionalInt;

/**
 * A kind of what went wrong.
 *
 * @param opened whether the connection was open
 * @param code the close code that an application sees; empty if the connection went on
 * @param cause the name of the cause in a close report, or of what was wrong with an answer
 */
record Failure(boolean opened, OptionalInt code, String cause) {
    static Failure of(CloseReport report) {
        return new Failure(
                report.opened(),
                OptionalInt.of(report.code().value()),
                report.cause().kind().name());
    }

    static Failure of(WrongAnswer wrong) {
        return new Failure(true, OptionalInt.empty(), wrong.name());
    }
}
