package dev.sockeye.compare;

import dev.sockeye.compare.scenario.Scenario;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures every scenario of every server in rounds; who goes first changes from round to round. */
public final class Comparison {
    private final List<Peer> peers;
    private final List<Scenario> scenarios;
    private final PrintStream progress;

    /**
     * Sets up a run.
     *
     * @param progress gets one line for each value, as it comes
     */
    public Comparison(List<Peer> peers, List<Scenario> scenarios, PrintStream progress) {
        this.peers = peers;
        this.scenarios = scenarios;
        this.progress = progress;
    }

    /** {@return what was measured; what failed was told to the progress and is missing} */
    public Results run(int rounds) throws InterruptedException {
        Results results = new Results();
        for (int round = 0; round < rounds; round++) {
            for (Scenario scenario : scenarios) {
                if (round > 0 && scenario.isOncePerRun()) {
                    continue;
                }
                for (Peer peer : rotated(round)) {
                    if (scenario.suits(peer)) {
                        measure(round, scenario, peer, results);
                    }
                }
            }
        }
        return results;
    }

    private List<Peer> rotated(int round) {
        List<Peer> order = new ArrayList<>(peers);
        // Far enough that a server follows another one in each round.
        Collections.rotate(order, round * 5);
        return order;
    }

    private void measure(int round, Scenario scenario, Peer peer, Results results) throws InterruptedException {
        String what = "round %d  %-10s %-15s".formatted(round + 1, scenario.id(), peer.name());
        try {
            scenario.measure(peer).forEach((row, measurement) -> {
                results.add(row, peer.name(), measurement);
                progress.printf("%s %-18s %s%n", what, row, Numbers.of(measurement.value()));
            });
        } catch (MeasurementException e) {
            Throwable cause = e.getCause();
            progress.printf("%s failed: %s%s%n", what, e.getMessage(), cause == null ? "" : " (" + cause + ")");
        }
    }
}
