package dev.sockeye.cli.serve;

import dev.sockeye.protocol.close.CloseReport;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes the report of each connection that has ended and tells of it on a thread of its own, in the order in which they came:
 * when thousands end at once, the event loops have the connections that live to serve, and a diagnosis that is made later knows
 * what else has ended. Safe from any thread.
 */
final class CloseLog implements Consumer<CloseReport>, AutoCloseable {
    /** A report holds a few kilobytes, so these are what a small heap bears; and more than connections end in one cut. */
    static final int MOST_WAITING = 1 << 15;

    private static final long PATIENCE_SECONDS = 10;

    private final Consumer<CloseReport> lines;
    private final ThreadPoolExecutor writer;

    /**
     * @param mostWaiting reports that may wait; with as many, who brings another tells of it itself
     * @param lines tells of a report
     */
    CloseLog(int mostWaiting, Consumer<CloseReport> lines) {
        this.lines = lines;
        writer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(mostWaiting),
                CloseLog::thread,
                (line, full) -> line.run());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sockeye-close-log");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void accept(CloseReport report) {
        writer.execute(() -> lines.accept(report));
    }

    /** Tells of all that came before, for some seconds at most. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            boolean unused = writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
