package dev.sockeye.conformance.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Cuts input into pieces as a network might. */
final class Chunks {
    private Chunks() {}

    /** {@return a writable copy of the bytes in one piece} */
    static List<ByteBuffer> whole(byte[] bytes) {
        return List.of(ByteBuffer.wrap(bytes.clone()));
    }

    /** {@return a writable copy of the bytes in pieces of 1 to 16 bytes, which depend on the bytes alone} */
    static List<ByteBuffer> of(byte[] bytes) {
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(bytes));
        List<ByteBuffer> chunks = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
            chunks.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
        return chunks;
    }
}
