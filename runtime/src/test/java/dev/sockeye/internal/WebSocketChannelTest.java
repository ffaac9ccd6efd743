package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.NotSentException;
import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.StreamingWebSocketHandler;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The way between frames on a channel and a handler's callbacks, on a channel in memory. Longer than most because its cases
 * share one stage, and the ends of sending, pausing and closing show only together.
 */
class WebSocketChannelTest {
    private static final int MASKING_KEY = 0x12345678;
    private static final SendQueue SMALL_QUEUE = new SendQueue(10, 100, SlowConsumerPolicy.REJECT);

    private final List<String> events = new ArrayList<>();
    private final List<CloseReport> reports = new ArrayList<>();
    private EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void releaseWhatWasWritten() {
        channel.finishAndReleaseAll();
    }

    // ---- receiving

    @Test
    void aTextMessageReachesTheHandlerAsAString() {
        open(new Recorder());
        receive(text("grüße"));
        assertThat(events).containsExactly("open", "text grüße");
    }

    @Test
    void aMessageInFragmentsAndPiecesReachesTheHandlerWhole() {
        open(new Recorder());
        byte[] first = new Frame(Opcode.TEXT, false, 0, bytes("Hel")).toMaskedBytes(MASKING_KEY);
        byte[] second = new Frame(Opcode.CONTINUATION, true, 0, bytes("lo")).toMaskedBytes(MASKING_KEY);
        for (byte[] frame : List.of(first, second)) {
            for (byte b : frame) {
                receive(new byte[] {b});
            }
        }
        assertThat(events).containsExactly("open", "text Hello");
    }

    @Test
    void aStreamingHandlerGetsThePartsAsTheyCome() {
        open(new StreamingRecorder());
        byte[] frame = text("abcdef");
        receive(java.util.Arrays.copyOf(frame, frame.length - 3));
        receive(java.util.Arrays.copyOfRange(frame, frame.length - 3, frame.length));
        assertThat(events).containsExactly("open", "part abc", "last def");
    }

