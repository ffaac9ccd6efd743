package dev.sockeye.protocol.deflate;

import static dev.sockeye.protocol.deflate.Deflates.NO_LIMIT;
import static dev.sockeye.protocol.deflate.Deflates.agreement;
import static dev.sockeye.protocol.deflate.Deflates.decode;
import static dev.sockeye.protocol.deflate.Deflates.encode;
import static dev.sockeye.protocol.deflate.Deflates.hex;
import static dev.sockeye.protocol.deflate.Deflates.json;
import static dev.sockeye.protocol.deflate.Deflates.mixed;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.deflate.Deflates.Collector;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers may send, beyond what this project sends: final blocks, odd endings, and what no deflater made. */
class InflateTest {
    private static final byte[] HELLO = "Hello".getBytes(US_ASCII);

    private final ThreadResources resources = new ThreadResources(() -> 0);
    private final ZlibPool pool = resources.shared(ZlibPool.class, () -> new ZlibPool(ZlibPool.SCRATCH_SIZE));

    private MessageCodec open(boolean takeover) {
        return agreement(takeover, 15, 6).open(resources);
    }

    @AfterEach
    void nothingNativeIsLeftBehind() {
        resources.close();
        assertThat(pool.liveDecompressors()).isZero();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private void assertCorrupt(byte[] message) {
        for (boolean takeover : new boolean[] {false, true}) {
            try (MessageCodec codec = open(takeover)) {
                assertThatExceptionOfType(ProtocolException.class)
                        .isThrownBy(() -> decode(codec, message))
                        .satisfies(e -> assertThat(e.error()).isEqualTo(ProtocolError.COMPRESSED_DATA_CORRUPT))
                        .satisfies(e -> assertThat(e.detail()).isNotBlank());
            }
        }
    }

    /** No deflater of zlib's makes this: its matches reach back 32,506 bytes at most. */
    @Test
    @Tag("RFC7692-7.2.2-3")
    void aMatchMayReachBackOverTheWholeWindowOf32768Bytes() throws ProtocolException {
        byte[] window = mixed(new SplittableRandom(7), 1 << 15);
        // A block without compression: type 00, the length, its complement, the bytes.
        byte[] stored = concat(hex("00 00 80 ff 7f"), window);
        // A block with fixed codes: a match of 3 bytes (0000001) at distance code 29 (11101) with all 13 extra bits
        // set,
        // which is 32,768; the end of the block (0000000); and the first bits of the empty block that ends a message.
        byte[] match = bits("0" + "10" + "0000001" + "11101" + "1".repeat(13) + "0000000" + "000");
        try (MessageCodec codec = open(false)) {
            assertThat(decode(codec, concat(stored, match))).isEqualTo(concat(window, Arrays.copyOf(window, 3)));
        }
        try (MessageCodec codec = open(true)) {
            assertThat(decode(codec, concat(stored, hex("00")))).isEqualTo(window);
            assertThat(decode(codec, match)).isEqualTo(Arrays.copyOf(window, 3));
        }
    }

    /** Puts the first bit into the lowest of the first byte, as RFC 1951 §3.1.1 does. */
    private static byte[] bits(String bits) {
        byte[] bytes = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << (i % 8));
        }
        return bytes;
    }

    // RFC 7692 §7.2.1: blocks with BFINAL set to 1

    /** "Hello" in a final block. */
    private static final byte[] FINAL_HELLO = hex("f3 48 cd c9 c9 07 00");

    @Test
    void dataAfterAFinalBlockIsInflatedToo() throws ProtocolException {
        try (MessageCodec codec = open(false)) {
            byte[] message = concat(FINAL_HELLO, FINAL_HELLO, hex("f2 48 cd c9 c9 07 00"));
            assertThat(decode(codec, message)).isEqualTo("HelloHelloHello".getBytes(US_ASCII));
        }
    }

    @Test
    void aMessageMayEndWithAFinalBlockAndLackTheEmptyBlock() throws ProtocolException {
        try (MessageCodec codec = open(true)) {
            assertThat(decode(codec, FINAL_HELLO)).isEqualTo(HELLO);
            assertThat(decode(codec, hex("f2 00 11 00 00"))).isEqualTo(HELLO);
        }
    }

    /** The second message of §7.2.3.2, which refers to what came before, placed after a final block. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theWindowIsKeptAcrossAFinalBlock(boolean takeover) throws ProtocolException {
        try (MessageCodec codec = open(takeover)) {
            assertThat(decode(codec, concat(FINAL_HELLO, hex("f2 00 11 00 00"))))
                    .isEqualTo("HelloHello".getBytes(US_ASCII));
        }
    }

    @Test
    @Tag("RFC7692-7.2.2-2")
    @Tag("RFC7692-7.2.3.4-1")
    void theWindowIsKeptAcrossAFinalBlockAndAcrossMessages() throws ProtocolException {
        try (MessageCodec codec = open(true)) {
            assertThat(decode(codec, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(HELLO);
            // An empty final block with fixed codes (03 00), then the reference to the first message.
            assertThat(decode(codec, concat(hex("03 00"), hex("f2 00 11 00 00"))))
                    .isEqualTo(HELLO);
            assertThat(decode(codec, concat(hex("01 00 00 ff ff"), hex("f2 00 11 00 00"))))
                    .isEqualTo(HELLO);
        }
    }

    @Test
    void finalBlocksMayEndAnywhereInTheParts() throws ProtocolException {
        byte[] message = concat(FINAL_HELLO, hex("f2 00 11 00 00 00 00 ff ff"), FINAL_HELLO, hex("00"));
        for (int cut = 0; cut <= message.length; cut++) {
            for (boolean takeover : new boolean[] {false, true}) {
                try (MessageCodec codec = open(takeover)) {
                    Collector out = new Collector();
                    codec.decode(ByteBuffer.wrap(message, 0, cut), false, NO_LIMIT, out);
                    codec.decode(ByteBuffer.wrap(message, cut, message.length - cut), true, NO_LIMIT, out);
                    assertThat(out.bytes()).isEqualTo("HelloHelloHello".getBytes(US_ASCII));
                }
            }
        }
    }

    @Test
    void aSenderMayEndEveryFragmentWithAFinalBlock() throws ProtocolException {
        byte[] data = json(4, 400_000);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        byte[] space = new byte[1 << 17];
        for (int at = 0; at < data.length; at += 1000) {
            Deflater deflater = new Deflater(6, true);
            deflater.setInput(data, at, Math.min(1000, data.length - at));
            deflater.finish();
            wire.write(space, 0, deflater.deflate(space));
            deflater.end();
        }
        wire.write(0);
        try (MessageCodec codec = open(false)) {
            assertThat(decode(codec, wire.toByteArray())).isEqualTo(data);
        }
    }

    @Test
    void aFloodOfFinalBlocksIsRefusedBeforeItCostsTime() {
        byte[] flood = new byte[1 << 20];
        for (int i = 0; i < flood.length; i += 2) {
            flood[i] = 3;
        }
        assertCorrupt(flood);
    }

    // Endings

    @Test
    void theLastPartMayBeEmpty() throws ProtocolException {
        try (MessageCodec codec = open(true)) {
            for (String message :
                    new String[] {"f2 48 cd c9 c9 07 00", "f3 48 cd c9 c9 07 00", "f3 48 cd c9 c9 07 00 00"}) {
                Collector out = new Collector();
                codec.decode(ByteBuffer.wrap(hex(message)), false, NO_LIMIT, out);
                codec.decode(ByteBuffer.allocate(0), true, NO_LIMIT, out);
                assertThat(out.bytes()).isEqualTo(HELLO);
            }
        }
    }

    @Test
    void aMessageWithNoCompressedBytesAtAllIsEmpty() throws ProtocolException {
        try (MessageCodec codec = open(true)) {
            assertThat(decode(codec, new byte[0])).isEmpty();
            codec.decode(ByteBuffer.allocate(0), false, NO_LIMIT, new Collector());
            assertThat(decode(codec, new byte[0])).isEmpty();
            assertThat(pool.liveDecompressors()).isZero();
            assertThat(decode(codec, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(HELLO);
        }
    }

    @Test
    void aMessageCutShortIsCorruptWhereverItIsCut() throws ProtocolException {
        byte[] data = json(1, 3000);
        byte[] whole;
        try (MessageCodec codec = open(false)) {
            whole = encode(codec, data);
        }
        for (int length = 1; length < whole.length; length++) {
            assertCorrupt(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void aStoredBlockIsNotCompletedByTheTailThatTheReceiverAppends() {
        assertCorrupt(hex("00 04 00 fb ff"));
        assertCorrupt(hex("00 03 00 fc ff"));
    }

    @Test
    void theTailMustHaveBeenRemoved() {
        assertCorrupt(hex("f2 48 cd c9 c9 07 00 00 00 ff ff"));
    }

    // What no deflater made

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a reserved block type
                "06",
                "07 00",
                // a stored length that is not the complement of its complement
                "00 05 00 fa fe 48 65 6c 6c 6f 00",
                // a match further back than the beginning
                "f2 00 11 00 00",
                // a dynamic block whose code lengths overflow their code
                "ed ff ff ff ff ff ff ff ff ff ff",
                "ff ff ff ff ff",
            })
    void whatDoesNotInflateIsCorrupt(String bytes) {
        assertCorrupt(hex(bytes));
    }

    @Test
    @Tag("RFC7692-7.2.1-3")
    void withoutTakeoverAMessageMustNotReferToTheOneBefore() throws ProtocolException {
        try (MessageCodec codec = open(false)) {
            assertThat(decode(codec, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(HELLO);
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> decode(codec, hex("f2 00 11 00 00")))
                    .satisfies(e -> assertThat(e.error()).isEqualTo(ProtocolError.COMPRESSED_DATA_CORRUPT))
                    .withMessageContaining("distance");
        }
    }

    /** Random bytes, and valid messages with flipped, cut, doubled and spliced bytes, in random parts. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingButAProtocolExceptionEscapesFromAnyInput(long seed) throws ProtocolException {
        SplittableRandom random = new SplittableRandom(seed);
        int failures = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] message;
            try (MessageCodec sender = open(random.nextBoolean())) {
                message = encode(sender, mixed(random, random.nextInt(400)));
            }
            message = damaged(random, message);
            try (MessageCodec codec = open(random.nextBoolean())) {
                Collector out = new Collector();
                int at = 0;
                while (at < message.length) {
                    int part = 1 + random.nextInt(message.length - at);
                    codec.decode(ByteBuffer.wrap(message, at, part), at + part == message.length, 100_000, out);
                    at += part;
                }
            } catch (ProtocolException e) {
                failures++;
                assertThat(e.error()).isIn(ProtocolError.COMPRESSED_DATA_CORRUPT, ProtocolError.MESSAGE_TOO_LARGE);
            }
        }
        assertThat(failures).as("seed %d", seed).isBetween(300, 2990);
    }

    private static byte[] damaged(SplittableRandom random, byte[] message) {
        byte[] damaged = message.clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                damaged = new byte[1 + random.nextInt(60)];
                random.nextBytes(damaged);
            }
            case 1 -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
            case 3 -> damaged = concat(damaged, damaged);
            default -> damaged[0] |= 1;
        }
        return damaged;
    }
}
