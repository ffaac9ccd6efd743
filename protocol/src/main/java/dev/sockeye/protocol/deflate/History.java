package dev.sockeye.protocol.deflate;

import java.nio.ByteBuffer;
import java.util.zip.Inflater;

/**
 * The last bytes of an uncompressed stream, which is what a DEFLATE match may refer back to. A ring that starts empty and
 * grows with the traffic up to the window's size, so that a connection that says little keeps little.
 */
final class History {
    /** The first allocation: most messages are smaller than this, and doubling from here takes five steps to 32 KiB. */
    private static final int FIRST_ALLOCATION = 1024;

    private final int capacity;
    private byte[] ring = new byte[0];
    private int end;
    private int size;

    /** @param windowBits the base-2 logarithm of how many bytes are kept, 8 to 15 */
    History(int windowBits) {
        capacity = 1 << windowBits;
    }

    /** {@return how many bytes are kept now} */
    int size() {
        return size;
    }

    /** Forgets everything, but keeps the memory for the next stream. */
    void clear() {
        end = 0;
        size = 0;
    }

    /**
     * Adds the bytes between {@code from} and {@code from + length} of {@code source}, whose position stays as it is. What
     * then no longer fits is forgotten, the oldest first.
     */
    void append(ByteBuffer source, int from, int length) {
        int count = Math.min(length, capacity);
        int start = from + length - count;
        grow(Math.min(capacity, size + count));
        int untilWrap = Math.min(count, ring.length - end);
        source.get(start, ring, end, untilWrap);
        source.get(start + untilWrap, ring, 0, count - untilWrap);
        end = end + count < ring.length ? end + count : end + count - ring.length;
        size = Math.min(ring.length, size + count);
    }

    /** Copies the last {@code count} bytes, at most {@link #size()}, to the start of {@code target}, oldest first. */
    void copyLast(int count, byte[] target) {
        int beforeWrap = Math.max(0, count - end);
        System.arraycopy(ring, ring.length - beforeWrap, target, 0, beforeWrap);
        System.arraycopy(ring, end - (count - beforeWrap), target, beforeWrap, count - beforeWrap);
    }

    /** Makes all the bytes the window of a raw inflater that has just been reset. */
    void prime(Inflater inflater) {
        int beforeWrap = Math.max(0, size - end);
        // A second dictionary amends the first: zlib's inflateSetDictionary says so for raw streams.
        if (beforeWrap > 0) {
            inflater.setDictionary(ring, ring.length - beforeWrap, beforeWrap);
        }
        if (size > beforeWrap) {
            inflater.setDictionary(ring, end - (size - beforeWrap), size - beforeWrap);
        }
    }

    private void grow(int needed) {
        if (needed <= ring.length) {
            return;
        }
        int doubled = Integer.highestOneBit(needed - 1) << 1;
        byte[] larger = new byte[Math.min(capacity, Math.max(FIRST_ALLOCATION, doubled))];
        copyLast(size, larger);
        ring = larger;
        end = size;
    }
}
