package dev.sockeye.server;

import dev.sockeye.protocol.close.CloseReport;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a server or a handler reports. */
final class Reports implements Consumer<CloseReport> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BlockingQueue<CloseReport> reports = new LinkedBlockingQueue<>();

    @Override
    public void accept(CloseReport report) {
        reports.add(report);
    }

    /** {@return the next report, which must come soon} */
    CloseReport next() throws InterruptedException {
        CloseReport report = reports.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (report == null) {
            throw new AssertionError("no report came");
        }
        return report;
    }

    /** {@return a report that has come, if one has} */
    @Nullable
    CloseReport poll() {
        return reports.poll();
    }
}
