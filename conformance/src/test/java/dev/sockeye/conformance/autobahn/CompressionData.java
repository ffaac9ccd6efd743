package dev.sockeye.conformance.autobahn;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** Data that compresses as well, or as badly, as the suite's five files; made anew from a fixed seed. */
enum CompressionData {
    /** As the suite's German prose. */
    PROSE(true) {
        @Override
        void add(StringBuilder text, SplittableRandom random) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(9) == 0 ? ",\r\n" : " ");
        }
    },
    /** As the suite's grey picture: neighbouring bytes differ a little. */
    PICTURE(true) {
        @Override
        void add(StringBuilder text, SplittableRandom random) {
            int last = text.length() == 0 ? 128 : text.charAt(text.length() - 1);
            text.append((char) Math.min(255, Math.max(0, last + random.nextInt(-6, 7))));
        }
    },
    /** As the suite's PDF: compressed already. */
    NOISE(true) {
        @Override
        void add(StringBuilder text, SplittableRandom random) {
            text.append((char) random.nextInt(256));
        }
    },
    JSON(false) {
        @Override
        void add(StringBuilder text, SplittableRandom random) {
            text.append("{\"id\":").append(random.nextInt(100_000)).append(",\"name\":\"");
            text.append(WORDS[random.nextInt(WORDS.length)])
                    .append("\",\"price\":")
                    .append(random.nextInt(1000));
            text.append('.')
                    .append(random.nextInt(10, 100))
                    .append(",\"active\":")
                    .append(random.nextBoolean());
            text.append("},\n");
        }
    },
    HTML(false) {
        @Override
        void add(StringBuilder text, SplittableRandom random) {
            text.append("<tr class=\"row\"><td>")
                    .append(WORDS[random.nextInt(WORDS.length)])
                    .append("</td><td>");
            text.append(random.nextInt(10_000)).append("</td></tr>\n");
        }
    };

    private static final int SIZE = 256 * 1024;
    private static final long SEED = 20261122;
    private static final Map<CompressionData, byte[]> MADE = new ConcurrentHashMap<>();
    private static final String[] WORDS =
            ("habe nun ach Philosophie Juristerei und Medizin durchaus studiert mit heissem Bemuehn da steh ich nun"
                            + " armer Tor und bin so klug als wie zuvor")
                    .split(" ");

    private final boolean binary;

    CompressionData(boolean binary) {
        this.binary = binary;
    }

    abstract void add(StringBuilder text, SplittableRandom random);

    boolean isBinary() {
        return binary;
    }

    /** {@return this many bytes from an offset on, which wraps around the end} */
    byte[] slice(int offset, int length) {
        byte[] bytes = MADE.computeIfAbsent(this, CompressionData::make);
        byte[] slice = new byte[length];
        for (int i = 0; i < length; i++) {
            slice[i] = bytes[(offset + i) % bytes.length];
        }
        return slice;
    }

    private byte[] make() {
        StringBuilder text = new StringBuilder(SIZE + 128);
        SplittableRandom random = new SplittableRandom(SEED);
        while (text.length() < SIZE) {
            add(text, random);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
