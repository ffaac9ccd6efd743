package dev.sockeye.conformance.interop;

import java.nio.charset.StandardCharsets;

/** The messages of {@code peers/README.md}: bytes of every value, and text with characters of one to four bytes. */
final class Payloads {
    private static final byte[] CHARACTERS = "aé€😀".getBytes(StandardCharsets.UTF_8);
    private static final int PERIOD = 65_536;

    private Payloads() {}

    static byte[] binary(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            int at = i % PERIOD;
            bytes[i] = (byte) (at * 31 + (at >> 8));
        }
        return bytes;
    }

    /** {@return bytes that repeat after 20,000 and not before, which is more than a window of 14 bits} */
    static byte[] far(int size) {
        byte[] pattern = new byte[20_000];
        long state = 1;
        for (int i = 0; i < pattern.length; i++) {
            state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF;
            pattern[i] = (byte) (state >> 16);
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = pattern[i % pattern.length];
        }
        return bytes;
    }

    static byte[] text(int size) {
        byte[] bytes = new byte[size];
        int whole = size - size % CHARACTERS.length;
        for (int i = 0; i < size; i++) {
            bytes[i] = i < whole ? CHARACTERS[i % CHARACTERS.length] : (byte) 'x';
        }
        return bytes;
    }
}
