package dev.sockeye.protocol.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Validates UTF-8 (RFC 3629) as it comes, in parts of any size, and fails at the first byte that cannot be part of valid
 * text (RFC 6455 §8.1). Overlong forms, surrogates and code points above U+10FFFF are refused by the range that the second
 * byte of a sequence must lie in, as table 3-7 of the Unicode Standard gives it.
 *
 * <p>Allocates nothing but some {@code 4 KiB}, once, with the first part that is dense with characters outside ASCII. Not safe for
 * use by several threads.
 */
public final class Utf8Validator {
    /** What {@link #validate} returns when every byte was good so far. */
    public static final int VALID = -1;

    private static final long NON_ASCII = 0x8080_8080_8080_8080L;

    /** From here on a block takes less time than its characters one by one, whatever they are. */
    private static final int FEWEST_BYTES_OF_BLOCK = 96;

    /** How far characters outside ASCII are looked at, one by one, to see whether they come in numbers. */
    private static final int BYTES_TO_TRY = 16;

    /** Characters outside ASCII that are further apart take less time one by one than in a block. */
    private static final int SPARSE_BYTES = 96;

    /** Continuation bytes that the sequence under way still lacks. */
    private int missing;

    /** The range that the next continuation byte must lie in, as unsigned bytes. */
    private int lowest;

    private int highest;

    private @Nullable Utf8Block block;

    /**
     * Validates the next part of a text.
     *
     * @param buffer read in {@code [from, to)}; position and limit are not touched
     * @return the index of the first byte that is wrong, or {@link #VALID}; after a wrong byte only {@link #reset} is
     *     meaningful
     */
    public int validate(ByteBuffer buffer, int from, int to) {
        int index = from;
        if (to - from >= FEWEST_BYTES_OF_BLOCK) {
            int end = from + missing;
            int wrong = validateEach(buffer, from, end);
            if (wrong != VALID) {
                return wrong;
            }
            index = skipBlocks(buffer, end, to);
        }
        return validateEach(buffer, index, to);
    }

    /** {@return whether the text so far ends on a character's last byte} */
    public boolean isComplete() {
        return missing == 0;
    }

    /** Forgets what came, ready for the next text. */
    public void reset() {
        missing = 0;
    }

    /** Skips whole characters, by hundreds at once. Stops near the end, and before the block that holds a wrong byte. */
    private int skipBlocks(ByteBuffer buffer, int from, int to) {
        int index = skipAscii(buffer, from, to);
        while (to - index >= FEWEST_BYTES_OF_BLOCK) {
            int next = skipAscii(buffer, skipMultiByte(buffer, index, index + BYTES_TO_TRY), to);
            if (next - index < SPARSE_BYTES) {
                int end = endOfWhole(buffer, Math.min(to, index + Utf8Block.MOST_BYTES));
                if (!block().isValid(buffer, index, end)) {
                    return index;
                }
                next = skipAscii(buffer, end, to);
            }
            index = next;
        }
        return index;
    }

    private Utf8Block block() {
        Utf8Block made = block;
        if (made == null) {
            made = new Utf8Block();
            block = made;
        }
        return made;
    }

    /** {@return the place before {@code end} where the character begins that is not whole there, or {@code end}} */
    private static int endOfWhole(ByteBuffer buffer, int end) {
        if ((buffer.get(end - 1) & 0xFF) >= 0xC0) {
            return end - 1;
        }
        if ((buffer.get(end - 2) & 0xFF) >= 0xE0) {
            return end - 2;
        }
        return (buffer.get(end - 3) & 0xFF) >= 0xF0 ? end - 3 : end;
    }

