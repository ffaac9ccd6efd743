package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.extension.ThreadResources;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.Deflater;

/**
 * The compressors and decompressors of one thread. A connection borrows one with the first byte of a message and returns it
 * with the last, so a thread needs as many as it has messages in progress: one, unless messages come or go in parts.
 */
final class ZlibPool implements ThreadResources.Resource {
    /**
     * The output buffer of a compressor or decompressor, in bytes: holds most messages whole, so that they pass in one
     * native call and one window, and stays within a processor's first two caches.
     */
    static final int SCRATCH_SIZE = 16 * 1024;

    /**
     * How many of a kind are kept unused. Beyond the usual one, a few for messages in parts that interleave; a compressor
     * holds about 280 KiB, so four of them are about 1 MiB per thread.
     */
    static final int KEPT = 4;

    private final int scratchSize;
    private final Deque<Compressor> compressors = new ArrayDeque<>(KEPT);
    private final Deque<Decompressor> decompressors = new ArrayDeque<>(KEPT);
    private final ByteBuffer emptyMessage = ByteBuffer.wrap(new byte[1]).asReadOnlyBuffer();
    private int liveCompressors;
    private int liveDecompressors;
    private boolean closed;

    ZlibPool(int scratchSize) {
        this.scratchSize = scratchSize;
    }

    /** {@return a compressor without history} It is to be given back or ended. */
    Compressor borrowCompressor(int level) {
        for (Compressor kept : compressors) {
            if (kept.level() == level) {
                compressors.remove(kept);
                return kept;
            }
        }
        liveCompressors++;
        return new Compressor(level, scratchSize);
    }

    /** Takes a compressor back that has no history. */
    void giveBack(Compressor compressor) {
        compressors.addFirst(compressor);
        while (compressors.size() > (closed ? 0 : KEPT)) {
            end(compressors.removeLast());
        }
    }

    /** {@return a decompressor without history} It is to be given back. */
    Decompressor borrowDecompressor() {
        Decompressor kept = decompressors.pollFirst();
        if (kept != null) {
            return kept;
        }
        liveDecompressors++;
        return new Decompressor(scratchSize);
    }

    /** Takes a decompressor back that has been reset. */
    void giveBack(Decompressor decompressor) {
        decompressors.addFirst(decompressor);
        while (decompressors.size() > (closed ? 0 : KEPT)) {
            end(decompressors.removeLast());
        }
    }

    /** {@return RFC 7692 §7.2.3.6: a compressed empty message is a single byte 00} Valid until the next call. */
    ByteBuffer emptyMessage() {
        return emptyMessage.clear();
    }

    /** {@return how many {@link Deflater}s have been made and not yet ended} */
    int liveCompressors() {
        return liveCompressors;
    }

    /** {@return how many inflaters have been made and not yet ended} */
    int liveDecompressors() {
        return liveDecompressors;
    }

    /** Ends all that is kept; what is still borrowed is ended when it comes back. */
    @Override
    public void close() {
        closed = true;
        compressors.forEach(this::end);
        compressors.clear();
        decompressors.forEach(this::end);
        decompressors.clear();
    }

    private void end(Compressor compressor) {
        compressor.end();
        liveCompressors--;
    }

    private void end(Decompressor decompressor) {
        decompressor.end();
        liveDecompressors--;
    }
}
