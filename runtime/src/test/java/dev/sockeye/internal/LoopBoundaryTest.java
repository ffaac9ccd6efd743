package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.NotSentException;
import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendQueue;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a connection's loop meets other threads: tasks of the application's own, executors that refuse, loops that ended. */
class LoopBoundaryTest {
    /** The ways of sending, each with the frame that it makes. */
    private enum Sending {
        TEXT(Opcode.TEXT),
        BINARY(Opcode.BINARY),
        PREPARED(Opcode.TEXT),
        PART(Opcode.BINARY),
        PING(Opcode.PING),
        ASYNC(Opcode.TEXT),
        CLOSE(Opcode.CLOSE);

        private final Opcode opcode;

        Sending(Opcode opcode) {
            this.opcode = opcode;
        }

        SendOutcome with(WebSocket socket) {
            return switch (this) {
                case TEXT -> socket.sendText("a");
                case BINARY -> socket.sendBinary(ByteBuffer.allocate(20_000));
                case PREPARED -> socket.send(PreparedMessage.text("a"));
                case PART -> socket.sendPart(MessageType.BINARY, ByteBuffer.allocate(3), false);
                case PING -> socket.ping(ByteBuffer.allocate(3));
                case ASYNC -> {
                    assertThat(socket.sendAsync(MessageType.TEXT, ByteBuffer.allocate(3)))
                            .isNotNull();
                    yield SendOutcome.QUEUED;
                }
                case CLOSE -> {
                    socket.close();
                    yield SendOutcome.QUEUED;
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatATaskOnTheLoopSendsOutsideOfATurnIsFlushed(Sending sending) throws Exception {
        try (LoopStage stage = new LoopStage(new WebSocketHandler() {}, SendQueue.DEFAULT, null)) {
            assertThat(stage.onLoop(() -> sending.with(stage.socket()))).isEqualTo(SendOutcome.QUEUED);
            assertThat(stage.seen()).extracting(Frame::opcode).containsExactly(sending.opcode);
        }
    }

    @Test
    void anExecutorThatRefusesEndsTheConnectionWithItsWordsAndOneReport() throws Exception {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (LoopStage stage = new LoopStage(new Recorder(events), SendQueue.DEFAULT, executor)) {
            executor.shutdown();
            assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            stage.receive(Frame.of(Opcode.TEXT, new byte[] {'a'}).toMaskedBytes(1));
            stage.receive(Frame.of(Opcode.TEXT, new byte[] {'b'}).toMaskedBytes(1));
            assertThat(stage.seen())
                    .singleElement()
                    .satisfies(frame -> assertThat(ClosePayload.parse(frame.payload()))
                            .isEqualTo(ClosePayload.of(CloseCode.INTERNAL_ERROR, "internal error")));
            stage.hangUp();
            CloseReport report = stage.nextReport();
            assertThat(report.cause())
                    .isInstanceOfSatisfying(
                            CloseCause.LocalFailure.class,
                            cause -> assertThat(cause.failure())
                                    .contains("executor")
                                    .contains(RejectedExecutionException.class.getName()));
            stage.settle();
            assertThat(stage.reportsLeft()).isZero();
            assertThat(events).filteredOn(event -> !event.equals("open")).containsExactly("close");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void anExecutorThatNeverTakesAnythingStillGetsTheReportThrough() throws Exception {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        Executor refusing = task -> {
            throw new RejectedExecutionException("full");
        };
        try (LoopStage stage = new LoopStage(new Recorder(events), SendQueue.DEFAULT, refusing)) {
            stage.hangUp();
            CloseReport report = stage.nextReport();
            assertThat(report.cause()).isInstanceOf(CloseCause.LocalFailure.class);
            assertThat(events).containsExactly("close");
        }
    }

    @Test
    void anAsynchronousSendAfterTheEndOfItsLoopFailsAndDoesNotHang() throws Exception {
        WebSocket socket;
        try (LoopStage stage = new LoopStage(new WebSocketHandler() {}, SendQueue.DEFAULT, null)) {
            socket = stage.socket();
        }
        CompletionStage<Void> done = socket.sendAsync(MessageType.BINARY, ByteBuffer.allocate(3));
        assertThat(done.toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(NotSentException.class);
        assertThat(socket.ping(ByteBuffer.allocate(0))).isEqualTo(SendOutcome.CLOSED);
        assertThat(socket.sendText("late")).isEqualTo(SendOutcome.CLOSED);
        assertThat(socket.sendPart(MessageType.TEXT, ByteBuffer.allocate(0), true))
                .isEqualTo(SendOutcome.CLOSED);
        socket.close();
        socket.abort();
    }

    private record Recorder(Queue<String> events) implements WebSocketHandler {
        @Override
        public void onOpen(WebSocket socket) {
            events.add("open");
        }

        @Override
        public void onText(WebSocket socket, String text) {
            events.add(text);
        }

        @Override
        public void onClose(CloseReport report) {
            events.add("close");
        }
    }
}
