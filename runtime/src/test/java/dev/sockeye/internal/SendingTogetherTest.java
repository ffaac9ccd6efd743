package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads send on one WebSocket: messages stay whole, and parts of one message stay together. */
class SendingTogetherTest {
    private static final WebSocketHandler SILENT = new WebSocketHandler() {};
    private static final SendQueue LARGE_QUEUE = new SendQueue(8 << 20, 64 << 20, SlowConsumerPolicy.REJECT);

    /** Not the common pool: on two cores newer JDKs run one task of it at a time. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageIsRefusedIfOneInPartsHasBegunWhileItWasCopied(boolean onLoop) throws Exception {
        try (LoopStage stage = new LoopStage(SILENT, LARGE_QUEUE, null)) {
            AtomicBoolean first = new AtomicBoolean(true);
            stage.channel().config().setAllocator(new HookedAllocator(() -> {
                if (first.getAndSet(false)) {
                    CompletableFuture.runAsync(
                                    () -> stage.socket().sendPart(MessageType.TEXT, bytes("a"), false), threads)
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join();
                }
            }));
            Callable<SendOutcome> send = () -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> stage.socket().sendText("whole"));
                return SendOutcome.QUEUED;
            };
            if (onLoop) {
                stage.onLoop(send);
            } else {
                send.call();
            }
            stage.socket().sendPart(MessageType.TEXT, bytes("b"), true);
            assertThat(messages(stage.seen())).containsExactly("ab");
        }
    }

    @Test
    void aPartOfAnotherTypeIsRefusedAndHarmsNothing() throws Exception {
        try (LoopStage stage = new LoopStage(SILENT, LARGE_QUEUE, null)) {
            WebSocket socket = stage.socket();
            stage.onLoop(() -> {
                socket.sendPart(MessageType.TEXT, bytes("a"), false);
                assertThatIllegalStateException()
                        .isThrownBy(() -> socket.sendPart(MessageType.BINARY, ByteBuffer.allocate(9_000), true))
                        .withMessageContaining("TEXT");
                return socket.sendPart(MessageType.TEXT, bytes("b"), true);
            });
            String large = "x".repeat(10_000);
            stage.onLoop(() -> socket.send(PreparedMessage.text(large)));
            assertThat(messages(stage.seen())).containsExactly("ab", large);
        }
    }

    @Test
    void nothingIsTakenBehindACloseThatWaits() throws Exception {
        try (LoopStage stage = new LoopStage(SILENT, LARGE_QUEUE, null)) {
            stage.setWritable(false);
            AtomicBoolean first = new AtomicBoolean(true);
            stage.channel().config().setAllocator(new HookedAllocator(() -> {
                if (first.getAndSet(false)) {
                    stage.socket().close();
                }
            }));
            assertThat(stage.socket().sendText("behind")).isEqualTo(SendOutcome.CLOSING);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void messagesStayWholeWhateverTheOthersDo(long seed) throws Exception {
        int rounds = 300;
        try (LoopStage stage = new LoopStage(SILENT, LARGE_QUEUE, null)) {
            WebSocket socket = stage.socket();
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> blinking = CompletableFuture.runAsync(() -> blink(stage, over), threads);
            List<CompletableFuture<Void>> senders = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = Character.toString('p' + i);
                SplittableRandom random = new SplittableRandom(seed * 31 + i);
                int kind = i;
                senders.add(CompletableFuture.runAsync(
                        () -> {
                            for (int round = 0; round < rounds; round++) {
                                String text = name.repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 20));
                                sendSomehow(socket, kind, text, random);
                            }
                        },
                        threads));
            }
            for (CompletableFuture<Void> sender : senders) {
                sender.get(60, TimeUnit.SECONDS);
            }
            over.set(true);
            blinking.get(20, TimeUnit.SECONDS);
            stage.setWritable(true);
            List<String> messages = messages(stage.seen());
            assertThat(messages.size()).as("seed " + seed).isEqualTo(3 * rounds);
            assertThat(messages.stream()
                            .filter(message -> message.chars().distinct().count() != 1))
                    .as("messages with bytes of another, seed " + seed)
                    .isEmpty();
        }
    }

    private static void sendSomehow(WebSocket socket, int kind, String text, SplittableRandom random) {
        if (kind == 0) {
            int cut = random.nextInt(text.length());
            retrying(() -> socket.sendPart(MessageType.TEXT, bytes(text.substring(0, cut)), false));
            retrying(() -> socket.sendPart(MessageType.TEXT, bytes(text.substring(cut)), true));
        } else if (kind == 1) {
            retrying(() -> socket.sendText(text));
        } else {
            PreparedMessage prepared = PreparedMessage.text(text);
            retrying(() -> socket.send(prepared));
        }
    }

    /** Sends again for as long as a message in parts is in the way. */
    private static void retrying(Supplier<SendOutcome> send) {
        while (true) {
            try {
                assertThat(send.get()).isEqualTo(SendOutcome.QUEUED);
                return;
            } catch (IllegalStateException partsUnderWay) {
                Thread.onSpinWait();
            }
        }
    }

    private static void blink(LoopStage stage, AtomicBoolean over) {
        try {
            for (int i = 0; !over.get(); i++) {
                stage.setWritable(i % 2 == 0);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> messages(List<Frame> frames) {
        List<String> messages = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        Opcode expected = Opcode.TEXT;
        for (Frame frame : frames) {
            assertThat(frame.opcode()).isEqualTo(expected);
            message.writeBytes(frame.bytes());
            expected = frame.fin() ? Opcode.TEXT : Opcode.CONTINUATION;
            if (frame.fin()) {
                messages.add(message.toString(StandardCharsets.UTF_8));
                message.reset();
            }
        }
        return messages;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Runs something whenever a buffer is asked for, which every send does between looking and queueing. */
    private static final class HookedAllocator extends AbstractByteBufAllocator {
        private final Runnable hook;

        HookedAllocator(Runnable hook) {
            this.hook = hook;
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            hook.run();
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
