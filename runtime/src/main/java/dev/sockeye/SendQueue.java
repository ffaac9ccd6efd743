package dev.sockeye;

/**
 * How much a connection holds for a peer that reads too slowly. Payload bytes are counted until the operating system has
 * taken them.
 *
 * @param lowWatermarkBytes a full queue counts as writable again when it has drained to this many bytes. It is looked
 *     at when the operating system has taken a good part of what was handed to it, so the handler may learn of it with up to
 *     96 KiB fewer, never with more
 * @param highWatermarkBytes the queue is full while it holds more than this; a message is taken whole if it is not full, so
 *     one message may be larger
 * @param policy what to do with messages while the queue is full
 */
public record SendQueue(long lowWatermarkBytes, long highWatermarkBytes, SlowConsumerPolicy policy) {
    /** 256 KiB to 1 MiB, rejecting: one second of a 10 Mbit/s link. */
    public static final SendQueue DEFAULT = new SendQueue(256 << 10, 1 << 20, SlowConsumerPolicy.REJECT);

    public SendQueue {
        if (lowWatermarkBytes < 0 || highWatermarkBytes < lowWatermarkBytes) {
            throw new IllegalArgumentException("the watermarks must be 0 <= low <= high, were " + lowWatermarkBytes
                    + " and " + highWatermarkBytes);
        }
    }

    /** {@return these watermarks with another policy} */
    public SendQueue withPolicy(SlowConsumerPolicy other) {
        return new SendQueue(lowWatermarkBytes, highWatermarkBytes, other);
    }
}
