package dev.sockeye.cli.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Makes the content of messages, of an exact size in bytes. */
final class PayloadContent {
    private static final String[] WORDS = {
        "server", "client", "message", "open", "close", "the", "of", "and", "to", "frame", "ping", "socket", "time",
        "network",
    };

    /** Vietnamese, Chinese, Cyrillic and Emoji: of two, three and four bytes in UTF-8. */
    private static final int[] CHARACTERS = "Tiếng Việt được viết bằng chữ Latinh 这是一条中文消息 Привет мир 😀🚀🐟🌊"
            .codePoints()
            .toArray();

    /** The fewest bytes that a record is made in. */
    private static final int LEAST_RECORD = 24;

    private PayloadContent() {}

    /** {@return content of exactly this size} All but random bytes is valid UTF-8. */
    static byte[] of(PayloadKind kind, int size, SplittableRandom random) {
        return switch (kind) {
            case ASCII -> words(size, random);
            case UNICODE -> characters(size, random);
            case JSON -> records(size, random);
            case RANDOM -> {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                yield bytes;
            }
        };
    }

    private static byte[] words(int size, SplittableRandom random) {
        byte[] bytes = new byte[size];
        int at = 0;
        while (at < size) {
            String word = WORDS[random.nextInt(WORDS.length)] + ' ';
            for (int i = 0; i < word.length() && at < size; i++) {
                bytes[at++] = (byte) word.charAt(i);
            }
        }
        return bytes;
    }

    private static byte[] characters(int size, SplittableRandom random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
        while (bytes.size() < size) {
            int codePoint = CHARACTERS[random.nextInt(CHARACTERS.length)];
            byte[] encoded = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
            boolean fits = encoded.length <= size - bytes.size();
            bytes.writeBytes(fits ? encoded : filler(size - bytes.size()));
        }
        return bytes.toByteArray();
    }

    /** {@return one character of so many bytes} */
    private static byte[] filler(int size) {
        String character =
                switch (size) {
                    case 1 -> "!";
                    case 2 -> "é";
                    default -> "中";
                };
        return character.getBytes(StandardCharsets.UTF_8);
    }

    /** An array of records; what is left for none is blank. */
    private static byte[] records(int size, SplittableRandom random) {
        if (size < LEAST_RECORD) {
            return size < 2 ? "1".repeat(size).getBytes(StandardCharsets.US_ASCII) : quoted(size, random);
        }
        StringBuilder json = new StringBuilder(size).append('[');
        String record = record(random);
        while (json.length() + record.length() + 2 <= size) {
            json.append(json.length() == 1 ? "" : ",").append(record);
            record = record(random);
        }
        if (json.length() == 1) {
            json.append(new String(quoted(size - 2, random), StandardCharsets.US_ASCII));
        }
        json.append(" ".repeat(size - 1 - json.length())).append(']');
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] quoted(int size, SplittableRandom random) {
        byte[] bytes = words(size, random);
        bytes[0] = '"';
        bytes[size - 1] = '"';
        return bytes;
    }

    private static String record(SplittableRandom random) {
        return "{\"id\":" + random.nextInt(1_000_000)
                + ",\"user\":\"" + WORDS[random.nextInt(WORDS.length)] + random.nextInt(1_000)
                + "\",\"price\":" + random.nextInt(10_000) / 100.0
                + ",\"active\":" + random.nextBoolean()
                + ",\"tag\":\"" + WORDS[random.nextInt(WORDS.length)] + "\"}";
    }
}
