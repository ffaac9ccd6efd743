package dev.sockeye.cli.bench;

import dev.sockeye.protocol.close.CloseReport;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one thread counts. It alone writes, so nothing here is contended; others read the two counters at any time, and the
 * rest when the thread has counted all.
 */
final class Tally {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final Latencies handshakes = new Latencies();
    private final Latencies latencies = new Latencies();
    private final Map<Failure, FailureCount> failures = new HashMap<>();
    private final ThreadClock clock = ThreadClock.ofCurrentThread();

    void countSent() {
        sent.setRelease(sent.getPlain() + 1);
    }

    void countReceived() {
        received.setRelease(received.getPlain() + 1);
    }

    long sent() {
        return sent.getAcquire();
    }

    long received() {
        return received.getAcquire();
    }

    ThreadClock clock() {
        return clock;
    }

    Latencies handshakes() {
        return handshakes;
    }

    Latencies latencies() {
        return latencies;
    }

    void count(WrongAnswer wrong) {
        failures.compute(
                Failure.of(wrong), (key, count) -> count == null ? FailureCount.first(wrong) : count.plusOne());
    }

    void count(CloseReport report) {
        failures.compute(
                Failure.of(report), (key, count) -> count == null ? FailureCount.first(report) : count.plusOne());
    }

    Map<Failure, FailureCount> failures() {
        return failures;
    }
}
