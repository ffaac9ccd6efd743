package dev.sockeye.testkit;

import dev.sockeye.protocol.close.TransportEnd;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;

/** One direction of a {@link Pipe}: bytes and ends on their way, in order, as the plan has it. */
final class Lane {
    private final VirtualClock clock;
    private final FaultPlan plan;
    private final SplittableRandom random;
    private final PipeEnd from;
    private final PipeEnd to;
    private final Deque<FaultPlan.Fault> faults;

    /** Bytes that entered so far. */
    private long entered;

    /** When the last piece arrives; the next one arrives no earlier. */
    private long lastArrival;

    /** The bits to change in the next byte. */
    private int flip;

    /** Whether more may enter: the sender has not ended its output. */
    private boolean open = true;

    /** Whether nothing that enters arrives any more, not even an end. */
    private boolean dead;

    Lane(VirtualClock clock, FaultPlan plan, SplittableRandom random, PipeEnd from, PipeEnd to) {
        this.clock = clock;
        this.plan = plan;
        this.random = random;
        this.from = from;
        this.to = to;
        faults = new ArrayDeque<>(plan.faults());
        lastArrival = clock.nanos();
    }

    void write(byte[] bytes) {
        int position = 0;
        triggerFaults();
        while (position < bytes.length && open) {
            int size = nextSize(bytes.length - position);
            byte[] piece = Arrays.copyOfRange(bytes, position, position + size);
            piece[0] ^= (byte) flip;
            flip = 0;
            position += size;
            entered += size;
            schedule(() -> to.arrive(piece));
            triggerFaults();
        }
    }

    private int nextSize(int available) {
        int size = plan.mostChunkBytes() == Integer.MAX_VALUE
                ? available
                : random.nextInt(1, Math.min(available, plan.mostChunkBytes()) + 1);
        FaultPlan.Fault next = faults.peek();
        return next == null ? size : (int) Math.min(size, next.atByte() - entered);
    }

    /** The sender ends its output in order. */
    void finish() {
        if (open) {
            open = false;
            schedule(() -> to.arriveEnd(TransportEnd.FIN));
        }
    }

    /** The sender's system answers with a reset: bytes came, or were there, for nobody to read. */
    void reset() {
        open = false;
        if (dead) {
            return;
        }
        schedule(() -> to.arriveEnd(TransportEnd.of(TransportEnd.Kind.RST, "Connection reset by peer")));
    }

    /** Nothing passes any more. */
    void cut() {
        open = false;
        dead = true;
    }

    /** Does what the plan has at this place, whether or not more bytes follow. */
    void triggerFaults() {
        for (FaultPlan.Fault next = faults.peek();
                next != null && next.atByte() == entered && open;
                next = faults.peek()) {
            faults.remove();
            trigger(next);
        }
    }

    private void trigger(FaultPlan.Fault fault) {
        if (fault instanceof FaultPlan.Cut cut) {
            cut();
            schedule(() -> {
                to.lose(cut.receiver());
                from.lose(cut.sender());
            });
        } else if (fault instanceof FaultPlan.HalfClose) {
            finish();
            dead = true;
        } else if (fault instanceof FaultPlan.BlackHole) {
            cut();
        } else if (fault instanceof FaultPlan.Stall stall) {
            lastArrival = later(lastArrival, clock.nanos()) + stall.time().toNanos();
        } else if (fault instanceof FaultPlan.Flip change) {
            flip ^= change.bits();
        }
    }

    private void schedule(Runnable arrival) {
        long latency = random.nextLong(
                plan.leastLatency().toNanos(), plan.mostLatency().toNanos() + 1);
        lastArrival = later(lastArrival, clock.nanos() + latency);
        clock.schedule(lastArrival - clock.nanos(), arrival);
    }

    /** By difference, for the clock may wrap. */
    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }
}
