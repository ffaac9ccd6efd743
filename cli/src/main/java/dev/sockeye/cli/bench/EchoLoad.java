package dev.sockeye.cli.bench;

import java.util.List;

/** Echo connections that send as answers come. */
record EchoLoad(List<EchoConnection> connections, Tallies tallies) implements Load {
    @Override
    public void begin() {
        Tally tally = tallies.ofCurrentThread();
        connections.forEach(connection -> connection.begin(tally));
    }

    @Override
    public void end() {}

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
        return new Latencies();
    }
}
