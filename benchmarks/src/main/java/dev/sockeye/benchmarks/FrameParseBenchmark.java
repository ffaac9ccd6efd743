package dev.sockeye.benchmarks;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.frame.FrameParser;
import dev.sockeye.protocol.frame.FrameSink;
import dev.sockeye.protocol.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
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
 * A server reads one unfragmented binary frame from a direct buffer. Reading unmasks in place, so the payload of a frame is
 * other bytes each time it comes round; neither parser looks at them.
 *
 * <p>Netty's decoder is called without the channel around it. It copies each payload into a buffer of its own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class FrameParseBenchmark {
    @Param({"16", "1024", "65536"})
    private int size;

    private Inputs.Ring<ByteBuffer> frames;
    private Inputs.Ring<ByteBuf> nettyFrames;
    private final FrameParser parser = new FrameParser(Role.SERVER, 0, 1 << 20);
    private Consumer consumer;
    private final ExposedDecoder decoder = new ExposedDecoder();
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);
    private ChannelHandlerContext context;
    private final List<Object> decoded = new ArrayList<>();

    @Setup
    public void prepare(Blackhole blackhole) {
        int count = Inputs.countFor(size);
        frames = Inputs.ring(count, i -> Inputs.direct(Inputs.maskedFrame(i, size)), ByteBuffer[]::new);
        nettyFrames = Inputs.ring(count, i -> directBuffer(Inputs.maskedFrame(i, size)), ByteBuf[]::new);
        consumer = new Consumer(blackhole);
        context = channel.pipeline().context(decoder);
    }

    @TearDown
    public void close() {
        channel.finishAndReleaseAll();
    }

    @Benchmark
    public boolean sockeye() throws ProtocolException {
        return parser.parse(frames.next().rewind(), consumer);
    }

    @Benchmark
    public void netty(Blackhole blackhole) throws Exception {
        decoder.decode(context, nettyFrames.next().readerIndex(0), decoded);
        for (int i = 0; i < decoded.size(); i++) {
            Object frame = decoded.get(i);
            blackhole.consume(frame);
            ReferenceCountUtil.release(frame);
        }
        decoded.clear();
    }

    private static ByteBuf directBuffer(byte[] bytes) {
        return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }

    /** Keeps what the parser hands over alive, as a handler's work would. */
    private static final class Consumer implements FrameSink {
        private final Blackhole blackhole;

        Consumer(Blackhole blackhole) {
            this.blackhole = blackhole;
        }

        @Override
        public void onDataFrame(MessageType type, boolean first, boolean last, int reservedBits, long length) {
            blackhole.consume(length);
        }

        @Override
        public boolean onPayload(ByteBuffer window, boolean endOfFrame) {
            blackhole.consume(window.remaining());
            return true;
        }

        @Override
        public boolean onControlFrame(Opcode opcode, ByteBuffer payload) {
            throw new AssertionError(opcode);
        }
    }

    private static final class ExposedDecoder extends WebSocket13FrameDecoder {
        ExposedDecoder() {
            super(true, false, 1 << 20);
        }

        @Override
        public void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            super.decode(context, in, out);
        }
    }
}
