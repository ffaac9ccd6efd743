package dev.sockeye.cli.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Echo connections that send at given times. Confined to the thread that runs the measurement. */
final class PacedLoad implements Load {
    private final List<PacedConnection> connections;
    private final double rate;
    private final Tallies tallies;
    private final BenchWindow window;
    private @Nullable Pacer pacer;
    private @Nullable Thread thread;

    PacedLoad(List<PacedConnection> connections, double rate, Tallies tallies, BenchWindow window) {
        this.connections = connections;
        this.rate = rate;
        this.tallies = tallies;
        this.window = window;
    }

    @Override
    public List<PacedConnection> connections() {
        return connections;
    }

    @Override
    public void begin() {
        List<PacedConnection> open =
                connections.stream().filter(BenchConnection::isOpen).toList();
        if (open.isEmpty()) {
            return;
        }
        Pacer made = new Pacer(new Pace(System.nanoTime(), rate, open.size()), open, tallies, window);
        Thread started = new Thread(made, "sockeye-pacer");
        started.setDaemon(true);
        started.start();
        pacer = made;
        thread = started;
    }

    @Override
    public void end() throws InterruptedException {
        if (thread != null) {
            thread.join();
        }
    }

    @Override
    public boolean isAnswered() {
        return tallies.sum(Tally::sent) == tallies.sum(Tally::received);
    }

    @Override
    public long missing() {
        return 0;
    }

    @Override
    public Latencies lateness() {
        return pacer == null ? new Latencies() : pacer.lateness();
    }
}
