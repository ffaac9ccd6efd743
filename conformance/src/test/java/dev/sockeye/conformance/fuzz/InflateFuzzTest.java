package dev.sockeye.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.deflate.NegotiatedDeflate;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The input is the payload of one compressed message (RFC 7692 §7.2.2), which comes twice on the same connection. */
class InflateFuzzTest {
    private static final int LIMIT = 20_000;

    @FuzzTest(maxDuration = "60s")
    void whatInflatesInPartsInflatesTheSameAsAWhole(byte[] payload) {
        for (boolean takeover : new boolean[] {false, true}) {
            try (ThreadResources resources = new ThreadResources(() -> 0);
                    MessageCodec parts = codec(takeover, resources);
                    MessageCodec whole = codec(takeover, resources)) {
                Optional<byte[]> fromParts = inflateTwice(parts, Chunks.of(payload));
                Optional<byte[]> fromWhole = inflateTwice(whole, Chunks.whole(payload));
                // Not the other way round: how many final blocks are borne depends on the bytes that have come so far.
                fromParts.ifPresent(bytes -> assertThat(fromWhole)
                        .hasValueSatisfying(same -> assertThat(same).isEqualTo(bytes)));
            }
        }
    }

    private static MessageCodec codec(boolean takeover, ThreadResources resources) {
        ExtensionDescriptor descriptor = new ExtensionDescriptor("permessage-deflate", List.of());
        return new NegotiatedDeflate(descriptor, takeover, takeover, 15, 15, 6, 0).open(resources);
    }

    private static Optional<byte[]> inflateTwice(MessageCodec codec, List<ByteBuffer> chunks) {
        ByteArrayOutputStream restored = new ByteArrayOutputStream();
        try {
            inflate(codec, chunks, restored);
            inflate(codec, chunks, restored);
            return Optional.of(restored.toByteArray());
        } catch (ProtocolException refused) {
            assertThat(refused.error()).isIn(ProtocolError.COMPRESSED_DATA_CORRUPT, ProtocolError.MESSAGE_TOO_LARGE);
            return Optional.empty();
        }
    }

    private static void inflate(MessageCodec codec, List<ByteBuffer> chunks, ByteArrayOutputStream restored)
            throws ProtocolException {
        int before = restored.size();
        for (ByteBuffer chunk : chunks) {
            ByteBuffer part = chunk.duplicate();
            codec.decode(part, false, LIMIT - (restored.size() - before), window -> {
                byte[] bytes = new byte[window.remaining()];
                window.get(bytes);
                restored.writeBytes(bytes);
            });
            assertThat(part.hasRemaining()).isFalse();
            assertThat(restored.size() - before).isLessThanOrEqualTo(LIMIT);
        }
        codec.decode(
                ByteBuffer.allocate(0),
                true,
                LIMIT,
                window -> assertThat(window.hasRemaining()).isFalse());
    }
}
