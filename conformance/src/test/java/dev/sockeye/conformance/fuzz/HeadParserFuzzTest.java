package dev.sockeye.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.RequestedExtension;
import dev.sockeye.protocol.handshake.ClientHandshake;
import dev.sockeye.protocol.handshake.HeadLimits;
import dev.sockeye.protocol.handshake.HeadParser;
import dev.sockeye.protocol.handshake.HeadResult;
import dev.sockeye.protocol.handshake.RequestHead;
import dev.sockeye.protocol.handshake.ResponseHead;
import dev.sockeye.protocol.handshake.ServerHandshake;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The input is what stands on the wire; it is read as a request and as a response. */
class HeadParserFuzzTest {
    private static final HeadLimits LIMITS = new HeadLimits(200, 20, 1_000);
    private static final ServerHandshake SERVER = ServerHandshake.builder()
            .subprotocols(List.of("chat", "superchat"))
            .extensions(List.of(PermessageDeflate.serverDefault().server()))
            .build();
    private static final ClientHandshake.Attempt CLIENT = ClientHandshake.builder(
                    WebSocketUri.parse("ws://server.example.com/chat"))
            .subprotocols(List.of("chat", "superchat"))
            .extensions(List.of(
                    new RequestedExtension(PermessageDeflate.clientDefault().client(), false)))
            .build()
            // RFC 6455 §1.3: the key of the RFC's example, so that its answer is a right one.
            .attempt("the sample nonce".getBytes(StandardCharsets.US_ASCII));

    /** How a head was read, and how many bytes it took. */
    private record Reading<H>(HeadResult<H> result, int bytes) {}

    @FuzzTest(maxDuration = "60s")
    void theHeadDoesNotDependOnTheChunks(byte[] wire) {
        Reading<RequestHead> request = read(HeadParser.forRequest(LIMITS), Chunks.whole(wire));
        assertThat(read(HeadParser.forRequest(LIMITS), Chunks.of(wire))).isEqualTo(request);
        Reading<ResponseHead> response = read(HeadParser.forResponse(LIMITS), Chunks.whole(wire));
        assertThat(read(HeadParser.forResponse(LIMITS), Chunks.of(wire))).isEqualTo(response);
        if (request.result() instanceof HeadResult.Complete<RequestHead> complete) {
            ServerHandshake.Result answer = SERVER.evaluate(complete.head());
            if (answer instanceof ServerHandshake.Refused refused) {
                assertThat(refused.response().status()).isBetween(400, 505);
            }
        }
        if (response.result() instanceof HeadResult.Complete<ResponseHead> complete) {
            ClientHandshake.Result verdict = CLIENT.verify(complete.head());
            if (verdict instanceof ClientHandshake.Opened) {
                assertThat(complete.head().status()).isEqualTo(101);
            }
        }
    }

    private static <H> Reading<H> read(HeadParser<H> parser, List<ByteBuffer> chunks) {
        int bytes = 0;
        for (ByteBuffer chunk : chunks) {
            parser.parse(chunk);
            bytes += chunk.position();
        }
        // The byte that is one too many is the last that is looked at.
        assertThat(bytes).isLessThanOrEqualTo(LIMITS.headBytes() + 1);
        return new Reading<>(parser.endOfInput(), bytes);
    }
}
