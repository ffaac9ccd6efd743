package dev.sockeye.internal;

import dev.sockeye.DrainReason;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.ClosePayload;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Lets a server's connections go: begins the closing handshakes one after the other over a part of the window, waits for
 * them, and cuts what is left at the window's end. Works in steps on each event loop, since closing is not urgent and a step
 * finds out for itself what there is to do.
 */
final class ServerDrain {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long after the window's end the application may take to hear the last reports. */
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<ServerLoop> loops;
    private final DrainReason reason;
    private final BooleanSupplier reported;
    private final Runnable onDone;
    private final long startedAt = System.nanoTime();
    private final AtomicInteger loopsLeft;

    /** When all connections have been asked to close, and when they are cut, in nanoseconds from the start. */
    private volatile long spreadNanos;

    private volatile long windowNanos;

    /**
     * @param reported whether the application has heard all reports; asked on any thread
     * @param onDone called once, on an event loop
     */
    ServerDrain(
            List<ServerLoop> loops,
            DrainReason reason,
            long spreadNanos,
            long windowNanos,
            BooleanSupplier reported,
            Runnable onDone) {
        this.loops = loops;
        this.reason = reason;
        this.spreadNanos = spreadNanos;
        this.windowNanos = windowNanos;
        this.reported = reported;
        this.onDone = onDone;
        this.loopsLeft = new AtomicInteger(loops.size());
    }

    void start() {
        for (ServerLoop loop : loops) {
            loop.loop().execute(() -> {
                loop.endIdle();
                step(loop, loop.webSockets(), 0);
            });
        }
        awaitEnd();
    }

    /** Lets the drain end sooner, if that is sooner. */
    synchronized void shorten(long newSpreadNanos, long newWindowNanos) {
        long elapsed = System.nanoTime() - startedAt;
        spreadNanos = Math.min(spreadNanos, elapsed + newSpreadNanos);
        windowNanos = Math.min(windowNanos, elapsed + newWindowNanos);
    }

    /** {@return how long it may take in all, in nanoseconds from its start} */
    long windowNanos() {
        return windowNanos;
    }

    /**
     * {@return how many connections have been asked to close by a time: the same share of them as has passed of the spread}
     *
     * @param elapsed nanoseconds from the start
     */
    static int due(long elapsed, long spreadNanos, int connections) {
        double share = elapsed >= spreadNanos ? 1 : (double) elapsed / spreadNanos;
        return (int) Math.ceil(share * connections);
    }

    private void step(ServerLoop loop, List<OpenWebSocket> open, int closed) {
        long elapsed = System.nanoTime() - startedAt;
        int due = due(elapsed, spreadNanos, open.size());
        for (int i = closed; i < due; i++) {
            open.get(i).drain(reason.code(), reason.text());
        }
        boolean over = elapsed >= windowNanos;
        if (over) {
            loop.cut(new CloseCause.Drained(ClosePayload.of(reason.code(), reason.text())));
        }
        if (over || loop.isQuiet()) {
            loopsLeft.decrementAndGet();
        } else {
            loop.loop().schedule(() -> step(loop, open, due), STEP_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void awaitEnd() {
        boolean tooLate = System.nanoTime() - startedAt - REPORT_NANOS >= windowNanos;
        if (tooLate || (loopsLeft.get() == 0 && reported.getAsBoolean())) {
            onDone.run();
        } else {
            loops.get(0).loop().schedule(this::awaitEnd, STEP_NANOS, TimeUnit.NANOSECONDS);
        }
    }
}
