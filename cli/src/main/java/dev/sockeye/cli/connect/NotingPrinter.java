package dev.sockeye.cli.connect;

import dev.sockeye.Undelivered;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;

/** A printer that tells what is between two connections in notes. */
interface NotingPrinter extends EventPrinter {
    /** {@return what words it has for that} */
    BetweenText between();

    @Override
    default void disconnected(CloseReport report, Decision.Retry decision) {
        between().disconnected(report, decision).forEach(this::note);
    }

    @Override
    default void undelivered(Undelivered undelivered) {
        note(between().undelivered(undelivered));
    }

    @Override
    default void gaveUp(Decision.Stop decision) {
        note(between().gaveUp(decision));
    }
}
