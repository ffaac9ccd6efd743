package dev.sockeye.protocol.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Tells whether a stretch of whole characters is valid UTF-8, with no branch that depends on the text: the processor guesses
 * those wrong in text of several languages, and each wrong guess costs more than a dozen bytes here. Which byte is wrong is
 * not told; {@link Utf8Validator} looks for it.
 *
 * <p>Eight bytes are judged at once, as the lanes of a long, and of each lane the highest bit counts. The byte one, two and
 * three places before each byte stands in the same lane of three other longs, out of copies of the text that are shifted by
 * so many bytes. A byte is a continuation exactly if a lead of two to four bytes is one place before it, one of three or four
 * bytes two places, or one of four bytes three places; and the second byte must lie in the range that table 3-7 of the
 * Unicode Standard gives for its lead.
 *
 * <p>HotSpot compiles both loops to the processor's wide instructions, for a third of the time per byte or less, if they
 * stay as they are. Until after JDK 17 it does so only if all longs that a loop reads lie at the same distance from a whole
 * vector, which is what the copies are for, and only for short loops ({@code LoopUnrollLimit}), which is why there are two.
 *
 * <p>Not safe for use by several threads.
 */
final class Utf8Block {
    /** From one copy to the next. The four stay in the first cache; more gained nothing. */
    private static final int COPY = 1024;

    /** Most bytes at once: behind them one byte of zero has its place, which shows that the last character is whole. */
    static final int MOST_BYTES = COPY - 1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    private static final int ONE_BEFORE = COPY;
    private static final int TWO_BEFORE = 2 * COPY;
    private static final int THREE_BEFORE = 3 * COPY;

    /** A number in each lane, once it is multiplied by this. */
    private static final long EACH = 0x0101_0101_0101_0101L;

    private static final long HIGHEST = 0x8080_8080_8080_8080L;
    private static final long LOWER_SEVEN = 0x7F * EACH;

    /** The text, and three copies that begin with one, two and three bytes of zero, which nothing overwrites. */
    private final byte[] copies = new byte[4 * COPY];

    /**
     * {@return whether {@code buffer[from, to)} is valid and ends with a whole character}
     *
     * @param from where a character begins
     * @param to at most {@link #MOST_BYTES} behind
     */
    boolean isValid(ByteBuffer buffer, int from, int to) {
        int length = to - from;
        int filled = (length + Long.BYTES) & -Long.BYTES;
        buffer.get(from, copies, 0, length);
        Arrays.fill(copies, length, filled, (byte) 0);
        System.arraycopy(copies, 0, copies, ONE_BEFORE + 1, filled - 1);
        System.arraycopy(copies, 0, copies, TWO_BEFORE + 2, filled - 2);
        System.arraycopy(copies, 0, copies, THREE_BEFORE + 3, filled - 3);
        return ((wrongSequences(copies, filled) | wrongSecondBytes(copies, filled)) & HIGHEST) == 0;
    }

    private static long wrongSequences(byte[] copies, int length) {
        long wrong = 0;
        for (int index = 0; index < length; index += Long.BYTES) {
            wrong |= wrongSequences(
                    (long) LONGS.get(copies, index),
                    (long) LONGS.get(copies, index + ONE_BEFORE),
                    (long) LONGS.get(copies, index + TWO_BEFORE),
                    (long) LONGS.get(copies, index + THREE_BEFORE));
        }
        return wrong;
    }

    private static long wrongSecondBytes(byte[] copies, int length) {
        long wrong = 0;
        for (int index = 0; index < length; index += Long.BYTES) {
            wrong |= wrongSecondBytes((long) LONGS.get(copies, index), (long) LONGS.get(copies, index + ONE_BEFORE));
        }
        return wrong;
    }

    /** Highest bits: the byte is a continuation where none must be, or is none where one must be. */
    private static long wrongSequences(long bytes, long oneBefore, long twoBefore, long threeBefore) {
        long afterLead = oneBefore & oneBefore << 1;
        // From E0 and from F0 on: the sum reaches the highest bit.
        long afterLeadOfThree = twoBefore & (twoBefore & LOWER_SEVEN) + 0x20 * EACH;
        long afterLeadOfFour = threeBefore & (threeBefore & LOWER_SEVEN) + 0x10 * EACH;
        long continuation = bytes & ~(bytes << 1);
        return (afterLead | afterLeadOfThree | afterLeadOfFour) ^ continuation;
    }

    /**
     * Highest bits: the byte is behind a lead that it cannot follow, or that can be none. Five bits of the lead and the
     * second byte's two below its highest make a number of seven bits: its bounds are few, and each is one sum or difference
     * that reaches the highest bit on one side of the bound. An odd count of bounds is one that is wrong.
     */
    private static long wrongSecondBytes(long bytes, long oneBefore) {
        long ofThreeOrFour = oneBefore << 2;
        long pair = (ofThreeOrFour & 0x7C * EACH) | (bytes >>> 4 & 0x03 * EACH);
        long wrongOfTwo = (HIGHEST | 7 * EACH) - pair; // up to 7: C0 and C1, overlong
        long wrongOfMore = (HIGHEST | EACH) - pair // up to 1: E0 and below A0, overlong
                ^ pair + (0x80 - 54) * EACH // from 54: ED and from A0 on, a surrogate
                ^ pair + (0x80 - 56) * EACH // from 56: EE
                ^ pair << 1 // from 64: F0 and below 90, overlong
                ^ pair + (0x80 - 65) * EACH // from 65: F0 and from 90 on
                ^ pair + (0x80 - 81) * EACH; // from 81: F4 and from 90 on, beyond U+10FFFF, and F5 to FF
        return oneBefore & oneBefore << 1 & (wrongOfTwo ^ (ofThreeOrFour & (wrongOfMore ^ wrongOfTwo)));
    }
}
