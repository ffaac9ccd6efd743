package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.SendQueue;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large messages are read to where they are put together, however they are cut and whatever comes between. */
class LargeReceiveTest {
    private final List<byte[]> messages = new ArrayList<>();
    private final ReceiveBuffers buffers = new ReceiveBuffers();
    private final RecvByteBufAllocator.ExtendedHandle handle = buffers.newHandle();
    private boolean pauseAtEach;

    @Test
    void theBytesOfALargeFrameAreReadToTheirPlace() {
        EmbeddedChannel channel = open();
        byte[] frame = Frame.of(Opcode.BINARY, new byte[500_000]).toMaskedBytes(1);
        int ordinary = read(channel, frame, 0, Integer.MAX_VALUE);
        ByteBuf place = handle.allocate(ByteBufAllocator.DEFAULT);
        assertThat(place.capacity()).isGreaterThan(ordinary).isLessThanOrEqualTo(frame.length - ordinary);
        place.release();
        for (int at = ordinary; at < frame.length; ) {
            at += read(channel, frame, at, Integer.MAX_VALUE);
        }
        assertThat(messages).singleElement().isEqualTo(new byte[500_000]);
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void messagesComeAsTheyWereHoweverTheyAreReadAndPaused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> expected = new ArrayList<>();
        byte[] wire = wire(random, expected);
        EmbeddedChannel channel = open();
        WebSocket socket = channel.pipeline().get(WebSocketChannel.class).socket();
        for (int at = 0; at < wire.length; ) {
            pauseAtEach = random.nextInt(4) == 0;
            at += read(channel, wire, at, 1 + random.nextInt(1 << (2 + random.nextInt(18))));
            int doing = random.nextInt(6);
            if (doing == 0) {
                socket.pause();
            } else if (doing < 3) {
                socket.resume();
            }
            channel.runPendingTasks();
        }
        pauseAtEach = false;
        socket.resume();
        channel.runPendingTasks();
        assertThat(messages.size()).as("seed " + seed).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Arrays.equals(messages.get(i), expected.get(i)))
                    .as("message " + i + " of seed " + seed)
                    .isTrue();
        }
        channel.finishAndReleaseAll();
    }

    /** Messages of all sizes, some in fragments, some with a ping within. */
    private static byte[] wire(SplittableRandom random, List<byte[]> messages) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 0; i < 30; i++) {
            byte[] message = new byte[random.nextInt(1 << (1 + random.nextInt(20)))];
            random.nextBytes(message);
            messages.add(message);
            int cut = random.nextInt(3) == 0 ? random.nextInt(message.length + 1) : 0;
            Opcode opcode = Opcode.BINARY;
            if (cut > 0) {
                wire.writeBytes(new Frame(
                                opcode,
                                false,
                                0,
                                ByteBuffer.wrap(message, 0, cut).slice())
                        .toMaskedBytes(random.nextInt()));
                wire.writeBytes(Frame.of(Opcode.PING, new byte[] {1}).toMaskedBytes(random.nextInt()));
                opcode = Opcode.CONTINUATION;
            }
            wire.writeBytes(new Frame(
                            opcode,
                            true,
                            0,
                            ByteBuffer.wrap(message, cut, message.length - cut).slice())
                    .toMaskedBytes(random.nextInt()));
        }
        return wire.toByteArray();
    }

    /** As a channel reads: asks for a buffer, and fills it as far as there are bytes. Returns how many it read. */
    private int read(EmbeddedChannel channel, byte[] wire, int from, int most) {
        ByteBuf buffer = handle.allocate(ByteBufAllocator.DEFAULT);
        int bytes = Math.min(Math.min(buffer.writableBytes(), most), wire.length - from);
        handle.attemptedBytesRead(buffer.writableBytes());
        buffer.writeBytes(wire, from, bytes);
        handle.lastBytesRead(bytes);
        channel.writeInbound(buffer);
        return bytes;
    }

    private EmbeddedChannel open() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setRecvByteBufAllocator(buffers);
        channel.pipeline().addLast(LoopStage.webSocketChannel(new Collector(), SendQueue.DEFAULT, null, report -> {}));
        return channel;
    }

    private final class Collector implements WebSocketHandler {
        @Override
        public void onBinary(WebSocket socket, ByteBuffer data) {
            byte[] message = new byte[data.remaining()];
            data.duplicate().get(message);
            messages.add(message);
            if (pauseAtEach) {
                socket.pause();
            }
        }
    }
}
