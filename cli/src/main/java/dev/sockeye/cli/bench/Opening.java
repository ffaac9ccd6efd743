package dev.sockeye.cli.bench;

import dev.sockeye.WebSocketClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens the connections, and knows how many are open. Safe from any thread. */
final class Opening {
    /** Attempts under way at the same time: as many as the queue of a listening socket often holds (SOMAXCONN was 128). */
    private static final int AT_ONCE = 128;

    private final int wanted;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();
    private final CompletableFuture<Void> allTried = new CompletableFuture<>();
    private final CompletableFuture<Void> noneLeft = new CompletableFuture<>();

    /** @param wanted how many connections are to be opened */
    Opening(int wanted) {
        this.wanted = wanted;
    }

    /**
     * Begins one attempt after the other, as earlier ones are decided. Returns when the last has begun.
     *
     * @param end stops it before its time
     */
    void open(WebSocketClient client, String url, List<? extends BenchConnection> connections, CompletableFuture<?> end)
            throws InterruptedException {
        for (BenchConnection connection : connections) {
            while (!room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                if (end.isDone()) {
                    return;
                }
            }
            if (end.isDone()) {
                return;
            }
            connection.attempt();
            client.connect(url, connection);
        }
    }

    void onOpened() {
        opened.incrementAndGet();
        decided();
    }

    void onFailed() {
        failed.incrementAndGet();
        decided();
    }

    private void decided() {
        room.release();
        if (opened.get() + failed.get() == wanted) {
            allTried.complete(null);
            checkLeft();
        }
    }

    /** A connection that was open is over. */
    void onOver() {
        over.incrementAndGet();
        checkLeft();
    }

    private void checkLeft() {
        if (allTried.isDone() && over.get() == opened.get()) {
            noneLeft.complete(null);
        }
    }

    int opened() {
        return opened.get();
    }

    int failed() {
        return failed.get();
    }

    /** {@return how many are open now} */
    int open() {
        return opened.get() - over.get();
    }

    /** {@return done when every attempt has opened or failed} */
    CompletableFuture<Void> allTried() {
        return allTried;
    }

    /** {@return done when every attempt was made and no connection is open any more} */
    CompletableFuture<Void> noneLeft() {
        return noneLeft;
    }
}
