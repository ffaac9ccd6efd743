package dev.sockeye.compare;

import java.util.HashMap;
import java.util.Map;

/**
 * A value of one row and server in one round.
 *
 * @param value in the row's unit
 * @param also what was seen beside it, by name, such as {@code serverCpuShare}
 */
public record Measurement(double value, Map<String, Double> also) {
    /** The name of the messages in a second. */
    public static final String PER_SECOND = "perSecond";

    /** The name of the part of its core's time that the server ran: near 1, it was the server that set the pace. */
    public static final String SERVER_CPU_SHARE = "serverCpuShare";

    /** The name of the part of its core's time that the generator ran, or that its busiest thread had something to do. */
    public static final String GENERATOR_CPU_SHARE = "generatorCpuShare";

    /** The name of the bytes that came over the wire for each byte of the message. */
    public static final String WIRE_RATIO = "wireRatio";

    /** Makes one that is not changed later. */
    public Measurement {
        also = Map.copyOf(also);
    }

    /** {@return the same with one more quantity beside it} */
    public Measurement with(String name, double quantity) {
        Map<String, Double> more = new HashMap<>(also);
        more.put(name, quantity);
        return new Measurement(value, more);
    }

    /** {@return a value with nothing beside it} */
    public static Measurement of(double value) {
        return new Measurement(value, Map.of());
    }
}
