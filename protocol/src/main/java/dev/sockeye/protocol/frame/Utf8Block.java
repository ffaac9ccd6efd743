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
 * three places before each byte stands in the same lane of three other longs, which are read so many bytes before. A byte is
 * a continuation exactly if a lead of two to four bytes is one place before it, one of three or four bytes two places, or one
 * of four bytes three places; and the second byte must lie in the range that table 3-7 of the Unicode Standard gives for its
 * lead.
 *
 * <p>HotSpot compiles the loop to the processor's wide instructions, for a fifth of the time per byte, if it stays as it is.
 * Until after JDK 17 it does so only
 *
 * <ul>
 *   <li>if the longs that it reads seem to lie at the same distance from a whole vector, which is why the distances between
 *       them are no constants;
 *   <li>if it pairs the operations of one step with those of the next, which depends on their order in {@link #wrong}: of
 *       orders that compute the same most fail.
 * </ul>
 *
 * <p>The benchmark of UTF-8 shows it: text of many languages takes several times as long if either is lost.
 *
 * <p>Not safe for use by several threads.
 */
final class Utf8Block {
    /** Most bytes at once: they and where they come from stay in the first cache. */
    static final int MOST_BYTES = 4096;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    /** Where the text begins, behind zeros, which nothing overwrites. */
    private static final int START = Long.BYTES;

    /** A number in each lane, once it is multiplied by this. */
    private static final long EACH = 0x0101_0101_0101_0101L;

    private static final long HIGHEST = 0x8080_8080_8080_8080L;
    private static final long LOWER_SEVEN = 0x7F * EACH;

    /** At least one byte of zero has its place behind the text, which shows that the last character is whole. */
    private final byte[] text = new byte[START + MOST_BYTES + Long.BYTES];

    /** The distances, as {@link #wrong} needs them: read from an object, they are no constants. */
    private final int[] distances = {-1, -2, -3};

    /**
     * {@return whether {@code buffer[from, to)} is valid and ends with a whole character}
     *
     * @param from where a character begins
     * @param to at most {@link #MOST_BYTES} behind
     */
    boolean isValid(ByteBuffer buffer, int from, int to) {
        int length = to - from;
        int end = START + ((length + Long.BYTES) & -Long.BYTES);
        buffer.get(from, text, START, length);
        Arrays.fill(text, START + length, end, (byte) 0);
        return (wrong(text, end, distances[0], distances[1], distances[2]) & HIGHEST) == 0;
    }

    private static long wrong(byte[] text, int end, int one, int two, int three) {
        long wrong = 0;
        for (int index = START; index < end; index += Long.BYTES) {
            wrong |= wrong(
                    (long) LONGS.get(text, index),
                    (long) LONGS.get(text, index + one),
                    (long) LONGS.get(text, index + two),
                    (long) LONGS.get(text, index + three));
        }
        return wrong;
    }

    /**
     * Highest bits: the byte is a continuation where none must be, or is none where one must be, or it is behind a lead that
     * it cannot follow, or that can be none.
     *
     * <p>Five bits of the lead and the second byte's two below its highest make a number of seven bits, which is taken from
     * 128. Its bounds are few, and each is one sum or difference that reaches the highest bit on one side of the bound. An odd
     * count of bounds is one that is wrong.
     */
    private static long wrong(long bytes, long oneBefore, long twoBefore, long threeBefore) {
        long lead = oneBefore & oneBefore << 1;
        long rest = (HIGHEST - (oneBefore << 2 & 0x7C * EACH)) - (bytes >>> 4 & 0x03 * EACH);
        long wrongOfMore = rest + EACH // up to 1: E0 and below A0, overlong
                ^ rest + 53 * EACH // up to 53: ED and below A0; from there on, a surrogate
                ^ rest + 55 * EACH // up to 55: ED
                ^ rest + 63 * EACH // up to 63: EE and EF
                ^ rest + 64 * EACH // up to 64: F0 and below 90, overlong
                ^ (HIGHEST | 47 * EACH) - rest; // from 81: F4 and from 90 on, beyond U+10FFFF, and F5 to FF
        long wrongOfTwo = rest + 7 * EACH; // up to 7: C0 and C1, overlong
        long wrongSecond = lead & (((wrongOfMore ^ wrongOfTwo) & oneBefore << 2) ^ wrongOfTwo);
        // From E0 and from F0 on: the sum reaches the highest bit.
        long leadOfThree = twoBefore & (twoBefore & LOWER_SEVEN) + 0x20 * EACH;
        long leadOfFour = threeBefore & (threeBefore & LOWER_SEVEN) + 0x10 * EACH;
        long continuation = bytes & ~(bytes << 1);
        return ((lead | leadOfThree | leadOfFour) ^ continuation) | wrongSecond;
    }
}
