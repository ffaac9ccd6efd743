package dev.sockeye.benchmarks;

import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.RequestedExtension;
import dev.sockeye.protocol.handshake.ClientHandshake;
import dev.sockeye.protocol.handshake.HeadLimits;
import dev.sockeye.protocol.handshake.HeadParser;
import dev.sockeye.protocol.handshake.HeadResult;
import dev.sockeye.protocol.handshake.HeadWriter;
import dev.sockeye.protocol.handshake.RequestHead;
import dev.sockeye.protocol.handshake.ResponseHead;
import dev.sockeye.protocol.handshake.ServerHandshake;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The opening handshake of a browser-like client that offers permessage-deflate, from bytes to bytes. Netty's HTTP decoder
 * stands beside our head parser; it keeps its state on a channel, which is measured with it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class HandshakeBenchmark {
    /** One handshake's bytes, and the attempt that the response answers. */
    private record Exchange(ByteBuffer request, ByteBuffer response, ClientHandshake.Attempt attempt) {}

    private static final ServerHandshake SERVER = ServerHandshake.builder()
            .subprotocols(List.of("v2.feed", "v1.feed"))
            .extensions(List.of(PermessageDeflate.serverDefault().server()))
            .build();

    private Inputs.Ring<Exchange> exchanges;
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());

    @Setup
    public void prepare() {
        exchanges = Inputs.ring(Inputs.COUNT, HandshakeBenchmark::exchange, Exchange[]::new);
    }

    @TearDown
    public void close() {
        channel.finishAndReleaseAll();
    }

    @Benchmark
    public byte[] serverRequestToResponse() {
        return answer(exchanges.next().request());
    }

    @Benchmark
    public ClientHandshake.Result clientResponseCheck() {
        Exchange exchange = exchanges.next();
        HeadParser<ResponseHead> parser = HeadParser.forResponse(HeadLimits.DEFAULT);
        return exchange.attempt()
                .verify(complete(parser.parse(exchange.response().rewind())));
    }

    @Benchmark
    public byte[] clientRequest() {
        return HeadWriter.write(exchanges.next().attempt().request());
    }

    @Benchmark
    public RequestHead headOnly() {
        HeadParser<RequestHead> parser = HeadParser.forRequest(HeadLimits.DEFAULT);
        return complete(parser.parse(exchanges.next().request().rewind()));
    }

    @Benchmark
    public void headOnlyNetty(Blackhole blackhole) {
        channel.writeInbound(Unpooled.wrappedBuffer(exchanges.next().request().rewind()));
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            blackhole.consume(part);
            ReferenceCountUtil.release(part);
        }
    }

    private static Exchange exchange(int number) {
        ClientHandshake client = ClientHandshake.builder(
                        WebSocketUri.parse("wss://feed.example.com/prices/" + number + "?depth=" + number * 7))
                .subprotocols(List.of("v1.feed", "v2.feed"))
                .extensions(List.of(
                        new RequestedExtension(PermessageDeflate.clientDefault().client(), false)))
                .origin("https://feed.example.com")
                .header(
                        "User-Agent",
                        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36")
                .header("Accept-Language", "en-GB,en;q=0.9,vi;q=0.8")
                .header("Cache-Control", "no-cache")
                .header("Cookie", "session=" + Integer.toHexString(number * 0x9E3779B9))
                .build();
        ClientHandshake.Attempt attempt = client.attempt(Inputs.randomBytes(number, ClientHandshake.KEY_BYTES));
        ByteBuffer request = ByteBuffer.wrap(HeadWriter.write(attempt.request()));
        return new Exchange(request, ByteBuffer.wrap(answer(request)), attempt);
    }

    private static byte[] answer(ByteBuffer request) {
        HeadParser<RequestHead> parser = HeadParser.forRequest(HeadLimits.DEFAULT);
        if (SERVER.evaluate(complete(parser.parse(request.rewind()))) instanceof ServerHandshake.Accepted accepted) {
            return HeadWriter.write(accepted.response());
        }
        throw new AssertionError("refused");
    }

    private static <H> H complete(HeadResult<H> result) {
        if (result instanceof HeadResult.Complete<H> complete) {
            return complete.head();
        }
        throw new AssertionError(result);
    }
}
