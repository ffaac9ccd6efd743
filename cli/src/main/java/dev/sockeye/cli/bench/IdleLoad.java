package dev.sockeye.cli.bench;

import java.util.List;

/** Connections that are open and silent. */
record IdleLoad(List<BenchConnection> connections) implements Load {
    @Override
    public void begin() {}

    @Override
    public void end() {}

    @Override
    public boolean isAnswered() {
        return true;
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
