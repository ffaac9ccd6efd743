package dev.sockeye.protocol.deflate;

import static dev.sockeye.protocol.deflate.Deflates.NO_LIMIT;
import static dev.sockeye.protocol.deflate.Deflates.agreement;
import static dev.sockeye.protocol.deflate.Deflates.decode;
import static dev.sockeye.protocol.deflate.Deflates.encode;
import static dev.sockeye.protocol.deflate.Deflates.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.deflate.Deflates.Collector;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 7692 §7.2.3, in both directions where the bytes are one's own choice to send. */
class DeflateVectorsTest {
    private static final byte[] HELLO = "Hello".getBytes(US_ASCII);

    private final ThreadResources resources = new ThreadResources(() -> 0);
    private final MessageCodec takeover = agreement(true, 15, 6).open(resources);
    private final MessageCodec noTakeover = agreement(false, 15, 6).open(resources);

    @AfterEach
    void close() {
        takeover.close();
        noTakeover.close();
        resources.close();
    }

    @Test
    @Tag("RFC7692-7.2.1-1")
    @Tag("RFC7692-7.2.2-1")
    void section7231AMessageCompressedUsingOneBlock() throws ProtocolException {
        assertThat(encode(noTakeover, HELLO)).isEqualTo(hex("f2 48 cd c9 c9 07 00"));
        assertThat(decode(noTakeover, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(HELLO);
    }

    @Test
    void section7231AMessageInTwoFragments() throws ProtocolException {
        Collector out = new Collector();
        noTakeover.decode(ByteBuffer.wrap(hex("f2 48 cd")), false, NO_LIMIT, out);
        noTakeover.decode(ByteBuffer.wrap(hex("c9 c9 07 00")), true, NO_LIMIT, out);
        assertThat(out.bytes()).isEqualTo(HELLO);
    }

    @Test
    @Tag("RFC7692-7.2.2-2")
    void section7232SharingTheWindowWithTheMessageBefore() throws ProtocolException {
        assertThat(encode(takeover, HELLO)).isEqualTo(hex("f2 48 cd c9 c9 07 00"));
        assertThat(encode(takeover, HELLO)).isEqualTo(hex("f2 00 11 00 00"));
        assertThat(decode(takeover, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(HELLO);
        assertThat(decode(takeover, hex("f2 00 11 00 00"))).isEqualTo(HELLO);
    }

    @Test
    @Tag("RFC7692-7.2.1-3")
    @Tag("RFC7692-7.1.1.1-2")
    void section7232WithoutTakeoverTheSecondMessageIsLikeTheFirst() throws ProtocolException {
        assertThat(encode(noTakeover, HELLO)).isEqualTo(hex("f2 48 cd c9 c9 07 00"));
        assertThat(encode(noTakeover, HELLO)).isEqualTo(hex("f2 48 cd c9 c9 07 00"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void section7233ABlockWithNoCompression(boolean keeps) throws ProtocolException {
        assertThat(decode(keeps ? takeover : noTakeover, hex("00 05 00 fa ff 48 65 6c 6c 6f 00")))
                .isEqualTo(HELLO);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("RFC7692-7.2.3.4-1")
    void section7234ABlockWithBfinalSet(boolean keeps) throws ProtocolException {
        assertThat(decode(keeps ? takeover : noTakeover, hex("f3 48 cd c9 c9 07 00 00")))
                .isEqualTo(HELLO);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void section7235TwoBlocksInOneMessage(boolean keeps) throws ProtocolException {
        assertThat(decode(keeps ? takeover : noTakeover, hex("f2 48 05 00 00 00 ff ff ca c9 c9 07 00")))
                .isEqualTo(HELLO);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("RFC7692-7.2.3.6-1")
    void section7236AnEmptyMessageIsASingleZeroByte(boolean keeps) throws ProtocolException {
        MessageCodec codec = keeps ? takeover : noTakeover;
        for (int i = 0; i < 3; i++) {
            assertThat(encode(codec, new byte[0])).isEqualTo(hex("00"));
            assertThat(decode(codec, hex("00"))).isEmpty();
        }
    }

    @Test
    void anEmptyMessageLeavesTheWindowAsItWas() throws ProtocolException {
        assertThat(encode(takeover, HELLO)).isEqualTo(hex("f2 48 cd c9 c9 07 00"));
        assertThat(encode(takeover, new byte[0])).isEqualTo(hex("00"));
        assertThat(encode(takeover, HELLO)).isEqualTo(hex("f2 00 11 00 00"));
        assertThat(decode(takeover, hex("f2 48 cd c9 c9 07 00"))).isEqualTo(HELLO);
        assertThat(decode(takeover, hex("00"))).isEmpty();
        assertThat(decode(takeover, hex("f2 00 11 00 00"))).isEqualTo(HELLO);
    }
}
