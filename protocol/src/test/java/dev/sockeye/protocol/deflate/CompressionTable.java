package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Prints the tables of {@code docs/explanation/permessage-deflate.md}. Times are processor time of the thread, the best of
 * many rounds on the machine at hand: good for comparing lines with each other.
 */
final class CompressionTable {
    private static final int MESSAGES = 256;
    private static final int ROUNDS = 60;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PrintStream out = System.out;
    private int sunk;

    private CompressionTable() {}

    public static void main(String[] args) throws ProtocolException, DataFormatException {
        CompressionTable table = new CompressionTable();
        table.windows();
        table.levels();
        table.sizes();
        table.plainZlib();
        table.takeover();
        table.out.println("(" + table.sunk + ")");
    }

    private interface Work {
        void run() throws ProtocolException, DataFormatException;
    }

    /** {@return the time of the fastest round, in nanoseconds} */
    private static long best(int rounds, Work work) throws ProtocolException, DataFormatException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            work.run();
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    private static byte[][] messages(int size) {
        byte[][] messages = new byte[size > 4096 ? MESSAGES / 16 : MESSAGES][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = Deflates.json(1000 + i, size);
        }
        return messages;
    }

    private void windows() throws ProtocolException, DataFormatException {
        byte[] json = Deflates.json(1, 1 << 20);
        out.println("window bits | plain flush ratio | ratio | MB/s, one JSON message of 1 MiB, level 6");
        for (int bits = 15; bits >= 8; bits--) {
            try (ThreadResources resources = new ThreadResources(() -> 0)) {
                MessageCodec codec = Deflates.agreement(false, bits, 6).open(resources);
                int size = Deflates.encode(codec, json).length;
                long nanos = best(5, () -> codec.encode(ByteBuffer.wrap(json), true, window -> sunk += window.limit()));
                codec.close();
                out.printf(
                        "%d | %.3f | %.3f | %.0f%n",
                        bits, plainFlush(json, 1 << bits), size / (double) json.length, json.length * 1000.0 / nanos);
            }
        }
    }

    /** The simple way: a full flush after every 2^w bytes, and nothing else. */
    private static double plainFlush(byte[] data, int window) {
        Deflater deflater = new Deflater(6, true);
        byte[] space = new byte[1 << 17];
        int size = 0;
        int step = window == 1 << 15 ? data.length : window;
        for (int at = 0; at < data.length; at += step) {
            deflater.setInput(data, at, Math.min(step, data.length - at));
            int produced;
            do {
                produced = deflater.deflate(space, 0, space.length, Deflater.FULL_FLUSH);
                size += produced;
            } while (produced == space.length);
        }
        deflater.end();
        return size / (double) data.length;
    }

    private void levels() throws ProtocolException, DataFormatException {
        out.println("level | size | ratio | us per message, no context takeover");
        for (int size : new int[] {1024, 4096, 65536}) {
            for (int level : new int[] {1, 2, 3, 4, 5, 6, 9}) {
                encodeLine(level + " | " + size, messages(size), false, 15, level);
            }
        }
    }

    private void sizes() throws ProtocolException, DataFormatException {
        out.println("size | ratio | us per message, no context takeover, level 6");
        for (int size : new int[] {64, 128, 256, 512, 1024}) {
            encodeLine(Integer.toString(size), messages(size), false, 15, 6);
        }
    }

    private void takeover() throws ProtocolException, DataFormatException {
        out.println("takeover, size, window bits | ratio | us per message to encode; to decode, level 6");
        for (int size : new int[] {128, 256, 1024}) {
            for (int bits : new int[] {15, 14, 12, 9}) {
                encodeLine("takeover " + size + " | " + bits, messages(size), true, bits, 6);
            }
        }
    }

    private void encodeLine(String label, byte[][] messages, boolean takeover, int bits, int level)
            throws ProtocolException, DataFormatException {
        try (ThreadResources resources = new ThreadResources(() -> 0)) {
            MessageCodec codec = Deflates.agreement(takeover, bits, level).open(resources);
            ByteBuffer[] in = new ByteBuffer[messages.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = ByteBuffer.wrap(messages[i]);
            }
            int[] size = new int[1];
            long nanos = best(messages[0].length > 4096 ? 5 : ROUNDS, () -> {
                size[0] = 0;
                for (ByteBuffer message : in) {
                    codec.encode(message.rewind(), true, window -> size[0] += window.limit());
                }
            });
            codec.close();
            MessageCodec peer = Deflates.agreement(takeover, bits, level).open(resources);
            MessageCodec sender = Deflates.agreement(takeover, bits, level).open(resources);
            byte[][] compressed = new byte[messages.length * 20][];
            for (int i = 0; i < compressed.length; i++) {
                compressed[i] = Deflates.encode(sender, messages[i % messages.length]);
            }
            int[] next = new int[1];
            long decode = best(20, () -> {
                for (int i = 0; i < messages.length; i++) {
                    peer.decode(
                            ByteBuffer.wrap(compressed[next[0]++]), true, Deflates.NO_LIMIT, w -> sunk += w.limit());
                }
            });
            sender.close();
            peer.close();
            out.printf(
                    "%s | %.3f | %.2f; %.2f%n",
                    label,
                    size[0] / (double) (messages.length * messages[0].length),
                    nanos / 1000.0 / messages.length,
                    decode / 1000.0 / messages.length);
        }
    }

    /** What zlib itself takes for 1 KiB, with nothing around it. */
    private void plainZlib() throws ProtocolException, DataFormatException {
        byte[][] messages = messages(1024);
        byte[] space = new byte[4096];
        Deflater deflater = new Deflater(6, true);
        long reset = best(ROUNDS, () -> {
            for (byte[] message : messages) {
                deflater.setInput(message);
                sunk += deflater.deflate(space, 0, space.length, Deflater.SYNC_FLUSH);
                deflater.reset();
            }
        });
        long flush = best(ROUNDS, () -> {
            for (byte[] message : messages) {
                deflater.setInput(message);
                sunk += deflater.deflate(space, 0, space.length, Deflater.FULL_FLUSH);
            }
        });
        Inflater inflater = new Inflater(true);
        byte[][] compressed = new byte[messages.length][];
        for (int i = 0; i < messages.length; i++) {
            deflater.setInput(messages[i]);
            int size = deflater.deflate(space, 0, space.length, Deflater.FULL_FLUSH);
            compressed[i] = Arrays.copyOf(space, size);
        }
        long inflate = best(ROUNDS, () -> {
            for (byte[] message : compressed) {
                inflater.setInput(message);
                sunk += inflater.inflate(space);
                inflater.reset();
            }
        });
        deflater.end();
        inflater.end();
        out.printf(
                "zlib alone, 1 KiB: deflate and reset %.2f us, deflate with full flush %.2f us, inflate and reset %.2f us%n",
                reset / 1000.0 / messages.length, flush / 1000.0 / messages.length, inflate / 1000.0 / messages.length);
    }
}
