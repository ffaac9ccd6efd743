package dev.sockeye.benchmarks;

import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.deflate.NegotiatedDeflate;
import dev.sockeye.protocol.extension.ByteSink;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.MessageCodec;
import dev.sockeye.protocol.extension.ThreadResources;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
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
 * permessage-deflate of JSON messages of 1 KiB, level 6, window of 15 bits; beside it zlib alone, as the JDK has it, with
 * the flush and the reset that the extension needs and nothing else.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class DeflateBenchmark {
    private static final int SIZE = 1024;
    private static final int LEVEL = 6;
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    @Param({"false", "true"})
    private boolean takeover;

    private Inputs.Ring<byte[]> messages;
    private Inputs.Ring<byte[]> compressed;
    private final ThreadResources resources = new ThreadResources(() -> 0);
    private MessageCodec codec;
    private ByteSink sink;
    private final Deflater deflater = new Deflater(LEVEL, true);
    private final Inflater inflater = new Inflater(true);
    private final byte[] scratch = new byte[16 << 10];

    @Setup
    public void prepare(Blackhole blackhole) {
        NegotiatedDeflate agreed = new NegotiatedDeflate(
                new ExtensionDescriptor("permessage-deflate", List.of()), takeover, takeover, 15, 15, LEVEL, 0);
        codec = agreed.open(resources);
        sink = window -> blackhole.consume(window.remaining());
        messages = Inputs.ring(Inputs.COUNT, i -> Inputs.json(i, SIZE), byte[][]::new);
        // The first message refers to nothing and the others to those before them, so they can come round for ever.
        compressed = Inputs.ring(Inputs.COUNT, i -> Arrays.copyOf(scratch, deflate(messages.next())), byte[][]::new);
        deflater.reset();
    }

    @TearDown
    public void close() {
        codec.close();
        resources.close();
        deflater.end();
        inflater.end();
    }

    @Benchmark
    public void deflateSockeye() throws ProtocolException {
        codec.encode(ByteBuffer.wrap(messages.next()), true, sink);
    }

    @Benchmark
    public int deflateZlib() {
        return deflate(messages.next());
    }

    @Benchmark
    public void inflateSockeye() throws ProtocolException {
        codec.decode(ByteBuffer.wrap(compressed.next()), true, SIZE, sink);
    }

    @Benchmark
    public int inflateZlib() throws DataFormatException {
        inflater.setInput(compressed.next());
        int produced = inflater.inflate(scratch);
        inflater.setInput(TAIL);
        produced += inflater.inflate(scratch, produced, scratch.length - produced);
        if (!takeover) {
            inflater.reset();
        }
        return produced;
    }

    /** {@return how many bytes of the scratch space are the message, without its tail} */
    private int deflate(byte[] message) {
        deflater.setInput(message);
        int produced = deflater.deflate(scratch, 0, scratch.length, Deflater.SYNC_FLUSH);
        if (!takeover) {
            deflater.reset();
        }
        return produced - TAIL.length;
    }
}
