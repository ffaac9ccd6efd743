package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A queue that was full has room again when it has drained to the low watermark: not before, and little later. */
class QueueDrainTest {
    private static final int HIGH = 300_000;
    private static final int MESSAGES = 40;

    /** What a message of the outbox grows by when the channel takes it: its head, and what Netty counts for two buffers. */
    private static final int FRAME_OVERHEAD = 200;

    @Test
    void theHandlerIsToldOfRoomAtTheLowWatermarkAndNotBefore() {
        // Sizes that the queue passes through, as low watermarks: reached exactly, and missed by one byte.
        List<Long> sizes = sizesWhileDraining(new SendQueue(0, HIGH, SlowConsumerPolicy.REJECT));
        assertThat(sizes).hasSizeGreaterThan(MESSAGES / 2);
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 12; round++) {
            long size = sizes.get(random.nextInt(sizes.size()));
            sizesWhileDraining(new SendQueue(Math.min(HIGH, size), HIGH, SlowConsumerPolicy.REJECT));
            sizesWhileDraining(new SendQueue(Math.max(0, Math.min(HIGH, size) - 1), HIGH, SlowConsumerPolicy.REJECT));
        }
    }

    /** Fills a queue, drains it in small steps, and compares what the handler is told with the queue's size at each. */
    private static List<Long> sizesWhileDraining(SendQueue queue) {
        int[] told = new int[1];
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onWritable(WebSocket socket) {
                told[0]++;
            }
        };
        WebSocketChannel webSocket = LoopStage.webSocketChannel(handler, queue, null, report -> {});
        SlowChannel channel = new SlowChannel(webSocket);
        WebSocket socket = webSocket.socket();
        for (int i = 0; i < MESSAGES; i++) {
            if (socket.isWritable()) {
                socket.sendBinary(ByteBuffer.allocate(9_000 + i));
            }
        }
        channel.runPendingTasks();
        assertThat(socket.isWritable()).isFalse();

        List<Long> sizes = new ArrayList<>();
        while (socket.queuedBytes() > 0) {
            if (socket.queuedBytes() > queue.lowWatermarkBytes() + FRAME_OVERHEAD) {
                assertThat(told[0]).isZero();
            } else if (socket.queuedBytes() <= channel.config().getWriteBufferLowWaterMark()) {
                assertThat(told[0]).isEqualTo(1);
            }
            assertThat(socket.isWritable()).isEqualTo(told[0] == 1);
            sizes.add(socket.queuedBytes());
            channel.take(4_000);
        }
        assertThat(told[0]).isEqualTo(1);
        channel.finishAndReleaseAll();
        return sizes.stream().distinct().toList();
    }

    /** Takes as many bytes as the test lets it. */
    private static final class SlowChannel extends EmbeddedChannel {
        private int budget;

        SlowChannel(WebSocketChannel webSocket) {
            super(webSocket);
        }

        void take(int bytes) {
            budget = bytes;
            flush();
            runPendingTasks();
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer waiting) {
            while (waiting.current() instanceof ByteBuf bytes && budget > 0) {
                int taken = Math.min(budget, bytes.readableBytes());
                budget -= taken;
                waiting.removeBytes(taken);
            }
        }
    }
}
