package dev.sockeye.benchmarks;

import dev.sockeye.protocol.frame.FrameWriter;
import dev.sockeye.protocol.frame.Masking;
import dev.sockeye.protocol.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Writing one unfragmented binary frame into a direct buffer, header and payload. The masking keys come from a cheap
 * sequence for both sides, so that no generator is measured.
 *
 * <p>Netty's encoder is called without the channel around it. It takes an output buffer from the pool, and passes an
 * unmasked payload of more than 1024 bytes on uncopied.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class FrameWriteBenchmark {
    @Param({"16", "1024", "65536"})
    private int size;

    private Inputs.Ring<ByteBuffer> payloads;
    private Inputs.Ring<ByteBuf> nettyPayloads;
    private ByteBuffer out;
    private int key;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ExposedEncoder unmasked = new ExposedEncoder(false);
    private final ExposedEncoder masked = new ExposedEncoder(true);
    private ChannelHandlerContext context;
    private final List<Object> encoded = new ArrayList<>();

    @Setup
    public void prepare() {
        int count = Inputs.countFor(size);
        payloads = Inputs.ring(count, i -> Inputs.direct(Inputs.randomBytes(i, size)), ByteBuffer[]::new);
        nettyPayloads = Inputs.ring(count, i -> directBuffer(Inputs.randomBytes(i, size)), ByteBuf[]::new);
        out = ByteBuffer.allocateDirect(FrameWriter.MAX_HEADER_BYTES + size);
        channel.pipeline().addLast(unmasked);
        context = channel.pipeline().context(unmasked);
    }

    @TearDown
    public void close() {
        channel.finishAndReleaseAll();
    }

    @Benchmark
    public ByteBuffer sockeyeUnmasked() {
        FrameWriter.writeHeader(out.clear(), Opcode.BINARY, true, 0, size);
        return out.put(payloads.next().rewind());
    }

    @Benchmark
    public ByteBuffer sockeyeMasked() {
        int mask = nextKey();
        FrameWriter.writeMaskedHeader(out.clear(), Opcode.BINARY, true, 0, size, mask);
        int from = out.position();
        out.put(payloads.next().rewind());
        Masking.apply(out, from, out.position(), mask);
        return out;
    }

    @Benchmark
    public void nettyUnmasked(Blackhole blackhole) throws Exception {
        encode(unmasked, blackhole);
    }

    @Benchmark
    public void nettyMasked(Blackhole blackhole) throws Exception {
        encode(masked, blackhole);
    }

    private void encode(ExposedEncoder encoder, Blackhole blackhole) throws Exception {
        ByteBuf payload = nettyPayloads.next().readerIndex(0);
        WebSocketFrame frame = new BinaryWebSocketFrame(payload);
        encoder.encode(context, frame, encoded);
        for (int i = 0; i < encoded.size(); i++) {
            Object part = encoded.get(i);
            blackhole.consume(part);
            ReferenceCountUtil.release(part);
        }
        encoded.clear();
    }

    private int nextKey() {
        key = key * 1_664_525 + 1_013_904_223;
        return key;
    }

    private static ByteBuf directBuffer(byte[] bytes) {
        return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }

    private final class ExposedEncoder extends WebSocket13FrameEncoder {
        ExposedEncoder(boolean masking) {
            super(masking ? FrameWriteBenchmark.this::nextKey : null);
        }

        @Override
        public void encode(ChannelHandlerContext target, WebSocketFrame frame, List<Object> out) throws Exception {
            super.encode(target, frame, out);
        }
    }
}
