package dev.sockeye.protocol.deflate;

import static dev.sockeye.protocol.deflate.Deflates.NO_LIMIT;
import static dev.sockeye.protocol.deflate.Deflates.json;
import static dev.sockeye.protocol.deflate.Deflates.mixed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.deflate.Deflates.Collector;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes in comes out, however it is cut, for every window and both ways of takeover. */
class DeflatePropertiesTest {
    static List<Arguments> everyAgreement() {
        List<Arguments> all = new ArrayList<>();
        for (int bits = 8; bits <= 15; bits++) {
            for (boolean takeover : new boolean[] {false, true}) {
                // Output buffers that messages overflow again and again, at every place, and the usual one.
                for (int scratch : new int[] {16, 61, ZlibPool.SCRATCH_SIZE}) {
                    all.add(Arguments.of(bits, takeover, scratch));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("everyAgreement")
    @Tag("RFC7692-7.2.1-1")
    @Tag("RFC7692-7.2.2-1")
    @Tag("RFC7692-7.2.2-2")
    void compressionAndDecompressionAreTheIdentity(int bits, boolean takeover, int scratch) throws ProtocolException {
        long seed = 1000L * bits + scratch + (takeover ? 7 : 0);
        SplittableRandom random = new SplittableRandom(seed);
        ThreadResources resources = new ThreadResources(() -> 0);
        ZlibPool pool = resources.shared(ZlibPool.class, () -> new ZlibPool(scratch));
        NegotiatedDeflate agreed = Deflates.agreement(takeover, bits, 1 + random.nextInt(9));
        // Two pairs of connections take turns, so that pooled compressors serve both.
        MessageCodec[] senders = {agreed.open(resources), agreed.open(resources)};
        MessageCodec[] receivers = {agreed.open(resources), agreed.open(resources)};
        for (int i = 0; i < 60; i++) {
            int pair = random.nextInt(2);
            byte[] message = message(random);
            byte[] compressed = encodeInParts(senders[pair], message, random);
            byte[] restored = decodeInParts(receivers[pair], compressed, random);

            assertThat(restored).as("seed %d, message %d", seed, i).isEqualTo(message);
        }
        for (int pair = 0; pair < 2; pair++) {
            senders[pair].close();
            receivers[pair].close();
        }
        resources.close();
        assertThat(pool.liveCompressors()).isZero();
        assertThat(pool.liveDecompressors()).isZero();
    }

    private static byte[] message(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> new byte[random.nextInt(3)];
            case 1 -> json(random.nextInt(5), random.nextInt(100_000));
            case 2 -> new byte[random.nextInt(200_000)];
            case 3, 4 -> json(random.nextInt(5), random.nextInt(2000));
            default -> mixed(random, random.nextInt(40_000));
        };
    }

    private static byte[] encodeInParts(MessageCodec codec, byte[] message, SplittableRandom random)
            throws ProtocolException {
        Collector out = new Collector();
        int at = 0;
        for (int parts = random.nextInt(5); parts > 0; parts--) {
            int part = random.nextInt(message.length - at + 1);
            codec.encode(ByteBuffer.wrap(message, at, part), false, out);
            at += part;
        }
        codec.encode(ByteBuffer.wrap(message, at, message.length - at), true, out);
        return out.bytes();
    }

    private static byte[] decodeInParts(MessageCodec codec, byte[] compressed, SplittableRandom random)
            throws ProtocolException {
        Collector out = new Collector();
        int at = 0;
        for (int parts = random.nextInt(5); parts > 0; parts--) {
            int part = random.nextInt(compressed.length - at + 1);
            codec.decode(ByteBuffer.wrap(compressed, at, part), false, NO_LIMIT, out);
            at += part;
        }
        codec.decode(ByteBuffer.wrap(compressed, at, compressed.length - at), true, NO_LIMIT, out);
        return out.bytes();
    }
}
