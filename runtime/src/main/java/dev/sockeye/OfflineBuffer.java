package dev.sockeye;

import java.time.Duration;

/**
 * How much a {@link ReconnectingWebSocket} holds of what is sent while there is no connection, and of what a connection had
 * taken but not begun to write when it died. It goes out in order when there is a connection again.
 *
 * @param maxMessages at most this many
 * @param maxBytes at most this many bytes of payload; a message that finds the buffer empty is taken however large it is
 * @param maxAge what waits for longer is not sent any more, and reported as expired
 * @param overflow what to do when it is full
 */
public record OfflineBuffer(int maxMessages, long maxBytes, Duration maxAge, Overflow overflow) {
    /** 1,000 messages of 1 MiB in all for five minutes; when it is full, no more is taken. */
    public static final OfflineBuffer DEFAULT =
            new OfflineBuffer(1_000, 1 << 20, Duration.ofMinutes(5), Overflow.REJECT);

    /** What to do when a buffer is full. */
    public enum Overflow {
        /** The new message is not taken: {@link SendOutcome#BACK_PRESSURED}. */
        REJECT,
        /** The oldest messages make room, and are reported. */
        DROP_OLDEST
    }

    public OfflineBuffer {
        if (maxMessages < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "a buffer holds at least one message and one byte, was given " + maxMessages + " and " + maxBytes);
        }
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("maxAge must be positive, was " + maxAge);
        }
    }
}