    @Test
    void nothingIsReadAfterPauseUntilResume() {
        Recorder recorder = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                super.onText(socket, text);
                if (text.equals("stop")) {
                    socket.pause();
                }
            }
        };
        WebSocket socket = open(recorder);
        receive(concat(text("stop"), text("two"), text("three")));
        receive(text("four"));
        assertThat(events).containsExactly("open", "text stop");

        socket.resume();
        assertThat(events).containsExactly("open", "text stop", "text two", "text three", "text four");
    }

    @Test
    void aPausedConnectionStillCloses() {
        WebSocket socket = open(new Recorder());
        socket.pause();
        receive(concat(text("unread"), close(1001)));
        socket.close();
        channel.runPendingTasks();
        channel.close();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.code()).isEqualTo(CloseCode.GOING_AWAY);
            assertThat(events).doesNotContain("text unread");
        });
    }

    @Test
    void whatCameBeforeTheEndOfTheStreamIsReadBeforeIt() {
        WebSocket socket = open(new Recorder());
        socket.pause();
        receive(concat(text("last words"), close(1000)));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(events).containsExactly("open");

        socket.resume();
        channel.runPendingTasks();
        assertThat(events).containsExactly("open", "text last words", "close 1000");
    }

    @Test
    void aMessageThatLostAPartToAPauseIsNotDelivered() {
        WebSocket socket = open(new Recorder());
        receive(new Frame(Opcode.TEXT, false, 0, bytes("a")).toMaskedBytes(MASKING_KEY));
        socket.pause();
        socket.close();
        channel.runPendingTasks();
        receive(new Frame(Opcode.CONTINUATION, false, 0, bytes("b")).toMaskedBytes(MASKING_KEY));
        socket.resume();
        receive(new Frame(Opcode.CONTINUATION, true, 0, bytes("c")).toMaskedBytes(MASKING_KEY));
        assertThat(events).containsExactly("open");
    }

    @Test
    void aPingThatWaitedForResumeIsAnsweredAtOnce() {
        WebSocket socket = open(new Recorder());
        socket.pause();
        receive(Frame.of(Opcode.PING, new byte[] {1}).toMaskedBytes(MASKING_KEY));
        socket.resume();
        assertThat(sent()).extracting(Frame::opcode).containsExactly(Opcode.PONG);
    }

    @Test
    void resumingIsNoSignOfLife() {
        WebSocket socket = open(new Recorder());
        receive(text("a"));
        long before = System.nanoTime();
        while (System.nanoTime() == before) {
            Thread.onSpinWait();
        }
        socket.pause();
        socket.resume();
        channel.close();
        CloseReport report = reports.get(0);
        assertThat(report.when(Moment.Kind.LAST_BYTE_IN)).isEqualTo(report.when(Moment.Kind.LAST_MESSAGE_IN));
    }

    // ---- sending

    @Test
    void whatAHandlerSendsWithinATurnGoesOutInOneWrite() {
        open(new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.sendText(text + "1");
                socket.sendText(text + "2");
            }
        });
        receive(concat(text("a"), text("b")));
        ByteBuf written = channel.readOutbound();
        assertThat(framesIn(written)).extracting(Frame::toString).hasSize(4);
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
    }

    @Test
    void aLargeMessageSentBackFromItsOwnCallbackIsNotCopied() {
        open(new Recorder() {
            @Override
            public void onBinary(WebSocket socket, ByteBuffer data) {
                socket.sendBinary(data);
            }
        });
        byte[] large = new byte[20_000];
        java.util.Arrays.fill(large, (byte) 7);
        ByteBuf in = Unpooled.directBuffer()
                .writeBytes(Frame.of(Opcode.BINARY, large).toMaskedBytes(MASKING_KEY));
        channel.writeInbound(in);
        ByteBuf head = channel.readOutbound();
        ByteBuf payload = channel.readOutbound();
        assertThat(payload.memoryAddress()).isEqualTo(in.memoryAddress() + 8);
        assertThat(framesIn(Unpooled.wrappedBuffer(head, payload)))
                .singleElement()
                .satisfies(frame -> assertThat(frame.bytes()).isEqualTo(large));
    }

    @Test
    void aSendAfterCloseIsNotTaken() {
        WebSocket socket = open(new Recorder());
        socket.close(CloseCode.NORMAL, "done");
        assertThat(socket.sendText("late")).isEqualTo(SendOutcome.CLOSING);
        assertThat(framesIn(channel.readOutbound()))
                .singleElement()
                .satisfies(frame -> assertThat(frame.opcode()).isEqualTo(Opcode.CLOSE));
        channel.close();
        assertThat(socket.sendText("later")).isEqualTo(SendOutcome.CLOSED);
    }

    @Test
    void aFullQueueRejectsUntilItHasDrained() {
        WebSocket socket = open(new Recorder(), SMALL_QUEUE);
        block();
        assertThat(socket.sendBinary(ByteBuffer.allocate(150))).isEqualTo(SendOutcome.QUEUED);
        assertThat(socket.isWritable()).isFalse();
        assertThat(socket.sendBinary(ByteBuffer.allocate(1))).isEqualTo(SendOutcome.BACK_PRESSURED);

        unblock();
        assertThat(events).containsExactly("open", "writable");
        assertThat(socket.sendBinary(ByteBuffer.allocate(1))).isEqualTo(SendOutcome.QUEUED);
        assertThat(sent()).extracting(frame -> frame.payload().remaining()).containsExactly(150, 1);
    }

    @Test
    void theOldestMessagesAreDroppedIfThatIsThePolicy() {
        WebSocket socket = open(new Recorder(), SMALL_QUEUE.withPolicy(SlowConsumerPolicy.DROP_OLDEST));
        block();
        for (int size = 40; size < 45; size++) {
            assertThat(socket.sendBinary(ByteBuffer.allocate(size))).isEqualTo(SendOutcome.QUEUED);
        }
        unblock();
        assertThat(sent()).extracting(frame -> frame.payload().remaining()).containsExactly(43, 44);
    }

    @Test
    void theNewestMessageIsNotDroppedHoweverLargeItIs() {
        WebSocket socket = open(new Recorder(), SMALL_QUEUE.withPolicy(SlowConsumerPolicy.DROP_OLDEST));
        block();
        socket.sendBinary(ByteBuffer.allocate(50));
        socket.sendBinary(ByteBuffer.allocate(150));
        unblock();
        assertThat(sent()).extracting(frame -> frame.payload().remaining()).containsExactly(150);
    }

    @Test
    void aQueueThatDrainsAtOnceIsWritableAgain() {
        WebSocket socket = open(new Recorder(), new SendQueue(16 << 10, 64 << 10, SlowConsumerPolicy.REJECT));
        socket.sendBinary(ByteBuffer.allocate(100_000));
        channel.runPendingTasks();
        assertThat(socket.isWritable()).isTrue();
        assertThat(events).containsExactly("open", "writable");
    }

    @Test
    void aHandlerThatThrowsWhenToldOfRoomEndsItsConnectionAtOnce() {
        WebSocket socket = open(
                new Recorder() {
                    @Override
                    public void onWritable(WebSocket socket) {
                        throw new IllegalStateException("secret");
                    }
                },
                SMALL_QUEUE);
        block();
        socket.sendBinary(ByteBuffer.allocate(150));
        unblock();
        assertThat(sent()).extracting(Frame::opcode).containsExactly(Opcode.BINARY, Opcode.CLOSE);
    }

    @Test
    void aSlowConsumerIsClosedIfThatIsThePolicy() {
        WebSocket socket = open(new Recorder(), SMALL_QUEUE.withPolicy(SlowConsumerPolicy.CLOSE));
        block();
        socket.sendBinary(ByteBuffer.allocate(150));
        assertThat(socket.sendBinary(ByteBuffer.allocate(1))).isEqualTo(SendOutcome.CLOSING);
        channel.close();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.cause()).isInstanceOf(CloseCause.SlowConsumer.class);
            assertThat(report.closing().sent())
                    .contains(ClosePayload.of(CloseCode.POLICY_VIOLATION, "reading too slowly"));
        });
    }

    @Test
    @Tag("RFC6455-5.5.2-2")
    void aPongDoesNotWaitBehindQueuedData() {
        WebSocket socket = open(new Recorder());
        block();
        socket.sendBinary(ByteBuffer.allocate(50_000));
        receive(Frame.of(Opcode.PING, new byte[] {1}).toMaskedBytes(MASKING_KEY));
        unblock();
        assertThat(sent()).extracting(Frame::opcode).containsExactly(Opcode.PONG, Opcode.BINARY);
    }

    @Test
    void aVeryLargeMessageGoesOutInFragmentsThatAPongCanPassBetween() {
        WebSocket socket = open(new Recorder());
        byte[] large = new byte[Sender.FRAGMENT_BYTES * 2 + 5];
        socket.sendBinary(ByteBuffer.wrap(large));
        channel.runPendingTasks();
        List<Frame> frames = sent();
        assertThat(frames)
                .extracting(Frame::opcode)
                .containsExactly(Opcode.BINARY, Opcode.CONTINUATION, Opcode.CONTINUATION);
        assertThat(frames).extracting(Frame::fin).containsExactly(false, false, true);
        assertThat(frames.stream()
                        .mapToInt(frame -> frame.payload().remaining())
                        .sum())
                .isEqualTo(large.length);
    }

    @Test
    void anAsynchronousSendTellsWhenTheBytesAreTaken() {
        WebSocket socket = open(new Recorder());
        CompletionStage<Void> done = socket.sendAsync(MessageType.BINARY, ByteBuffer.allocate(3));
        assertThat(done).isCompleted();
        socket.close();
        CompletionStage<Void> late = socket.sendAsync(MessageType.BINARY, ByteBuffer.allocate(3));
        assertThat(late.toCompletableFuture())
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(NotSentException.class);
    }

    @Test
    void queuedAsynchronousSendsFailWhenTheConnectionDies() {
        WebSocket socket = open(new Recorder());
        block();
        CompletionStage<Void> done = socket.sendAsync(MessageType.BINARY, ByteBuffer.allocate(3));
        assertThat(done.toCompletableFuture()).isNotDone();
        channel.close();
        assertThat(done.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void partsMakeOneMessageAndKeepOthersOut() {
        WebSocket socket = open(new Recorder());
        socket.sendPart(MessageType.TEXT, bytes("a"), false);
        assertThatThrownBy(() -> socket.sendText("x")).isInstanceOf(IllegalStateException.class);
        socket.sendPart(MessageType.TEXT, bytes("b"), true);
        socket.sendText("c");
        assertThat(sent()).extracting(Frame::opcode).containsExactly(Opcode.TEXT, Opcode.CONTINUATION, Opcode.TEXT);
    }

    @Test
    void partsAreHeldBackLikeMessages() {
        WebSocket socket = open(new Recorder(), SMALL_QUEUE);
        block();
        assertThat(socket.sendPart(MessageType.BINARY, ByteBuffer.allocate(150), false))
                .isEqualTo(SendOutcome.QUEUED);
        assertThat(socket.sendPart(MessageType.BINARY, ByteBuffer.allocate(1), true))
                .isEqualTo(SendOutcome.BACK_PRESSURED);
        unblock();
        assertThat(socket.sendPart(MessageType.BINARY, ByteBuffer.allocate(1), true))
                .isEqualTo(SendOutcome.QUEUED);
        assertThat(sent()).extracting(Frame::fin).containsExactly(false, true);
    }

    @Test
    void aPreparedMessageIsFramedOnce() {
        WebSocket socket = open(new Recorder());
        PreparedMessage message = PreparedMessage.text("news");
        socket.send(message);
        socket.send(message);
        assertThat(sent())
                .extracting(frame -> new String(frame.bytes(), StandardCharsets.UTF_8))
                .containsExactly("news", "news");
    }

    @Test
    void aClientMasksWhatItSendsAndNotWhatTheCallerHolds() {
        WebSocket socket = open(new Recorder(), Role.CLIENT, SendQueue.DEFAULT, List.of());
        ByteBuffer data = ByteBuffer.allocateDirect(9_000).put(0, (byte) 42);
        socket.sendBinary(data);
        assertThat(data.get(0)).isEqualTo((byte) 42);
        assertThat(data.position()).isZero();
        List<Frame> frames = sent(Role.SERVER);
        assertThat(frames)
                .singleElement()
                .satisfies(frame -> assertThat(frame.bytes()[0]).isEqualTo((byte) 42));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 9_000, 2 * Sender.FRAGMENT_BYTES + 5})
    @Tag("RFC6455-10.3-2")
    void whatTheCallerChangesAfterItsCallIsNotSent(int size) {
        WebSocket socket = open(new Recorder(), Role.CLIENT, SendQueue.DEFAULT, List.of());
        ByteBuffer data = ByteBuffer.allocateDirect(size);
        block();
        socket.sendBinary(data);
        socket.sendAsync(MessageType.BINARY, data);
        socket.sendPart(MessageType.BINARY, data, false);
        socket.sendPart(MessageType.BINARY, data, true);
        for (int i = 0; i < size; i++) {
            data.put(i, (byte) 42);
        }
        // An embedded channel runs waiting tasks within a write; a real event loop never does
        channel.runPendingTasks();
        unblock();
        channel.runPendingTasks();

        List<Frame> frames = sent(Role.SERVER);
        assertThat(frames.stream()
                        .mapToInt(frame -> frame.payload().remaining())
                        .sum())
                .as("some of it may be more than the queue takes")
                .isGreaterThanOrEqualTo(size);
        assertThat(frames).allSatisfy(frame -> assertThat(frame.bytes()).containsOnly(0));
    }

    // ---- ending

    @Test
    @Tag("RFC6455-5.5.1-3")
    @Tag("RFC6455-6.1-1")
    void whatWaitsWhenThePeersCloseComesIsNotSentBehindTheAnswer() {
        WebSocket socket = open(new Recorder());
        block();
        socket.sendText("waits");
        receive(close(1000));
        unblock();
        assertThat(socket.sendText("late").isTaken()).isFalse();
        assertThat(sent()).extracting(Frame::opcode).containsExactly(Opcode.CLOSE);
    }

    @Test
    @Tag("RFC6455-5.5.1-5")
    void thePeersCloseIsAnsweredAtOnceAlsoWithinAMessageOfOurs() {
        WebSocket socket = open(new Recorder());
        socket.sendPart(MessageType.BINARY, ByteBuffer.allocate(5), false);
        receive(close(1000));
        assertThat(sent()).extracting(Frame::opcode).containsExactly(Opcode.BINARY, Opcode.CLOSE);
    }

    @Test
    void noMessageIsTakenBehindACloseThatWaits() {
        WebSocket socket = open(new Recorder());
        block();
        socket.sendText("before");
        socket.close();
        assertThat(socket.sendText("behind")).isEqualTo(SendOutcome.CLOSING);
        assertThat(socket.isWritable()).isFalse();
        unblock();
        assertThat(sent()).extracting(Frame::opcode).containsExactly(Opcode.TEXT, Opcode.CLOSE);
    }

    @Test
    void aCloseDoesNotWaitForEverBehindAPeerThatDoesNotRead() {
        WebSocket socket = open(new Recorder());
        block();
        socket.sendText("unread");
        socket.close();
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(sent()).extracting(Frame::opcode).containsExactly(Opcode.CLOSE);
    }

    @Test
    void theReportComesWhenTheCallbackThatCutTheConnectionHasReturned() {
        open(new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.abort();
                super.onText(socket, text);
            }
        });
        receive(text("a"));
        assertThat(events).containsExactly("open", "text a", "close 1006");
    }

    @Test
    void aConnectionThatNeverOpenedDeliversNothing() {
        open(new Recorder(), Role.CLIENT, SendQueue.DEFAULT, List.of("permessage-deflate"));
        receive(Frame.of(Opcode.TEXT, new byte[] {'a'}).toUnmaskedBytes());
        assertThat(events).isEmpty();
    }

    @Test
    void aHandlerThatThrowsEndsItsConnectionWith1011AndWithoutItsWords() {
        open(new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                throw new IllegalStateException("secret");
            }
        });
        receive(concat(text("a"), text("b")));
        assertThat(sent())
                .singleElement()
                .satisfies(frame -> assertThat(ClosePayload.parse(frame.payload()))
                        .isEqualTo(ClosePayload.of(CloseCode.INTERNAL_ERROR, "internal error")));
        channel.close();
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.cause())
                        .isEqualTo(new CloseCause.HandlerFailed("java.lang.IllegalStateException: secret")));
        assertThat(events).containsExactly("open", "close 1006");
    }

    @Test
    @Tag("RFC6455-7.4.1-3")
    void aMissingRequiredExtensionClosesWith1010AndNeverOpens() {
        open(new Recorder(), Role.CLIENT, SendQueue.DEFAULT, List.of("permessage-deflate"));
        assertThat(sent(Role.SERVER))
                .singleElement()
                .satisfies(frame -> assertThat(ClosePayload.parse(frame.payload()))
                        .isEqualTo(ClosePayload.of(CloseCode.MANDATORY_EXTENSION, "required: permessage-deflate")));
        channel.close();
        assertThat(events).containsExactly("close 1006");
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.cause())
                        .isEqualTo(new CloseCause.ExtensionMissing(List.of("permessage-deflate"))));
    }

    @Test
    void aTransportErrorIsTheCauseAndTheReportComesOnce() {
        open(new Recorder());
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        channel.close();
        assertThat(events).containsExactly("open", "close 1006");
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.cause()).isInstanceOf(CloseCause.TransportLost.class));
    }

    @Test
    void abortSendsNoCloseFrame() {
        WebSocket socket = open(new Recorder());
        socket.abort();
        assertThat(channel.isOpen()).isFalse();
        assertThat(sent()).isEmpty();
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.cause()).isEqualTo(new CloseCause.Aborted()));
    }

    // ---- the stage

    private WebSocket open(WebSocketHandler handler) {
        return open(handler, SendQueue.DEFAULT);
    }

    private WebSocket open(WebSocketHandler handler, SendQueue queue) {
        return open(handler, Role.SERVER, queue, List.of());
    }

    private WebSocket open(WebSocketHandler handler, Role role, SendQueue queue, List<String> missing) {
        SessionConfig session = new SessionConfig(
                ConnectionConfig.builder(role).build(), queue, null, new Witness(List.of()), Signals.NONE);
        OpenedHandshake opened = new OpenedHandshake(
                "/test",
                new OpenedHandshake.Agreed(Optional.empty(), List.of(), missing, () -> HandshakeFacts.NONE),
                List.of(),
                System.nanoTime());
        WebSocketChannel handlerOfChannel = new WebSocketChannel(handler, session, opened, reports::add);
        channel = new EmbeddedChannel(handlerOfChannel);
        return handlerOfChannel.socket();
    }

    private void receive(byte[] bytes) {
        channel.writeInbound(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    private void block() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        channel.runPendingTasks();
    }

    private void unblock() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
    }

    private List<Frame> sent() {
        return sent(Role.CLIENT);
    }

    /** The frames that went out, read as the given role reads them. */
    private List<Frame> sent(Role reader) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (ByteBuf written = channel.readOutbound(); written != null; written = channel.readOutbound()) {
            byte[] part = new byte[written.readableBytes()];
            written.readBytes(part).release();
            wire.writeBytes(part);
        }
        return frames(wire.toByteArray(), reader);
    }

    private static List<Frame> framesIn(ByteBuf written) {
        byte[] wire = new byte[written.readableBytes()];
        written.readBytes(wire).release();
        return frames(wire, Role.CLIENT);
    }

    private static List<Frame> frames(byte[] wire, Role reader) {
        try {
            return new Frame.Reader(reader, 0, Long.MAX_VALUE).read(wire);
        } catch (dev.sockeye.protocol.ProtocolException broken) {
            throw new AssertionError(broken);
        }
    }

    private static byte[] text(String text) {
        return Frame.of(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8)).toMaskedBytes(MASKING_KEY);
    }

    private static byte[] close(int code) {
        return Frame.of(Opcode.CLOSE, new byte[] {(byte) (code >> 8), (byte) code})
                .toMaskedBytes(MASKING_KEY);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private class Recorder implements WebSocketHandler {
        @Override
        public void onOpen(WebSocket socket) {
            events.add("open");
        }

        @Override
        public void onText(WebSocket socket, String text) {
            events.add("text " + text);
        }

        @Override
        public void onWritable(WebSocket socket) {
            events.add("writable");
        }

        @Override
        public void onClose(CloseReport report) {
            events.add("close " + report.code());
        }
    }

    private final class StreamingRecorder extends Recorder implements StreamingWebSocketHandler {
        @Override
        public void onPart(WebSocket socket, MessageType type, ByteBuffer part, boolean last) {
            events.add((last ? "last " : "part ") + StandardCharsets.UTF_8.decode(part.duplicate()));
        }
    }
}
