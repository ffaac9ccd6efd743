package dev.sockeye.benchmarks;

import dev.sockeye.protocol.frame.Utf8Validator;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
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

/**
 * Validating a text message that arrived whole. The validator reads direct buffers, as the runtime has them; the JDK's
 * decoder reads arrays, on which it is faster, and makes the characters besides.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class Utf8Benchmark {
    /** Which characters the text is made of. */
    public enum Text {
        ASCII(' ', '~', 100),
        /** Vietnamese-like: three of four are ASCII. */
        MIXED(0x1EA0, 0x1EF9, 25),
        TWO_BYTES(0x410, 0x44F, 100),
        THREE_BYTES(0x4E00, 0x9FA5, 100),
        FOUR_BYTES(0x1F300, 0x1F5FF, 100);

        private final int first;
        private final int last;
        private final int percent;

        Text(int first, int last, int percent) {
            this.first = first;
            this.last = last;
            this.percent = percent;
        }

        /** {@return whole characters that fill the size, the rest being spaces} */
        byte[] make(int number, int size) {
            SplittableRandom random = new SplittableRandom(number);
            ByteBuffer bytes = ByteBuffer.allocate(size);
            while (bytes.hasRemaining()) {
                int character = random.nextInt(100) < percent
                        ? first + random.nextInt(last - first + 1)
                        : 'a' + random.nextInt(26);
                byte[] encoded = Character.toString(character).getBytes(StandardCharsets.UTF_8);
                bytes.put(encoded.length <= bytes.remaining() ? encoded : new byte[] {' '});
            }
            return bytes.array();
        }
    }

    @Param
    private Text text;

    @Param({"16", "1024", "65536"})
    private int size;

    private Inputs.Ring<ByteBuffer> direct;
    private Inputs.Ring<ByteBuffer> arrays;
    private final Utf8Validator validator = new Utf8Validator();
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private CharBuffer characters;

    @Setup
    public void prepare() {
        int count = Inputs.countFor(size);
        direct = Inputs.ring(count, i -> Inputs.direct(text.make(i, size)), ByteBuffer[]::new);
        arrays = Inputs.ring(count, i -> ByteBuffer.wrap(text.make(i, size)), ByteBuffer[]::new);
        characters = CharBuffer.allocate(size);
        // What comes inflated lies in an array; a server's validator has seen both kinds of memory when it is compiled.
        for (int i = 0; i < Inputs.ROUNDS_OF_OTHER_MEMORY; i++) {
            validator.validate(arrays.next(), 0, size);
            validator.reset();
        }
    }

    @Benchmark
    public boolean sockeye() {
        validator.reset();
        return validator.validate(direct.next(), 0, size) == Utf8Validator.VALID && validator.isComplete();
    }

    @Benchmark
    public CoderResult charsetDecoder() {
        CoderResult result = decoder.reset().decode(arrays.next().clear(), characters.clear(), true);
        return result.isError() ? result : decoder.flush(characters);
    }
}
