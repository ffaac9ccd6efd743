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

    static byte[] text(int size) {
        byte[] bytes = new byte[size];
        int whole = size - size % CHARACTERS.length;
        for (int i = 0; i < size; i++) {
            bytes[i] = i < whole ? CHARACTERS[i % CHARACTERS.length] : (byte) 'x';
        }
        return bytes;
    }
}
