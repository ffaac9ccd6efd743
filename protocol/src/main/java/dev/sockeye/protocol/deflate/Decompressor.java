package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.ByteSink;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one message at a time (RFC 7692 §7.2.2). It carries everything that a message in progress needs; what a
 * connection keeps between messages, if context takeover was agreed, is a {@link History} that the next message's
 * decompressor is primed with. So no idle connection holds an inflater.
 *
 * <p>The history also serves a message that goes on after a block with BFINAL set: zlib ends its stream there, so a new
 * stream is begun with the window of the old one.
 */
final class Decompressor {
    /**
     * What is fed after the message: the four bytes that the sender left out (RFC 7692 §7.2.2), then an empty final block.
     * Only if the message ended where a block ends does zlib reach the end of its stream on the last of these bytes, so a
     * message that was cut short is told from a whole one.
     */
    private static final byte[] END = {0, 0, (byte) 0xFF, (byte) 0xFF, 1, 0, 0, (byte) 0xFF, (byte) 0xFF};

    private static final byte[] NO_INPUT = new byte[0];

    /**
     * How many blocks with BFINAL set one message may have: this many, and one more for every
     * {@link #BYTES_PER_FINAL_BLOCK} compressed bytes. Each costs a copy of the window (about 2 µs for 32 KiB) and takes
     * as little as two bytes, so without a bound a message of 16 MiB could take a core for a quarter of a minute.
     * Senders that end every fragment with such a block stay far below.
     */
    private static final int FREE_FINAL_BLOCKS = 128;

    private static final int BYTES_PER_FINAL_BLOCK = 64;

    private final Inflater inflater = new Inflater(true);
    private final ByteBuffer scratch;
    private final History messageHistory = new History(Compressor.FULL_WINDOW_BITS);

    private History history = messageHistory;
    private long compressedBytes;
    private long finalBlocks;

    Decompressor(int scratchSize) {
        scratch = ByteBuffer.allocate(scratchSize);
    }

    /**
     * Begins a message.
     *
     * @param earlier the messages that this one may refer to and is added to, or null for no context takeover
     */
    void begin(@Nullable History earlier) {
        compressedBytes = 0;
        finalBlocks = 0;
        messageHistory.clear();
        history = earlier == null ? messageHistory : earlier;
        history.prime(inflater);
    }

    /** Decompresses a part of the message; see {@link dev.sockeye.protocol.extension.MessageCodec#decode}. */
    void decompress(ByteBuffer in, boolean last, long limit, ByteSink out) throws ProtocolException {
        compressedBytes += in.remaining();
        feed(in, limit, out);
        if (last) {
            finish();
        }
        inflater.setInput(NO_INPUT);
    }

    /** Forgets everything and lets go of the connection and of the caller's input, in the midst of a message or not. */
    void reset() {
        inflater.reset();
        history = messageHistory;
    }

    /** Gives the native memory back. */
    void end() {
        inflater.end();
    }

    private void feed(ByteBuffer in, long limit, ByteSink out) throws ProtocolException {
        long left = limit;
        inflater.setInput(in);
        while (true) {
            if (inflater.finished()) {
                if (!in.hasRemaining()) {
                    return;
                }
                continueAfterFinalBlock(in);
            }
            int produced = inflate();
            if (produced > left) {
                throw new ProtocolException(
                        ProtocolError.MESSAGE_TOO_LARGE,
                        "the message inflates to more than the " + limit + " bytes that were left for it");
            }
            if (produced > 0) {
                left -= produced;
                history.append(scratch, 0, produced);
                out.accept(scratch.flip());
            }
            // zlib leaves room in the output only when it has taken all input or reached the end of its stream.
            if (produced < scratch.capacity() && !inflater.finished()) {
                return;
            }
        }
    }

    /** RFC 7692 §7.2.1: blocks with BFINAL set may stand anywhere in a message, and more may follow. */
    private void continueAfterFinalBlock(ByteBuffer in) throws ProtocolException {
        finalBlocks++;
        if (finalBlocks > FREE_FINAL_BLOCKS + compressedBytes / BYTES_PER_FINAL_BLOCK) {
            throw corrupt(finalBlocks + " final blocks in " + compressedBytes + " compressed bytes");
        }
        inflater.reset();
        history.prime(inflater);
        inflater.setInput(in);
    }

    private void finish() throws ProtocolException {
        // RFC 7692 §7.2.1 wants an empty block after a final block at the very end; without it nothing is missing.
        if (inflater.finished()) {
            return;
        }
        inflater.setInput(END);
        int produced = inflate();
        if (produced > 0 || !inflater.finished() || inflater.getRemaining() > 0) {
            throw corrupt("the message ends inside a DEFLATE block");
        }
    }

    private int inflate() throws ProtocolException {
        scratch.clear();
        try {
            return inflater.inflate(scratch);
        } catch (DataFormatException e) {
            String reason = e.getMessage();
            throw corrupt(reason == null ? "invalid DEFLATE data" : reason);
        }
    }

    private static ProtocolException corrupt(String detail) {
        return new ProtocolException(ProtocolError.COMPRESSED_DATA_CORRUPT, detail);
    }
}
