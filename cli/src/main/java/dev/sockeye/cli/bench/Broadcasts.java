package dev.sockeye.cli.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The messages that go to all listeners: what they hold, when each began to count, and to how many it has still to come. Safe
 * from any thread, but for {@link #next}, which the sender calls in order.
 *
 * <p>The counts are shared by all loops. A delivery costs one atomic step for it, next to a read from a socket.
 */
final class Broadcasts {
    /** Numbers that are told apart at a time; far more than are on the way unless deliveries are lost. */
    private static final int LEAST_SLOTS = 1 << 12;

    /** Every so many messages are compared byte by byte; prime to the variants, so that each has its turn. */
    private static final int SAMPLED = 17;

    private final boolean text;
    private final int size;
    private final PayloadNumber number;
    private final ByteBuffer[] variants = new ByteBuffer[Payloads.VARIANTS];
    private final ByteBuffer[] expected = new ByteBuffer[Payloads.VARIANTS];
    private final AtomicLongArray starts;
    private final AtomicIntegerArray awaited;
    private final int mask;

    Broadcasts(PayloadKind kind, int size, boolean text, int inFlight) {
        this.text = text;
        this.size = size;
        number = PayloadNumber.in(kind);
        for (int i = 0; i < variants.length; i++) {
            SplittableRandom random = new SplittableRandom(i);
            byte[] message = number.around(size, room -> PayloadContent.of(kind, room, random));
            variants[i] = ByteBuffer.allocateDirect(size).put(message).flip();
            expected[i] = ByteBuffer.wrap(message);
        }
        int slots = Math.max(LEAST_SLOTS, Integer.highestOneBit(inFlight) << 2);
        starts = new AtomicLongArray(slots);
        awaited = new AtomicIntegerArray(slots);
        mask = slots - 1;
    }

    boolean isText() {
        return text;
    }

    /**
     * {@return the message of a number, to be sent before the next is asked for}
     *
     * @param start when it begins to count
     * @param listeners how many will get it
     */
    ByteBuffer next(int sequence, long start, int listeners) {
        starts.setRelease(sequence & mask, start);
        awaited.set(sequence & mask, listeners);
        ByteBuffer message = variants[sequence & (variants.length - 1)];
        number.write(message, sequence);
        return message;
    }

    long start(int sequence) {
        return starts.getAcquire(sequence & mask);
    }

    /** Notes that a message has come to a listener. {@return whether that was the last one} */
    boolean delivered(int sequence) {
        return awaited.decrementAndGet(sequence & mask) == 0;
    }

    /** Waits for a message no longer: no delivery will be the last. */
    void giveUp(int sequence) {
        awaited.set(sequence & mask, Integer.MAX_VALUE);
    }

    int read(ByteBuffer message) {
        return number.read(message);
    }

    /** {@return what is wrong with a message that a listener got, or null if nothing is} */
    @Nullable
    WrongAnswer wrongIn(ByteBuffer message, boolean messageIsText, int sequence) {
        if (messageIsText != text) {
            return WrongAnswer.WRONG_KIND;
        }
        if (message.remaining() != size) {
            return WrongAnswer.WRONG_SIZE;
        }
        return sequence % SAMPLED == 0 && !holds(message, sequence) ? WrongAnswer.WRONG_CONTENT : null;
    }

    private boolean holds(ByteBuffer message, int sequence) {
        int from = number.contentStart();
        ByteBuffer original = expected[sequence & (expected.length - 1)];
        return message.slice(message.position() + from, size - from).equals(original.slice(from, size - from));
    }
}
