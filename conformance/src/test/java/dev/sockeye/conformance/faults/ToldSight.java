package dev.sockeye.conformance.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a client in this process tells by its callbacks; safe from any thread. */
final class ToldSight implements OtherClient.Sight {
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    void open() {
        opened.complete(true);
    }

    void tell(String what) {
        told.add(what);
    }

    /** Says the last word. */
    void end(String what) {
        tell(what);
        end();
    }

    /** Says that nothing more is to come. */
    void end() {
        over.complete(true);
        opened.complete(false);
    }

    @Override
    public boolean awaitOpen(Duration limit) throws InterruptedException {
        return came(opened, limit);
    }

    @Override
    public List<String> awaitEnd(Duration limit) throws InterruptedException {
        return came(over, limit) ? List.copyOf(told) : List.of();
    }

    private static boolean came(CompletableFuture<Boolean> event, Duration limit) throws InterruptedException {
        try {
            return event.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
