package dev.sockeye.testkit;

import dev.sockeye.protocol.close.TransportEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What happens to the bytes of one direction of a {@link Pipe}. Immutable.
 *
 * @param mostChunkBytes bytes arrive in pieces of a random size up to this
 * @param leastLatency of a piece; pieces never overtake each other
 * @param mostLatency of a piece
 * @param faults in the order of their places
 */
public record FaultPlan(int mostChunkBytes, Duration leastLatency, Duration mostLatency, List<Fault> faults) {
    /** Bytes arrive as they were sent, at once. */
    public static final FaultPlan NONE = builder().build();

    public FaultPlan {
        if (mostChunkBytes < 1) {
            throw new IllegalArgumentException("a chunk has at least one byte, was " + mostChunkBytes);
        }
        if (leastLatency.isNegative() || mostLatency.compareTo(leastLatency) < 0) {
            throw new IllegalArgumentException("latency from " + leastLatency + " to " + mostLatency);
        }
        faults = faults.stream().sorted(Comparator.comparingLong(Fault::atByte)).toList();
    }

    /** Something that happens when a number of bytes has passed. */
    public sealed interface Fault {
        /** {@return how many bytes of this direction pass before} */
        long atByte();
    }

    /**
     * The transport is lost in both directions; bytes on their way in the other direction are too.
     *
     * @param receiver what the receiver of this direction sees, once it has read the bytes before
     * @param sender what the sender sees
     */
    public record Cut(long atByte, TransportEnd receiver, TransportEnd sender) implements Fault {}

    /** The receiver sees the end of its input, while the other direction stays open. */
    public record HalfClose(long atByte) implements Fault {}

    /** What follows never arrives, and nobody is told: a cable unplugged, a firewall that drops. */
    public record BlackHole(long atByte) implements Fault {}

    /** What follows is late by this much. */
    public record Stall(long atByte, Duration time) implements Fault {}

    /**
     * One byte arrives changed.
     *
     * @param bits the bits that change, 1 to 255
     */
    public record Flip(long atByte, int bits) implements Fault {}

    /** {@return a builder that starts from {@link #NONE}} */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link FaultPlan}. */
    public static final class Builder {
        private int mostChunkBytes = Integer.MAX_VALUE;
        private Duration leastLatency = Duration.ZERO;
        private Duration mostLatency = Duration.ZERO;
        private final List<Fault> faults = new ArrayList<>();

        private Builder() {}

        /** Has bytes arrive in pieces of a random size up to this. */
        public Builder chunks(int mostBytes) {
            mostChunkBytes = mostBytes;
            return this;
        }

        /** Has every piece take the same time. */
        public Builder latency(Duration latency) {
            return latency(latency, latency);
        }

        /** Has every piece take a random time. */
        public Builder latency(Duration least, Duration most) {
            leastLatency = least;
            mostLatency = most;
            return this;
        }

        /** Adds a fault. */
        public Builder fault(Fault fault) {
            faults.add(fault);
            return this;
        }

        /** Has the transport end after so many bytes; both ends see the same. */
        public Builder cut(long atByte, TransportEnd end) {
            return fault(new Cut(atByte, end, end));
        }

        public FaultPlan build() {
            return new FaultPlan(mostChunkBytes, leastLatency, mostLatency, faults);
        }
    }
}
