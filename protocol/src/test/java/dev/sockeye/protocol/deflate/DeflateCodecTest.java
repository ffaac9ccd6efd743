package dev.sockeye.protocol.deflate;

import static dev.sockeye.protocol.deflate.Deflates.NO_LIMIT;
import static dev.sockeye.protocol.deflate.Deflates.agreement;
import static dev.sockeye.protocol.deflate.Deflates.decode;
import static dev.sockeye.protocol.deflate.Deflates.encode;
import static dev.sockeye.protocol.deflate.Deflates.hex;
import static dev.sockeye.protocol.deflate.Deflates.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.deflate.Deflates.Collector;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateCodecTest {
    private static final ByteSink NOWHERE = window -> {};

    private final ThreadResources resources = new ThreadResources(() -> 0);
    private final ZlibPool pool = resources.shared(ZlibPool.class, () -> new ZlibPool(ZlibPool.SCRATCH_SIZE));

    private MessageCodec open(boolean takeover, int windowBits) {
        return agreement(takeover, windowBits, 6).open(resources);
    }

    @AfterEach
    void nothingNativeIsLeftBehind() {
        resources.close();
        assertThat(pool.liveCompressors()).isZero();
        assertThat(pool.liveDecompressors()).isZero();
    }

    private static void assertFails(ProtocolError error, MessageCodec codec, byte[] message, long limit) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.wrap(message), true, limit, NOWHERE))
                .satisfies(e -> assertThat(e.error()).isEqualTo(error))
                .satisfies(e -> assertThat(e.detail()).isNotBlank());
    }

    // What is worth compressing

    @ParameterizedTest
    @CsvSource({"255, false", "256, true", "0, false", "-1, true", "9000000000, true"})
    @Tag("RFC7692-6.1-1")
    void messagesAreCompressedFromTheMinimumSizeOnOrIfTheSizeIsNotKnown(long bytes, boolean expected) {
        NegotiatedDeflate agreed = (NegotiatedDeflate) PermessageDeflate.serverDefault()
                .server()
                .accept(List.of(Elements.element("permessage-deflate")))
                .orElseThrow();
        try (MessageCodec codec = agreed.open(resources)) {
            assertThat(codec.encodes(MessageType.TEXT, bytes)).isEqualTo(expected);
            assertThat(codec.encodes(MessageType.BINARY, bytes)).isEqualTo(expected);
        }
    }

    // What an idle connection holds

    @Test
    void withoutTakeoverAConnectionHoldsNothingBetweenMessages() throws ProtocolException {
        try (MessageCodec first = open(false, 15);
                MessageCodec second = open(false, 9)) {
            assertThat(pool.liveCompressors() + pool.liveDecompressors()).isZero();
            for (int i = 0; i < 10; i++) {
                decode(first, encode(first, json(i, 5000)));
                decode(second, encode(second, json(i, 5000)));
            }
            assertThat(pool.liveCompressors()).isEqualTo(1);
            assertThat(pool.liveDecompressors()).isEqualTo(1);
        }
    }

    @Test
    void aMessageInProgressHoldsItsOwnCompressorAndDecompressor() throws ProtocolException {
        try (MessageCodec first = open(false, 15);
                MessageCodec second = open(false, 15)) {
            Collector one = new Collector();
            first.encode(ByteBuffer.wrap(hex("01 02 03")), false, one);
            byte[] whole = encode(second, hex("04 05 06"));
            first.encode(ByteBuffer.wrap(hex("07")), true, one);
            assertThat(pool.liveCompressors()).isEqualTo(2);

            Collector out = new Collector();
            first.decode(ByteBuffer.wrap(one.bytes(), 0, 2), false, NO_LIMIT, out);
            assertThat(decode(second, whole)).isEqualTo(hex("04 05 06"));
            first.decode(ByteBuffer.wrap(one.bytes(), 2, one.size() - 2), true, NO_LIMIT, out);
            assertThat(out.bytes()).isEqualTo(hex("01 02 03 07"));
            assertThat(pool.liveDecompressors()).isEqualTo(2);
        }
    }

    @Test
    void withTakeoverACompressorBelongsToTheConnectionFromItsFirstMessageOn() throws ProtocolException {
        try (MessageCodec first = open(true, 15);
                MessageCodec second = open(true, 15)) {
            assertThat(pool.liveCompressors()).isZero();
            encode(first, hex("01"));
            encode(second, hex("01"));
            assertThat(pool.liveCompressors()).isEqualTo(2);
            encode(first, hex("01"));
            assertThat(pool.liveCompressors()).isEqualTo(2);
        }
    }

    @Test
    void aThreadKeepsOnlyAFewUnused() throws ProtocolException {
        MessageCodec[] codecs = new MessageCodec[20];
        for (int i = 0; i < codecs.length; i++) {
            codecs[i] = open(false, 15);
            codecs[i].encode(ByteBuffer.wrap(hex("01")), false, NOWHERE);
            codecs[i].decode(ByteBuffer.wrap(hex("f2")), false, NO_LIMIT, NOWHERE);
        }
        assertThat(pool.liveCompressors()).isEqualTo(20);
        assertThat(pool.liveDecompressors()).isEqualTo(20);
        for (MessageCodec codec : codecs) {
            codec.close();
        }
        assertThat(pool.liveCompressors()).isEqualTo(ZlibPool.KEPT);
        assertThat(pool.liveDecompressors()).isEqualTo(ZlibPool.KEPT);
    }

    @Test
    void compressorsAreSharedBetweenConnectionsOfOneLevelOnly() throws ProtocolException {
        try (MessageCodec fast = agreement(false, 15, 1).open(resources);
                MessageCodec small = agreement(false, 15, 9).open(resources)) {
            byte[] message = json(1, 20_000);
            int fastSize = encode(fast, message).length;
            int smallSize = encode(small, message).length;
            assertThat(fastSize).isGreaterThan(smallSize);
            for (int i = 0; i < 3; i++) {
                assertThat(encode(fast, message)).hasSize(fastSize);
                assertThat(encode(small, message)).hasSize(smallSize);
            }
            assertThat(pool.liveCompressors()).isEqualTo(2);
        }
    }

    @Test
    void whatIsBorrowedWhenTheThreadEndsIsEndedWhenItComesBack() throws ProtocolException {
        MessageCodec codec = open(true, 15);
        encode(codec, hex("01"));
        codec.decode(ByteBuffer.wrap(hex("f2 48")), false, NO_LIMIT, NOWHERE);
        resources.close();
        assertThat(pool.liveCompressors()).isEqualTo(1);
        assertThat(pool.liveDecompressors()).isEqualTo(1);
        codec.close();
        codec.close();
        assertThat(pool.liveCompressors() + pool.liveDecompressors()).isZero();
    }

    // Buffers

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inputMayBeDirectOrReadOnlyAndOnlyItsPositionChanges(boolean direct) throws ProtocolException {
        byte[] message = json(3, 3000);
        ByteBuffer in = direct ? ByteBuffer.allocateDirect(4000) : ByteBuffer.allocate(4000);
        in.position(500).put(message).flip().position(500);
        try (MessageCodec codec = open(false, 9)) {
            Collector compressed = new Collector();
            codec.encode(in.asReadOnlyBuffer(), true, compressed);
            Collector again = new Collector();
            codec.encode(in, true, again);

            assertThat(in.position()).isEqualTo(3500);
            assertThat(in.limit()).isEqualTo(3500);
            assertThat(in.position(500)).isEqualTo(ByteBuffer.wrap(message));
            assertThat(again.bytes()).isEqualTo(compressed.bytes());

            ByteBuffer wire = direct ? ByteBuffer.allocateDirect(3000) : ByteBuffer.allocate(3000);
            wire.put(compressed.bytes()).flip();
            Collector restored = new Collector();
            codec.decode(wire.asReadOnlyBuffer(), true, NO_LIMIT, restored);
            assertThat(restored.bytes()).isEqualTo(message);
            codec.decode(wire, true, NO_LIMIT, NOWHERE);
            assertThat(wire.hasRemaining()).isFalse();
        }
    }

    @Test
    void aSinkMayChangeThePositionAndLimitOfItsWindow() throws ProtocolException {
        byte[] message = json(3, 100_000);
        try (MessageCodec codec = open(true, 15)) {
            Collector compressed = new Collector();
            codec.encode(ByteBuffer.wrap(message), true, window -> {
                compressed.accept(window);
                window.clear();
            });
            Collector restored = new Collector();
            codec.decode(ByteBuffer.wrap(compressed.bytes()), true, NO_LIMIT, window -> {
                restored.accept(window);
                window.position(0).limit(0);
            });
            assertThat(restored.bytes()).isEqualTo(message);
        }
    }

    // The limit

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 16_383, 16_384, 16_385, 40_000})
    void aMessageOfExactlyTheLimitPassesAndOneByteMoreFails(int size) throws ProtocolException {
        try (MessageCodec sender = open(false, 15);
                MessageCodec exact = open(false, 15);
                MessageCodec over = open(false, 15)) {
            byte[] compressed = encode(sender, new byte[size]);
            Collector out = new Collector();
            exact.decode(ByteBuffer.wrap(compressed), true, size, out);
            assertThat(out.size()).isEqualTo(size);
            assertFails(ProtocolError.MESSAGE_TOO_LARGE, over, compressed, size - 1);
        }
    }

    @Test
    void theTakerOfOutputNeverSeesMoreThanTheLimit() throws ProtocolException {
        try (MessageCodec sender = open(false, 15);
                MessageCodec codec = open(false, 15)) {
            byte[] compressed = encode(sender, new byte[1_000_000]);
            Collector out = new Collector();
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(compressed), true, 100_000, out));
            assertThat(out.size()).isLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void theLimitIsPerPart() throws ProtocolException {
        try (MessageCodec codec = open(false, 15)) {
            Collector out = new Collector();
            codec.decode(ByteBuffer.wrap(hex("f2 48 05 00 00 00 ff ff")), false, 2, out);
            assertThat(out.bytes()).isEqualTo("He".getBytes(US_ASCII));
            codec.decode(ByteBuffer.wrap(hex("ca c9 c9 07 00")), true, 3, out);
            assertThat(out.bytes()).isEqualTo("Hello".getBytes(US_ASCII));
        }
    }

    // Failures

    @Test
    void afterAFailureNothingIsHeldAndEveryFurtherMessageFails() {
        try (MessageCodec codec = open(true, 15)) {
            assertFails(ProtocolError.COMPRESSED_DATA_CORRUPT, codec, hex("ff ff ff"), NO_LIMIT);
            assertThat(pool.liveDecompressors()).isEqualTo(1);
            assertFails(ProtocolError.COMPRESSED_DATA_CORRUPT, codec, hex("f2 48 cd c9 c9 07 00"), NO_LIMIT);
            assertThat(pool.liveDecompressors()).isEqualTo(1);
        }
    }

    @Test
    void whatTheSinkThrowsEndsTheMessage() throws ProtocolException {
        ProtocolException notText = new ProtocolException(ProtocolError.TEXT_NOT_UTF8, "byte 1");
        try (MessageCodec codec = open(true, 10);
                MessageCodec other = open(false, 10)) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> codec.decode(ByteBuffer.wrap(hex("f2 48 cd c9 c9 07 00")), true, NO_LIMIT, w -> {
                        throw notText;
                    }))
                    .isSameAs(notText);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> codec.encode(ByteBuffer.wrap(json(1, 90_000)), true, w -> {
                        throw new IllegalArgumentException("full");
                    }));
            assertThat(pool.liveCompressors()).isEqualTo(1);
            // The compressor that was given back in the midst of a message serves the next connection well.
            assertThat(decode(other, encode(other, json(2, 5000)))).isEqualTo(json(2, 5000));
        }
    }

    @Test
    void aClosedCodecIsNotUsed() {
        MessageCodec codec = open(true, 15);
        codec.close();
        assertThatIllegalStateException().isThrownBy(() -> encode(codec, hex("01")));
        assertThatIllegalStateException().isThrownBy(() -> decode(codec, hex("00")));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 15})
    void theTakerOfOutputMayCloseTheCodec(int windowBits) throws ProtocolException {
        byte[] message = new byte[100_000];
        new SplittableRandom(7).nextBytes(message);
        MessageCodec sender = open(true, windowBits);
        byte[] compressed = encode(sender, message);
        sender.encode(ByteBuffer.wrap(message), true, window -> sender.close());
        assertThatIllegalStateException().isThrownBy(() -> encode(sender, message));

        MessageCodec receiver = open(true, windowBits);
        receiver.decode(ByteBuffer.wrap(compressed), true, NO_LIMIT, window -> receiver.close());
        assertThatIllegalStateException().isThrownBy(() -> decode(receiver, compressed));
    }

    @Test
    void theTakerOfInputMayAnswerOnTheSameConnection() throws ProtocolException {
        byte[] message = json(1, 60_000);
        try (MessageCodec codec = open(false, 12)) {
            byte[] compressed = encode(codec, message);
            Collector echo = new Collector();
            codec.decode(ByteBuffer.wrap(compressed), true, NO_LIMIT, part -> codec.encode(part, false, echo));
            codec.encode(ByteBuffer.allocate(0), true, echo);
            assertThat(decode(codec, echo.bytes())).isEqualTo(message);
        }
    }

    @Test
    void outputIsNotAskedForFromWithinOutput() {
        try (MessageCodec codec = open(false, 15)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> codec.encode(
                            ByteBuffer.wrap(hex("01")),
                            true,
                            w -> codec.encode(ByteBuffer.wrap(hex("02")), true, NOWHERE)));
        }
    }
}
