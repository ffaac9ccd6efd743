package dev.sockeye.compare.scenario;

import dev.sockeye.compare.Measurement;
import dev.sockeye.compare.Peer;
import dev.sockeye.compare.Row;
import java.util.List;
import java.util.Map;

/** A way to load a server, and the rows that it gives. */
public interface Scenario {
    /** {@return what {@code --scenarios} calls it} */
    String id();

    /** {@return the rows of {@link #measure}, those included that only some servers have} */
    List<Row> rows();

    /** {@return whether it can be measured of a server} */
    boolean suits(Peer peer);

    /** {@return whether one round is enough, because the values hardly spread} */
    default boolean isOncePerRun() {
        return false;
    }

    /**
     * Starts the server, loads it, and ends it.
     *
     * @return values by row id
     * @throws dev.sockeye.compare.MeasurementException if a part of it fails
     */
    Map<String, Measurement> measure(Peer peer) throws InterruptedException;
}
