package dev.sockeye.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Listeners, and one more connection that sends what the server sends to them all. */
final class BroadcastLoad implements Load {
    /** After this time a delivery that has not come counts as lost, and the next message goes out. */
    private static final Duration LOST = Duration.ofSeconds(1);

    private static final long LOOKS_MILLIS = 100;

    private final BroadcastSender sender;
    private final List<ListenerConnection> listeners;
    private final List<BenchConnection> all = new ArrayList<>();
    private final OptionalDouble rate;
    private final Tallies tallies;
    private final BenchWindow window;
    private final PacerThread pacer = new PacerThread();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "sockeye-broadcast");
        thread.setDaemon(true);
        return thread;
    });

    private BroadcastLoad(
            BroadcastSender sender,
            List<ListenerConnection> listeners,
            OptionalDouble rate,
            Tallies tallies,
            BenchWindow window) {
        this.sender = sender;
        this.listeners = listeners;
        this.rate = rate;
        this.tallies = tallies;
        this.window = window;
        all.addAll(listeners);
        all.add(sender);
    }

    static BroadcastLoad of(BenchSettings settings, Tallies tallies, Opening opening, BenchWindow window) {
        Broadcasts broadcasts =
                new Broadcasts(settings.payload(), settings.size(), settings.text(), settings.inFlight());
        BroadcastSender sender = new BroadcastSender(tallies, opening, broadcasts, window, settings.inFlight());
        List<ListenerConnection> listeners = Load.many(
                settings.connections(), () -> new ListenerConnection(tallies, opening, broadcasts, sender, window));
        return new BroadcastLoad(sender, listeners, settings.rate(), tallies, window);
    }

    @Override
    public List<BenchConnection> connections() {
        return all;
    }

    @Override
    public void begin() throws InterruptedException {
        awaitMembers();
        if (rate.isPresent()) {
            pacer.begin(rate.getAsDouble(), List.of(sender), tallies, window);
        } else {
            sender.begin();
        }
        var unused = clock.scheduleWithFixedDelay(
                () -> sender.giveUpBefore(System.nanoTime() - LOST.toNanos()),
                LOOKS_MILLIS,
                LOOKS_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Waits until the server knows all listeners, or for as long as for a delivery. */
    private void awaitMembers() throws InterruptedException {
        CompletableFuture<?>[] known =
                listeners.stream().map(ListenerConnection::becomeKnown).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(known).get(LOST.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // What the server sends without those that it does not know yet is missing there.
        }
    }

    @Override
    public void end() throws InterruptedException {
        clock.shutdownNow();
        pacer.end();
    }

    @Override
    public boolean isAnswered() {
        return sender.isDelivered();
    }

    @Override
    public long missing() {
        return listeners.stream()
                .filter(BenchConnection::stayed)
                .mapToLong(listener -> sender.sent() - listener.received())
                .sum();
    }

    @Override
    public Latencies lateness() {
        return pacer.lateness();
    }
}
