package dev.sockeye.internal;

import dev.sockeye.WebSocketMetrics;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseReport;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens to the connections of a server or client beyond their handlers: to the application's metrics, if there
 * are any, and to JDK Flight Recorder while it records. Called on event loops.
 */
public final class Signals {
    /** No metrics; there may still be a recording. */
    public static final Signals NONE = new Signals(WebSocketMetrics.NONE);

    private final @Nullable GuardedMetrics metrics;

    /**
     * @param metrics may throw
     */
    @SuppressWarnings("ReferenceEquality") // The one object that stands for none.
    public Signals(WebSocketMetrics metrics) {
        this.metrics = metrics == WebSocketMetrics.NONE ? null : new GuardedMetrics(metrics);
    }

    /** Takes a connection that has opened; returns what counts for it, or null if nobody wants to know. */
    @Nullable
    Tally opened(Role role, OpenWebSocket socket, String target, LoopResources resources, Tally.Source source) {
        if (FlightRecorder.PRESENT) {
            FlightEvents.opened(role, socket, target);
        }
        if (metrics == null) {
            return null;
        }
        metrics.opened(role);
        return resources.meterOf(metrics).enter(role, source);
    }

    /** Takes the end of a connection, or of an attempt that did not become one. */
    void ended(CloseReport report, @Nullable Tally tally) {
        if (FlightRecorder.PRESENT) {
            FlightEvents.ended(report);
        }
        if (tally != null) {
            tally.end(report.counters());
        }
        if (metrics != null && report.opened()) {
            metrics.closed(report);
        } else if (metrics != null) {
            metrics.attemptFailed(report);
        }
    }

    void pingRoundTrip(Role role, OpenWebSocket socket, long nanos) {
        if (FlightRecorder.PRESENT) {
            FlightEvents.pingRoundTrip(role, socket, nanos);
        }
        if (metrics != null) {
            metrics.pingRoundTrip(role, nanos);
        }
    }
}
