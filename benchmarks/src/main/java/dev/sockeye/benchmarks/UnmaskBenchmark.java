package dev.sockeye.benchmarks;

import dev.sockeye.protocol.frame.Masking;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.Warmup;

/** The XOR of RFC 6455 §5.3 in place, on direct buffers; beside it the loop over bytes that one would write first. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class UnmaskBenchmark {
    @Param({"16", "1024", "65536"})
    private int size;

    private Inputs.Ring<ByteBuffer> payloads;
    private int key;

    @Setup
    public void prepare() {
        payloads =
                Inputs.ring(Inputs.countFor(size), i -> Inputs.direct(Inputs.randomBytes(i, size)), ByteBuffer[]::new);
        key = 0x37FA213D;
        // Arrays are masked too; the loop has seen both kinds of memory when it is compiled.
        ByteBuffer array = ByteBuffer.wrap(Inputs.randomBytes(0, size));
        for (int i = 0; i < Inputs.ROUNDS_OF_OTHER_MEMORY; i++) {
            Masking.apply(array, 0, size, nextKey());
        }
    }

    @Benchmark
    public ByteBuffer sockeye() {
        ByteBuffer payload = payloads.next();
        Masking.apply(payload, 0, size, nextKey());
        return payload;
    }

    @Benchmark
    public ByteBuffer byteLoop() {
        ByteBuffer payload = payloads.next();
        int mask = nextKey();
        for (int i = 0; i < size; i++) {
            payload.put(i, (byte) (payload.get(i) ^ (mask >>> (24 - (i & 3) * 8))));
        }
        return payload;
    }

    private int nextKey() {
        key = key * 1_664_525 + 1_013_904_223;
        return key;
    }
}
