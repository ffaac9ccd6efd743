package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.SendQueue;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Reading stops while a dispatched handler is behind, and goes on when it has caught up. */
class HandlerBehindTest {
    @Test
    void catchingUpLateDoesNotLetReadingGoOnWhileTheHandlerIsBehindAgain() throws Exception {
        Steps steps = new Steps();
        Counter handler = new Counter();
        try (LoopStage stage = new LoopStage(handler, SendQueue.DEFAULT, steps)) {
            // The first message is handled while the loop is still in the turn that brings the second.
            steps.awaitAndRun();
            steps.holdLoop = true;
            stage.receive(concat(binary(200 << 10), binary(300 << 10)));
            steps.awaitAndRun();
            steps.holdLoop = false;
            steps.loopHeld.countDown();
            stage.settle();
            stage.receive(binary(1));
            stage.settle();
            assertThat(handler.sizes).containsExactly(200 << 10);
            assertThat(stage.channel().config().isAutoRead()).isFalse();

            // The last one comes in the same step if the loop is quick.
            while (handler.sizes.size() < 3) {
                steps.awaitAndRun();
                stage.settle();
            }
            assertThat(handler.sizes).containsExactly(200 << 10, 300 << 10, 1);
            assertThat(stage.channel().config().isAutoRead()).isTrue();
        }
    }

    private static byte[] binary(int size) {
        return Frame.of(Opcode.BINARY, new byte[size]).toMaskedBytes(0);
    }

    private static byte[] concat(byte[] one, byte[] two) {
        return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }

    private static final class Counter implements WebSocketHandler {
        private final List<Integer> sizes = new ArrayList<>();

        @Override
        public void onBinary(WebSocket socket, ByteBuffer data) {
            sizes.add(data.remaining());
        }
    }

    /** Keeps what it is given until the test runs it, and meanwhile the thread that gave it if so asked. */
    private static final class Steps implements Executor {
        private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private final CountDownLatch loopHeld = new CountDownLatch(1);
        private volatile boolean holdLoop;

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
            if (holdLoop) {
                try {
                    assertThat(loopHeld.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        void awaitAndRun() throws InterruptedException {
            Runnable task = tasks.poll(20, TimeUnit.SECONDS);
            assertThat(task).isNotNull();
            task.run();
        }
    }
}
