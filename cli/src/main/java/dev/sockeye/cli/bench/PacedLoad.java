package dev.sockeye.cli.bench;

import java.util.List;

/** Echo connections that send at given times. */
record PacedLoad(List<PacedConnection> connections, double rate, Tallies tallies, BenchWindow window, PacerThread pacer)
        implements Load {
    @Override
    public void begin() {
        List<PacedConnection> open =
                connections.stream().filter(BenchConnection::isOpen).toList();
        pacer.begin(rate, open, tallies, window);
    }

    @Override
    public void end() throws InterruptedException {
        pacer.end();
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
        return pacer.lateness();
    }
}