    /** Validates run by run and, at the ends of the part and where something is wrong, byte by byte. */
    private int validateEach(ByteBuffer buffer, int from, int to) {
        int index = from;
        while (index < to) {
            if (missing == 0) {
                index = skipMultiByte(buffer, skipAscii(buffer, index, to), to);
                if (index == to) {
                    return VALID;
                }
                byte first = buffer.get(index);
                if (first >= 0) {
                    continue;
                }
                if (!begin(first)) {
                    return index;
                }
            } else {
                int next = buffer.get(index) & 0xFF;
                if (next < lowest || next > highest) {
                    return index;
                }
                missing--;
                lowest = 0x80;
                highest = 0xBF;
            }
            index++;
        }
        return VALID;
    }

    private static int skipAscii(ByteBuffer buffer, int from, int to) {
        // Read by the buffer itself: a VarHandle is slow once it has seen both arrays and direct memory, as it has in a
        // server that inflates.
        boolean bigEndian = buffer.order() == ByteOrder.BIG_ENDIAN;
        int index = from;
        for (int end = to - (Long.BYTES - 1); index < end; index += Long.BYTES) {
            long nonAscii = buffer.getLong(index) & NON_ASCII;
            if (nonAscii != 0) {
                int bits = bigEndian ? Long.numberOfLeadingZeros(nonAscii) : Long.numberOfTrailingZeros(nonAscii);
                return index + (bits >>> 3);
            }
        }
        while (index < to && buffer.get(index) >= 0) {
            index++;
        }
        return index;
    }

    /**
     * Skips whole characters of two to four bytes with one look at four bytes each, several times faster than byte by byte.
     * Stops at ASCII, near the end, and at whatever is not plainly right: which byte is wrong is for {@link #validate} to
     * tell.
     */
    private static int skipMultiByte(ByteBuffer buffer, int from, int to) {
        boolean bigEndian = buffer.order() == ByteOrder.BIG_ENDIAN;
        int index = from;
        for (int end = to - (Integer.BYTES - 1); index < end; ) {
            int four = bigEndian ? buffer.getInt(index) : Integer.reverseBytes(buffer.getInt(index));
            if (isTwoBytes(four)) {
                index += 2;
            } else if (isThreeBytes(four)) {
                index += 3;
            } else if (isFourBytes(four)) {
                index += 4;
            } else {
                return index;
            }
        }
        return index;
    }

    /** Of the lead's five bits one above the lowest is set, else it is C0 or C1: overlong. */
    private static boolean isTwoBytes(int four) {
        return (four & 0xE0C0_0000) == 0xC080_0000 && (four & 0x1E00_0000) != 0;
    }

    /** The lead's four bits and the highest of the second byte: all 0 is overlong, D and 1 is a surrogate. */
    private static boolean isThreeBytes(int four) {
        int high = four & 0x0F20_0000;
        return (four & 0xF0C0_C000) == 0xE080_8000 && high != 0 && high != 0x0D20_0000;
    }

    /** The lead's three bits and the highest two of the second byte: all 0 is overlong, above 4 and 0 is beyond U+10FFFF. */
    private static boolean isFourBytes(int four) {
        int high = four & 0x0730_0000;
        return (four & 0xF8C0_C0C0) == 0xF080_8080 && high != 0 && high <= 0x0400_0000;
    }

    /** Takes the first byte of a sequence of two to four; says whether it can be one. */
    private boolean begin(byte first) {
        int lead = first & 0xFF;
        lowest = 0x80;
        highest = 0xBF;
        if (lead < 0xC2) {
            return false; // a continuation byte, or C0 and C1, which only begin overlong forms
        } else if (lead < 0xE0) {
            missing = 1;
        } else if (lead < 0xF0) {
            missing = 2;
            if (lead == 0xE0) {
                lowest = 0xA0; // below: overlong
            } else if (lead == 0xED) {
                highest = 0x9F; // above: surrogates
            }
        } else if (lead < 0xF5) {
            missing = 3;
            if (lead == 0xF0) {
                lowest = 0x90; // below: overlong
            } else if (lead == 0xF4) {
                highest = 0x8F; // above: beyond U+10FFFF
            }
        } else {
            return false;
        }
        return true;
    }
}
