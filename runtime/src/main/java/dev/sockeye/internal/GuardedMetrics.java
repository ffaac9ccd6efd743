package dev.sockeye.internal;

import dev.sockeye.WebSocketMetrics;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseReport;
import java.lang.System.Logger;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An application's metrics whose exceptions end here. Two of these are equal if they guard the same object. */
final class GuardedMetrics implements WebSocketMetrics {
    private static final Logger LOG = System.getLogger(GuardedMetrics.class.getName());

    private final WebSocketMetrics metrics;

    /** Metrics that throw will do so again and again, and a log that repeats it helps nobody. */
    private final AtomicBoolean told = new AtomicBoolean();

    GuardedMetrics(WebSocketMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void opened(Role role) {
        try {
            metrics.opened(role);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void closed(CloseReport report) {
        try {
            metrics.closed(report);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void attemptFailed(CloseReport report) {
        try {
            metrics.attemptFailed(report);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void traffic(Role role, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {
        try {
            metrics.traffic(role, messagesIn, bytesIn, messagesOut, bytesOut);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void queued(Role role, long changeBytes) {
        try {
            metrics.queued(role, changeBytes);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void pingRoundTrip(Role role, long nanos) {
        try {
            metrics.pingRoundTrip(role, nanos);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void stalled(long nanos) {
        try {
            metrics.stalled(nanos);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    private void failed(Throwable failure) {
        if (!told.getAndSet(true)) {
            LOG.log(Logger.Level.ERROR, "the metrics threw; what they throw from now on is not logged", failure);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // What an application thinks equal must not be told apart from what it gave.
    public boolean equals(@Nullable Object other) {
        return other instanceof GuardedMetrics guarded && guarded.metrics == metrics;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(metrics);
    }
}
