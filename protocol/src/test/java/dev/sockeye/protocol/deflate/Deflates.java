package dev.sockeye.protocol.deflate;

import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.MessageCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** What the tests of the codec share: agreements, whole messages in and out, and data to compress. */
final class Deflates {
    static final long NO_LIMIT = Long.MAX_VALUE;

    private Deflates() {}

    static NegotiatedDeflate agreement(boolean takeover, int windowBits, int level) {
        return new NegotiatedDeflate(
                new ExtensionDescriptor("permessage-deflate", List.of()),
                takeover,
                takeover,
                windowBits,
                windowBits,
                level,
                0);
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static byte[] encode(MessageCodec codec, byte[] message) throws ProtocolException {
        Collector out = new Collector();
        codec.encode(ByteBuffer.wrap(message), true, out);
        return out.bytes();
    }

    static byte[] decode(MessageCodec codec, byte[] message) throws ProtocolException {
        Collector out = new Collector();
        codec.decode(ByteBuffer.wrap(message), true, NO_LIMIT, out);
        return out.bytes();
    }

    /** Collects what it is given. */
    static final class Collector implements ByteSink {
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

        @Override
        public void accept(ByteBuffer window) {
            byte[] bytes = new byte[window.remaining()];
            window.get(bytes);
            collected.writeBytes(bytes);
        }

        byte[] bytes() {
            return collected.toByteArray();
        }

        int size() {
            return collected.size();
        }
    }

    /** {@return JSON like that of a feed: similar records with changing numbers} */
    static byte[] json(long seed, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] names = {"Ada", "Grace", "Linus", "Dennis", "Barbara", "Edsger", "Margaret", "Alan", "Ken", "Radia"};
        String[] states = {"OPEN", "FILLED", "CANCELLED", "PARTIALLY_FILLED"};
        String[] symbols = {"BTC-USD", "ETH-EUR", "SOL-USD", "AAPL", "VNM", "GOOG"};
        StringBuilder json = new StringBuilder("[");
        while (json.length() < size) {
            json.append("{\"id\":").append(random.nextInt(1_000_000_000));
            json.append(",\"user\":\"").append(names[random.nextInt(names.length)]);
            json.append("\",\"symbol\":\"").append(symbols[random.nextInt(symbols.length)]);
            json.append("\",\"price\":").append(random.nextInt(100_000) / 100.0);
            json.append(",\"quantity\":").append(random.nextInt(500));
            json.append(",\"status\":\"").append(states[random.nextInt(states.length)]);
            json.append("\",\"timestamp\":\"2026-11-").append(10 + random.nextInt(20));
            json.append('T').append(10 + random.nextInt(14));
            json.append(':').append(10 + random.nextInt(50));
            json.append(':').append(10 + random.nextInt(50));
            json.append('.').append(100 + random.nextInt(900));
            json.append("Z\",\"token\":\"").append(Long.toHexString(random.nextLong()));
            json.append("\",\"tags\":[\"a").append(random.nextInt(9));
            json.append("\",\"b").append(random.nextInt(9)).append("\"]},");
        }
        return Arrays.copyOf(json.toString().getBytes(StandardCharsets.US_ASCII), size);
    }

    /**
     * {@return data of random compressibility: copies from anywhere earlier, so that matches of every distance are there to
     * be found, and new bytes from an alphabet of random size}
     */
    static byte[] mixed(SplittableRandom random, int size) {
        byte[] data = new byte[size];
        int alphabet = 1 + random.nextInt(256);
        int copyPercent = random.nextInt(100);
        int at = 0;
        while (at < size) {
            int length = Math.min(size - at, 1 + random.nextInt(80));
            if (at > 0 && random.nextInt(100) < copyPercent) {
                int from = random.nextInt(at);
                for (int i = 0; i < length; i++) {
                    data[at + i] = data[from + i];
                }
            } else {
                for (int i = 0; i < length; i++) {
                    data[at + i] = (byte) random.nextInt(alphabet);
                }
            }
            at += length;
        }
        return data;
    }
}
