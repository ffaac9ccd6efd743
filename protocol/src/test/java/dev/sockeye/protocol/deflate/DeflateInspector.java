package dev.sockeye.protocol.deflate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Inflates raw DEFLATE data (RFC 1951) and notes what it is made of: how far its matches reach back, above all. Written for
 * plainness from the RFC, so that the proof of a bounded window does not rest on zlib alone.
 */
final class DeflateInspector {
    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] data;
    private int bit;
    private byte[] output = new byte[1024];
    private int produced;
    private int longestDistance;
    private int matches;
    private int blocks;
    private int finalBlocks;

    private DeflateInspector(byte[] data) {
        this.data = data;
    }

    /** Inflates whole blocks up to the end of the data, final ones or not. */
    static DeflateInspector inspect(byte[] data) {
        DeflateInspector inspector = new DeflateInspector(data);
        while (inspector.bit < data.length * 8) {
            inspector.block();
        }
        return inspector;
    }

    byte[] output() {
        return Arrays.copyOf(output, produced);
    }

    int longestDistance() {
        return longestDistance;
    }

    int matches() {
        return matches;
    }

    int blocks() {
        return blocks;
    }

    /** {@return how many blocks have BFINAL set} */
    int finalBlocks() {
        return finalBlocks;
    }

    private void block() {
        blocks++;
        boolean last = bits(1) == 1;
        switch (bits(2)) {
            case 0 -> stored();
            case 1 -> compressed(fixedLiterals(), new Huffman(filled(30, 5)));
            case 2 -> dynamic();
            default -> throw new IllegalArgumentException("reserved block type");
        }
        if (last) {
            finalBlocks++;
            align();
        }
    }

    private void stored() {
        align();
        int length = bits(16);
        if ((length ^ bits(16)) != 0xFFFF) {
            throw new IllegalArgumentException("stored block's length does not match its complement");
        }
        for (int i = 0; i < length; i++) {
            put((byte) bits(8));
        }
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codeLengths = bits(4) + 4;
        int[] lengths = new int[19];
        for (int i = 0; i < codeLengths; i++) {
            lengths[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        Huffman lengthCode = new Huffman(lengths);
        int[] all = new int[literals + distances];
        int i = 0;
        while (i < all.length) {
            int symbol = lengthCode.next();
            if (symbol < 16) {
                all[i++] = symbol;
                continue;
            }
            int value = symbol == 16 ? all[i - 1] : 0;
            int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            Arrays.fill(all, i, i + times, value);
            i += times;
        }
        compressed(
                new Huffman(Arrays.copyOf(all, literals)), new Huffman(Arrays.copyOfRange(all, literals, all.length)));
    }

    private void compressed(Huffman literals, Huffman distances) {
        while (true) {
            int symbol = literals.next();
            if (symbol == 256) {
                return;
            }
            if (symbol < 256) {
                put((byte) symbol);
                continue;
            }
            int length = LENGTH_BASE[symbol - 257] + bits(LENGTH_EXTRA[symbol - 257]);
            int distanceSymbol = distances.next();
            int distance = DISTANCE_BASE[distanceSymbol] + bits(Math.max(0, distanceSymbol / 2 - 1));
            if (distance > produced) {
                throw new IllegalArgumentException("a match reaches back before the beginning");
            }
            matches++;
            longestDistance = Math.max(longestDistance, distance);
            for (int i = 0; i < length; i++) {
                put(output[produced - distance]);
            }
        }
    }

    private Huffman fixedLiterals() {
        int[] lengths = filled(288, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        return new Huffman(lengths);
    }

    private static int[] filled(int size, int value) {
        int[] lengths = new int[size];
        Arrays.fill(lengths, value);
        return lengths;
    }

    private void put(byte value) {
        if (produced == output.length) {
            output = Arrays.copyOf(output, produced * 2);
        }
        output[produced++] = value;
    }

    private void align() {
        bit = (bit + 7) & ~7;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (data[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    /** A canonical Huffman code (RFC 1951 §3.2.2), read bit by bit. */
    private final class Huffman {
        private final int[] counts = new int[16];
        private final int[] symbols;

        Huffman(int[] lengths) {
            symbols = new int[lengths.length];
            int filled = 0;
            for (int length = 1; length < 16; length++) {
                for (int symbol = 0; symbol < lengths.length; symbol++) {
                    if (lengths[symbol] == length) {
                        counts[length]++;
                        symbols[filled++] = symbol;
                    }
                }
            }
        }

        int next() {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++) {
                code |= bits(1);
                if (code - first < counts[length]) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = (first + counts[length]) << 1;
                code <<= 1;
            }
            throw new IllegalArgumentException("no such code");
        }
    }

    /** {@return the message's DEFLATE data as RFC 7692 §7.2.2 restores it: with the tail that the sender left out} */
    static byte[] withTail(byte[] message) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(message);
        whole.writeBytes(new byte[] {0, 0, (byte) 0xFF, (byte) 0xFF});
        return whole.toByteArray();
    }
}
