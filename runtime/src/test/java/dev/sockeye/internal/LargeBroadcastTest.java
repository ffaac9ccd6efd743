package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.ByteArrayOutputStream;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message for many receivers follows the rule of all messages: what is larger than a fragment goes out in fragments. */
class LargeBroadcastTest {
    private static final SendQueue QUEUE = new SendQueue(1 << 20, 64 << 20, SlowConsumerPolicy.REJECT);
    private static final int FRAGMENT = Sender.FRAGMENT_BYTES;

    @ParameterizedTest
    @ValueSource(ints = {0, 5, FRAGMENT - 1, FRAGMENT, FRAGMENT + 1, 2 * FRAGMENT, 2 * FRAGMENT + 70_000})
    void itsFragmentsMakeUpTheMessage(int size) throws Exception {
        byte[] payload = new byte[size];
        new SplittableRandom(size).nextBytes(payload);
        try (LoopStage stage = new LoopStage(new WebSocketHandler() {}, QUEUE, null)) {
            assertThat(stage.socket().send(PreparedMessage.binary(ByteBuffer.wrap(payload))))
                    .isEqualTo(SendOutcome.QUEUED);
            stage.socket().sendBinary(ByteBuffer.wrap(new byte[] {42}));
            List<Frame> seen = stage.seen();
            assertThat(seen.get(seen.size() - 1).bytes()).containsExactly(42);
            List<Frame> frames = seen.subList(0, seen.size() - 1);

            assertThat(frames).hasSize(Math.max(1, (size + FRAGMENT - 1) / FRAGMENT));
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (int i = 0; i < frames.size(); i++) {
                Frame frame = frames.get(i);
                assertThat(frame.opcode()).isEqualTo(i == 0 ? Opcode.BINARY : Opcode.CONTINUATION);
                assertThat(frame.fin()).isEqualTo(i == frames.size() - 1);
                whole.writeBytes(frame.bytes());
            }
            assertThat(whole.toByteArray()).isEqualTo(payload);
        }
    }

    @Test
    void aControlFrameWaitsBehindOneFragmentAtMost() throws Exception {
        Writes writes = new Writes();
        try (LoopStage stage = new LoopStage(new WebSocketHandler() {}, QUEUE, null)) {
            stage.channel().pipeline().addFirst(writes);
            stage.socket().send(PreparedMessage.binary(ByteBuffer.allocate(5 * FRAGMENT)));
            stage.settle();
            assertThat(writes.sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(FRAGMENT + 10));
            assertThat(writes.pendingBefore)
                    .hasSize(5)
                    .allSatisfy(pending -> assertThat(pending)
                            .isLessThan(stage.channel().config().getWriteBufferHighWaterMark()));
        }
    }

    @Test
    void itIsEncodedOnceForAllItsReceiversAndPassedOnUncopied() throws Exception {
        Writes writes = new Writes();
        PreparedMessage message = PreparedMessage.binary(ByteBuffer.allocate(2 * FRAGMENT));
        try (LoopStage stage = new LoopStage(new WebSocketHandler() {}, QUEUE, null)) {
            stage.channel().pipeline().addFirst(writes);
            stage.socket().send(message);
            stage.socket().send(message);
            stage.settle();
            assertThat(writes.addresses).hasSize(4);
            assertThat(writes.addresses.subList(2, 4)).isEqualTo(writes.addresses.subList(0, 2));
        }
    }

    /** Notes what is written to the channel, and what lay before it. */
    private static final class Writes extends ChannelOutboundHandlerAdapter {
        private final List<Integer> sizes = new ArrayList<>();
        private final List<Long> pendingBefore = new ArrayList<>();
        private final List<Long> addresses = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ByteBuf bytes = (ByteBuf) message;
            sizes.add(bytes.readableBytes());
            pendingBefore.add(context.channel().unsafe().outboundBuffer().totalPendingWriteBytes());
            addresses.add(address(bytes));
            context.write(message, promise);
        }
    }

    /** Newer JDKs give Netty no access to addresses, but tell them of a buffer themselves. */
    private static long address(ByteBuf bytes) {
        if (bytes.hasMemoryAddress()) {
            return bytes.memoryAddress() + bytes.readerIndex();
        }
        try {
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            Object of = segment.getMethod("ofBuffer", Buffer.class).invoke(null, bytes.nioBuffer());
            return (long) segment.getMethod("address").invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
