package dev.sockeye.internal;

import dev.sockeye.ConnectTarget;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A link's home on virtual time, where connections are what a test makes them. */
final class VirtualHome implements LinkHome {
    final VirtualClock clock = new VirtualClock(Long.MAX_VALUE - 10_000_000_000L);
    final Set<String> gone = new HashSet<>();

    /** What the wall clock is ahead by, as after a sleep of the machine. */
    Duration slept = Duration.ZERO;

    long networkVersion;
    double jitter = 0.5;
    boolean closed;
    boolean left;

    private final @Nullable SplittableRandom random;
    private final BiFunction<ConnectTarget, WebSocketHandler, Cancellable> connector;
    private Runnable whenClosed = () -> {};
    private final long start = clock.nanos();
    private boolean running;

    /** A home whose draw is {@link #jitter}. */
    VirtualHome(BiFunction<ConnectTarget, WebSocketHandler, Cancellable> connector) {
        this(connector, null);
    }

    VirtualHome(BiFunction<ConnectTarget, WebSocketHandler, Cancellable> connector, @Nullable SplittableRandom random) {
        this.connector = connector;
        this.random = random;
    }

    /** Lets time pass. */
    void pass(Duration time) {
        clock.advance(time);
    }

    /** Runs what is to be run now. */
    void settle() {
        pass(Duration.ZERO);
    }

    Duration elapsed() {
        return Duration.ofNanos(clock.nanos() - start);
    }

    void close() {
        closed = true;
        whenClosed.run();
    }

    @Override
    public long nanoTime() {
        return clock.nanos();
    }

    @Override
    public Instant wallTime() {
        return Instant.EPOCH.plus(elapsed()).plus(slept);
    }

    @Override
    public double random() {
        return random == null ? jitter : random.nextDouble();
    }

    @Override
    public void execute(Runnable task) {
        clock.schedule(0, () -> run(task));
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
        boolean[] cancelled = new boolean[1];
        clock.schedule(delay.toNanos(), () -> {
            if (!cancelled[0]) {
                run(task);
            }
        });
        return () -> cancelled[0] = true;
    }

    /** What runs in here comes one after the other; a test fails in which it does not. */
    void run(Runnable task) {
        if (running) {
            throw new AssertionError("two callbacks at once");
        }
        running = true;
        try {
            task.run();
        } finally {
            running = false;
        }
    }

    @Override
    public Cancellable connect(ConnectTarget target, WebSocketHandler handler) {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        return connector.apply(target, handler);
    }

    @Override
    public void onClosed(Runnable task) {
        whenClosed = task;
    }

    @Override
    public void leave() {
        left = true;
    }

    @Override
    public boolean isGone(String localAddress) {
        return gone.contains(localAddress);
    }

    @Override
    public long networkVersion() {
        return networkVersion;
    }
}
