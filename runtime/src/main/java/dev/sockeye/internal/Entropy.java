package dev.sockeye.internal;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.security.SecureRandom;
import java.util.function.IntSupplier;

/**
 * Unpredictable bits from a cryptographic generator (RFC 6455 §10.3), drawn in blocks because the price of a draw is mostly
 * per call. Confined to one thread.
 */
final class Entropy implements IntSupplier {
    private static final int BLOCK_BYTES = 4096;

    private final SecureRandom generator = new SecureRandom();
    private final byte[] block = new byte[BLOCK_BYTES];
    private final IntBuffer unused = ByteBuffer.wrap(block).asIntBuffer().limit(0);

    @Override
    public int getAsInt() {
        if (!unused.hasRemaining()) {
            generator.nextBytes(block);
            unused.clear();
        }
        return unused.get();
    }
}
