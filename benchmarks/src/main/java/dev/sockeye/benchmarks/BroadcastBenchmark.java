package dev.sockeye.benchmarks;

import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.internal.WebSocketChannel;
import dev.sockeye.protocol.deflate.NegotiatedDeflate;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
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
 * One text message of 1 KiB for 100 connections of a server, from the public API to the bytes that would go to the socket,
 * on channels in memory. Figures are per receiver. Beside the prepared message stands the same text sent to each by itself.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {LoopThreads.KIND, LoopThreads.CLASS})
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class BroadcastBenchmark {
    private static final int RECEIVERS = 100;
    private static final int SIZE = 1024;

    @Param({"false", "true"})
    private boolean compressed;

    private final WebSocket[] sockets = new WebSocket[RECEIVERS];
    private final EmbeddedChannel[] channels = new EmbeddedChannel[RECEIVERS];
    private Inputs.Ring<String> texts;

    @Setup
    public void prepare() {
        for (int i = 0; i < RECEIVERS; i++) {
            WebSocketChannel handler = receiver();
            channels[i] = new EmbeddedChannel(handler);
            sockets[i] = handler.socket();
        }
        texts = Inputs.ring(
                Inputs.COUNT, i -> new String(Inputs.json(i, SIZE), StandardCharsets.US_ASCII), String[]::new);
    }

    @TearDown
    public void close() {
        for (EmbeddedChannel channel : channels) {
            channel.finishAndReleaseAll();
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public void prepared(Blackhole blackhole) {
        PreparedMessage message = PreparedMessage.text(texts.next());
        for (int i = 0; i < RECEIVERS; i++) {
            drain(channels[i], sockets[i].send(message), blackhole);
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public void eachByItself(Blackhole blackhole) {
        String text = texts.next();
        for (int i = 0; i < RECEIVERS; i++) {
            drain(channels[i], sockets[i].sendText(text), blackhole);
        }
    }

    /** Takes what a socket would. */
    private static void drain(EmbeddedChannel channel, SendOutcome outcome, Blackhole blackhole) {
        if (outcome != SendOutcome.QUEUED) {
            throw new AssertionError(outcome);
        }
        channel.runPendingTasks();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            blackhole.consume(bytes.readableBytes());
            bytes.release();
        }
    }

    private WebSocketChannel receiver() {
        List<NegotiatedExtension> extensions = compressed
                ? List.of(new NegotiatedDeflate(
                        new ExtensionDescriptor("permessage-deflate", List.of()), false, false, 15, 15, 6, 0))
                : List.of();
        return Inputs.openOnServer(new WebSocketHandler() {}, extensions);
    }
}
