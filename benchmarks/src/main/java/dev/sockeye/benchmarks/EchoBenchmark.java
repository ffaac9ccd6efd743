package dev.sockeye.benchmarks;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * An echo on a server, from the bytes that a read brings to the bytes that would go to the socket, on a channel in memory: all
 * that a message costs besides the system. A read brings 16 binary frames. Figures are per message; the peer is Netty's codec.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {LoopThreads.KIND, LoopThreads.CLASS})
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class EchoBenchmark {
    private static final int FRAMES = 16;

    @Param({"125", "4096", "16384"})
    private int size;

    private EmbeddedChannel sockeye;
    private EmbeddedChannel netty;
    private Inputs.Ring<byte[]> reads;

    @Setup
    public void prepare() {
        sockeye = new EmbeddedChannel(Inputs.openOnServer(new Echo(), List.of()));
        WebSocketDecoderConfig limits =
                WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(size).build();
        netty = new EmbeddedChannel(
                new WebSocket13FrameDecoder(limits), new WebSocket13FrameEncoder(false), new NettyEcho());
        reads = Inputs.ring(Inputs.countFor(FRAMES * size), i -> read(i, size), byte[][]::new);
    }

    private static byte[] read(int number, int size) {
        byte[] frame = Inputs.maskedFrame(number, size);
        ByteBuffer all = ByteBuffer.allocate(FRAMES * frame.length);
        for (int i = 0; i < FRAMES; i++) {
            all.put(Inputs.maskedFrame(number * FRAMES + i, size));
        }
        return all.array();
    }

    @TearDown
    public void close() {
        sockeye.finishAndReleaseAll();
        netty.finishAndReleaseAll();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void sockeye(Blackhole blackhole) {
        pass(sockeye, blackhole);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void netty(Blackhole blackhole) {
        pass(netty, blackhole);
    }

    private void pass(EmbeddedChannel channel, Blackhole blackhole) {
        byte[] bytes = reads.next();
        ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
        channel.pipeline().fireChannelRead(read);
        channel.pipeline().fireChannelReadComplete();
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            blackhole.consume(sent.readableBytes());
            sent.release();
        }
    }

    private static final class Echo implements WebSocketHandler {
        @Override
        public void onBinary(WebSocket socket, ByteBuffer data) {
            socket.sendBinary(data);
        }
    }

    @ChannelHandler.Sharable
    private static final class NettyEcho extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            ChannelFuture unused = context.write(frame.retain(), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
