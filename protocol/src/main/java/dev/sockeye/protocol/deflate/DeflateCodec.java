package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.extension.MessageCodec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's permessage-deflate. What the connection holds between messages:
 *
 * <table>
 * <caption>Bytes held by an idle connection, beyond this object</caption>
 * <tr><th></th><th>no context takeover</th><th>context takeover</th></tr>
 * <tr><td>outgoing, window of 15 bits</td><td>nothing</td><td>a compressor, about 280 KiB</td></tr>
 * <tr><td>outgoing, smaller window</td><td>nothing</td><td>a history of at most the window's size</td></tr>
 * <tr><td>incoming</td><td>nothing</td><td>a history of at most the window's size</td></tr>
 * </table>
 *
 * <p>All of it comes into being with the first message that needs it.
 */
final class DeflateCodec implements MessageCodec {
    private final NegotiatedDeflate agreed;
    private final ZlibPool pool;
    private @Nullable Compressor compressor;
    private @Nullable Decompressor decompressor;
    private @Nullable History sent;
    private @Nullable History received;
    private @Nullable ProtocolException failure;
    /** An outgoing message is under way. */
    private boolean encoding;
    /** A call of {@link #encode} is under way, and its taker of output may call back. */
    private boolean encodeRuns;
    /** The same of {@link #decode}. */
    private boolean decodeRuns;

    private boolean closed;

    DeflateCodec(NegotiatedDeflate agreed, ZlibPool pool) {
        this.agreed = agreed;
        this.pool = pool;
    }

    @Override
    public boolean encodes(MessageType type, long bytes) {
        return bytes < 0 || bytes >= agreed.minimumSize();
    }

    @Override
    public void encode(ByteBuffer in, boolean last, ByteSink out) throws ProtocolException {
        requireReady(encodeRuns);
        if (!encoding && !in.hasRemaining()) {
            // RFC 7692 §7.2.3.6: an empty message is one byte, which leaves the window as it was.
            if (last) {
                out.accept(pool.emptyMessage());
            }
            return;
        }
        encodeRuns = true;
        boolean intact = false;
        try {
            activeCompressor(in.remaining(), last).compress(in, last, out);
            intact = true;
        } finally {
            encodeRuns = false;
            if (!intact || closed) {
                abandonEncoding();
            } else if (last) {
                endEncoding();
            }
        }
    }

    @Override
    public void decode(ByteBuffer in, boolean last, long limit, ByteSink out) throws ProtocolException {
        requireReady(decodeRuns);
        if (failure != null) {
            throw failure;
        }
        if (decompressor == null && !in.hasRemaining()) {
            // No bytes at all, where RFC 7692 §7.2.3.6 wants one, can only mean an empty message.
            return;
        }
        decodeRuns = true;
        boolean goesOn = false;
        try {
            activeDecompressor().decompress(in, last, limit, out);
            goesOn = !last;
        } catch (ProtocolException e) {
            failure = e;
            throw e;
        } finally {
            decodeRuns = false;
            if (!goesOn || closed) {
                endDecoding();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        // Called by the taker of output, it only marks: what is in use is released when the call under way returns.
        if (!encodeRuns) {
            abandonEncoding();
        }
        if (!decodeRuns) {
            endDecoding();
        }
        sent = null;
        received = null;
    }

    private void requireReady(boolean running) {
        if (closed) {
            throw new IllegalStateException("the codec is closed");
        }
        if (running) {
            throw new IllegalStateException("the taker of output calls back for more output");
        }
    }

    private Compressor activeCompressor(int firstPart, boolean whole) {
        Compressor active = compressor == null ? pool.borrowCompressor(agreed.level()) : compressor;
        compressor = active;
        if (!encoding) {
            encoding = true;
            begin(active, firstPart, whole);
        }
        return active;
    }

    private void begin(Compressor active, int firstPart, boolean whole) {
        if (agreed.ownWindowBits() == Compressor.FULL_WINDOW_BITS) {
            active.beginFullWindow(agreed.ownContextTakeover());
            return;
        }
        if (agreed.ownContextTakeover() && sent == null) {
            sent = new History(agreed.ownWindowBits());
        }
        active.beginBounded(agreed.ownWindowBits(), sent, firstPart, whole);
    }

    private void endEncoding() {
        encoding = false;
        Compressor used = compressor;
        if (used != null && !used.keepsState()) {
            used.endMessage();
            compressor = null;
            pool.giveBack(used);
        }
    }

    /** Releases the compressor wherever it is in a message, with all that it remembers. */
    private void abandonEncoding() {
        encoding = false;
        Compressor used = compressor;
        if (used != null) {
            used.reset();
            compressor = null;
            pool.giveBack(used);
        }
    }

    private Decompressor activeDecompressor() {
        if (decompressor != null) {
            return decompressor;
        }
        if (agreed.peerContextTakeover() && received == null) {
            received = new History(agreed.peerWindowBits());
        }
        Decompressor active = pool.borrowDecompressor();
        decompressor = active;
        active.begin(received);
        return active;
    }

    private void endDecoding() {
        Decompressor used = decompressor;
        if (used != null) {
            used.reset();
            decompressor = null;
            pool.giveBack(used);
        }
    }
}
