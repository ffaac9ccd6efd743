package dev.sockeye.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the connections do between their opening and their end. */
interface Load {
    /** {@return the connections to open, in the order in which they are opened} */
    List<? extends BenchConnection> connections();

    /** All that will open are open: begins to send. */
    void begin() throws InterruptedException;

    /** Nothing is sent any more; returns when that is certain. */
    void end() throws InterruptedException;

    /** {@return whether all that was sent was answered} */
    boolean isAnswered();

    /** {@return how many deliveries did not come; 0 but in broadcast mode} To be asked at the end. */
    long missing();

    /** {@return how much later than intended messages were due; without any record if they have no times} */
    Latencies lateness();

    static Load of(BenchSettings settings, Tallies tallies, Opening opening, BenchWindow window) {
        return switch (settings.mode()) {
            case IDLE -> new IdleLoad(many(settings.connections(), () -> new BenchConnection(tallies, opening)));
            case BROADCAST -> BroadcastLoad.of(settings, tallies, opening, window);
            case ECHO -> {
                Payloads payloads = Payloads.of(settings.payload(), settings.size(), settings.text());
                int inFlight = settings.inFlight();
                int count = settings.connections();
                yield settings.rate().isPresent()
                        ? new PacedLoad(
                                many(count, () -> new PacedConnection(tallies, opening, payloads, window, inFlight)),
                                settings.rate().getAsDouble(),
                                tallies,
                                window,
                                new PacerThread())
                        : new EchoLoad(
                                many(count, () -> new EchoConnection(tallies, opening, payloads, window, inFlight)),
                                tallies);
            }
        };
    }

    /** {@return as many as wanted of what is made} */
    static <T> List<T> many(int count, Supplier<T> maker) {
        List<T> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(maker.get());
        }
        return all;
    }
}
