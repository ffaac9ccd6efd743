package dev.sockeye;

import dev.sockeye.protocol.close.CloseReport;

/** A connection did not come about. The message is the report's line for a log, without secrets. */
public final class ConnectFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CloseReport report;

    public ConnectFailedException(CloseReport report) {
        super(report.toString());
        this.report = report;
    }

    /** {@return why, with everything that was seen on the way; the same that the handler's {@code onClose} was given} */
    public CloseReport report() {
        return report;
    }
}
