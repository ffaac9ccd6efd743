package dev.sockeye.cli.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * A number within a message, by which those who get it know which one it is: eight hexadecimal digits, so that text stays
 * text, and in JSON the value of a field.
 *
 * @param before what stands before the digits
 * @param after what stands behind them and before the content
 * @param end what stands behind the content
 */
record PayloadNumber(String before, String after, String end) {
    private static final int DIGITS = 8;
    private static final int RADIX = 16;
    private static final int BITS_PER_DIGIT = 4;

    /** {@return how a number stands in messages of a kind} */
    static PayloadNumber in(PayloadKind kind) {
        return kind == PayloadKind.JSON
                ? new PayloadNumber("{\"n\":\"", "\",\"d\":", "}")
                : new PayloadNumber("", "", "");
    }

    /** {@return the smallest message of a kind that a number fits in, in bytes} */
    static int leastSize(PayloadKind kind) {
        return in(kind).bytes() + (kind == PayloadKind.JSON ? 1 : 0);
    }

    private int bytes() {
        return before.length() + DIGITS + after.length() + end.length();
    }

    /** {@return where the content begins} */
    int contentStart() {
        return before.length() + DIGITS + after.length();
    }

    /**
     * {@return a message of this size with room for a number}
     *
     * @param content makes content of a size
     */
    byte[] around(int size, IntFunction<byte[]> content) {
        return ByteBuffer.allocate(size)
                .put(ascii(before + "0".repeat(DIGITS) + after))
                .put(content.apply(size - bytes()))
                .put(ascii(end))
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes a number into a message; of a large one its last 32 bits. */
    void write(ByteBuffer message, int number) {
        for (int i = 0; i < DIGITS; i++) {
            int digit = (number >>> (BITS_PER_DIGIT * (DIGITS - 1 - i))) & (RADIX - 1);
            message.put(message.position() + before.length() + i, (byte) Character.forDigit(digit, RADIX));
        }
    }

    /** {@return the number in a message, or -1 if there is none} */
    int read(ByteBuffer message) {
        if (message.remaining() < bytes()) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = Character.digit(message.get(message.position() + before.length() + i), RADIX);
            if (digit < 0) {
                return -1;
            }
            number = number << BITS_PER_DIGIT | digit;
        }
        return number;
    }
}
