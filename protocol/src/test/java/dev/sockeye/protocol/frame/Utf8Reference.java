package dev.sockeye.protocol.frame;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first wrong byte is the one whose prefix no longer begins any valid text, as the JDK's decoder sees it. */
final class Utf8Reference {
    private static final CharBuffer CHARS = CharBuffer.allocate(1_000);
    private static final CharsetDecoder DECODER = StandardCharsets.UTF_8.newDecoder();

    private Utf8Reference() {}

    /** {@return the index of the first wrong byte, or {@link Utf8Validator#VALID}; the end may be within a character} */
    static int firstWrong(byte[] text) {
        int wholeFrom = 0;
        for (int length = 1; length <= text.length; length++) {
            if (!canBegin(text, wholeFrom, length)) {
                return length - 1;
            }
            wholeFrom = Math.max(wholeFrom, length - 4);
            while (wholeFrom < length && (text[wholeFrom] & 0xC0) == 0x80) {
                wholeFrom++;
            }
        }
        return Utf8Validator.VALID;
    }

    /** {@return whether what remains is valid and ends with a whole character} */
    static boolean isValid(ByteBuffer text) {
        return !DECODER.reset().decode(text, CHARS.clear(), true).isError();
    }

    /** Whether the bytes are valid, or some bytes behind them would make them so. */
    private static boolean canBegin(byte[] text, int from, int to) {
        ByteBuffer in = ByteBuffer.wrap(text, from, to - from);
        CoderResult result = DECODER.reset().decode(in, CHARS.clear(), false);
        if (result.isError()) {
            return false;
        }
        int missing = in.remaining();
        if (missing == 0) {
            return true;
        }
        byte[] begun = Arrays.copyOfRange(text, to - missing, to);
        for (int tail : new int[] {0x80, 0x90, 0xA0, 0xBF}) {
            for (int size = begun.length + 1; size <= 4; size++) {
                byte[] filled = Arrays.copyOf(begun, size);
                Arrays.fill(filled, begun.length, size, (byte) tail);
                if (!DECODER.reset()
                        .decode(ByteBuffer.wrap(filled), CHARS.clear(), true)
                        .isError()) {
                    return true;
                }
            }
        }
        return false;
    }
}
