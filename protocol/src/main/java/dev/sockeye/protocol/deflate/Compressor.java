package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.ByteSink;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses one message at a time (RFC 7692 §7.2.1). It carries everything that a message in progress needs, so that a
 * connection between messages needs none; {@link ZlibPool} keeps a few per thread.
 *
 * <h2>How a window below 15 bits is bounded</h2>
 *
 * {@link Deflater} always compresses with a window of 2^15 bytes. For a smaller window of 2^w bytes the input is cut into
 * segments. A full flush ends each segment: zlib then forgets what it has seen, so no later match can reach behind the
 * flush. That alone costs ratio, so the last part of the segment is given back as a preset dictionary, which zlib allows
 * for raw streams right after a flush. Dictionary and next segment together are at most 2^w bytes long, hence so is every
 * distance. {@code docs/explanation/permessage-deflate.md} has the measurements.
 */
final class Compressor {
    /** zlib's own window, for which nothing needs to be bounded. */
    static final int FULL_WINDOW_BITS = 15;

    /** RFC 7692 §7.2.1: the four bytes that a flush ends with and that are left out of the message. */
    private static final int TAIL = 4;

    private static final byte[] NO_INPUT = new byte[0];
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final int level;
    private final Deflater deflater;
    private final byte[] scratchBytes;
    private final ByteBuffer scratch;
    private byte[] dictionary = NO_INPUT;

    private @Nullable History context;
    private @Nullable History messageHistory;
    private boolean keepsState;
    private int window = UNBOUNDED;
    /** How many more bytes the current segment takes. */
    private int room = UNBOUNDED;

    Compressor(int level, int scratchSize) {
        this.level = level;
        deflater = new Deflater(level, true);
        scratchBytes = new byte[scratchSize];
        scratch = ByteBuffer.wrap(scratchBytes);
    }

    int level() {
        return level;
    }

    /**
     * Begins a message with a window of 2^15 bytes.
     *
     * @param keeps whether the next message may refer to this one, which then has to be compressed by this same object
     */
    void beginFullWindow(boolean keeps) {
        keepsState = keeps;
        context = null;
        window = UNBOUNDED;
        room = UNBOUNDED;
    }

    /**
     * Begins a message whose matches reach back at most 2^{@code windowBits} bytes.
     *
     * @param windowBits 8 to 14
     * @param earlier the messages that this one may refer to and is added to, or null for no context takeover
     * @param firstPart how many bytes come first
     * @param whole whether they are the whole message
     */
    void beginBounded(int windowBits, @Nullable History earlier, int firstPart, boolean whole) {
        keepsState = false;
        context = earlier;
        window = 1 << windowBits;
        room = window;
        if (messageHistory != null) {
            messageHistory.clear();
        }
        if (earlier != null && earlier.size() > 0) {
            // A message that is known to be short leaves more of the window for what came before it.
            boolean fits = whole && firstPart < window - dictionarySize();
            prime(earlier, fits ? window - firstPart : dictionarySize());
        }
    }

    /** {@return whether the compressor holds what the next message may refer to} */
    boolean keepsState() {
        return keepsState;
    }

    /** Compresses a part of the message; see {@link dev.sockeye.protocol.extension.MessageCodec#encode}. */
    void compress(ByteBuffer in, boolean last, ByteSink out) throws ProtocolException {
        scratch.clear();
        if (window == UNBOUNDED) {
            feed(in, last ? finalFlush() : Deflater.NO_FLUSH, out);
        } else {
            compressSegments(in, last, out);
        }
        // RFC 7692 §7.2.1: the empty block that a flush ends with loses its last four bytes, 00 00 FF FF.
        int produced = scratch.position() - (last ? TAIL : 0);
        if (produced > 0) {
            out.accept(scratch.limit(produced).position(0));
        }
    }

    /** Forgets everything and lets go of the caller's input, in the midst of a message or not. */
    void reset() {
        deflater.reset();
        context = null;
    }

    /** Lets go of the connection whose message has ended. The compressor then has no history. */
    void endMessage() {
        context = null;
    }

    /** Gives the native memory back. */
    void end() {
        deflater.end();
    }

    private void compressSegments(ByteBuffer in, boolean last, ByteSink out) throws ProtocolException {
        int limit = in.limit();
        try {
            while (limit - in.position() > room) {
                in.limit(in.position() + room);
                remember(in);
                feed(in, Deflater.FULL_FLUSH, out);
                in.limit(limit);
                prime(history(), dictionarySize());
            }
            if (!last || context != null) {
                remember(in);
            }
            room -= in.remaining();
            feed(in, last ? finalFlush() : Deflater.NO_FLUSH, out);
        } finally {
            in.limit(limit);
        }
    }

    /**
     * What ends a message. A full flush leaves zlib with no history, which is all that no context takeover asks for, in the
     * same native call; a sync flush and a reset measure the same, in one native call more.
     */
    private int finalFlush() {
        return keepsState ? Deflater.SYNC_FLUSH : Deflater.FULL_FLUSH;
    }

    /**
     * How many bytes of the window a segment is preceded by: half, which measures best or within 3 % of it for 9 to 14
     * bits. At 8 bits the cost of the Huffman codes decides, and segments of 64 bytes, which get fixed codes, do best.
     */
    private int dictionarySize() {
        return window == 256 ? 192 : window / 2;
    }

    private History history() {
        if (context != null) {
            return context;
        }
        if (messageHistory == null) {
            messageHistory = new History(FULL_WINDOW_BITS - 1);
        }
        return messageHistory;
    }

    private void remember(ByteBuffer in) {
        if (in.hasRemaining()) {
            history().append(in, in.position(), in.remaining());
        }
    }

    private void prime(History history, int wanted) {
        int count = Math.min(wanted, history.size());
        if (dictionary.length < count) {
            dictionary = new byte[window];
        }
        history.copyLast(count, dictionary);
        deflater.setDictionary(dictionary, 0, count);
        room = window - count;
    }

    /** Passes {@code in} through zlib. Output stays in the scratch space until it is full. */
    private void feed(ByteBuffer in, int flush, ByteSink out) throws ProtocolException {
        deflater.setInput(in);
        do {
            if (!scratch.hasRemaining()) {
                spill(out);
            }
            deflater.deflate(scratch, flush);
            // zlib leaves room in the output only when it has taken all input and finished the flush.
        } while (!scratch.hasRemaining());
        deflater.setInput(NO_INPUT);
    }

    /** Hands out full scratch space but for the last bytes, which may turn out to be the tail of the message. */
    private void spill(ByteSink out) throws ProtocolException {
        int kept = scratchBytes.length - TAIL;
        out.accept(scratch.limit(kept).position(0));
        System.arraycopy(scratchBytes, kept, scratchBytes, 0, TAIL);
        scratch.clear().position(TAIL);
    }
}
