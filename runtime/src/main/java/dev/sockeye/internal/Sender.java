package dev.sockeye.internal;

import dev.sockeye.NotSentException;
import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.frame.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing half of an open WebSocket.
 *
 * <p>On the event loop a message goes out at once if nothing waits before it, which is the way of a handler that answers.
 * From other threads it goes through the {@link Outbox}, with one task for the loop per burst. Data goes to the channel
 * only while the channel is writable, so that no more than its small watermark lies before a control frame; the rest waits
 * in the outbox, whose size the {@link SendQueue} bounds. A message larger than {@link #FRAGMENT_BYTES} goes out in
 * fragments for the same reason.
 *
 * <p>Longer than most classes here because what the threads of an application and the event loop do with the same queue is
 * best read side by side.
 */
final class Sender {
    /** The most that a control frame waits for within a message of ours: at 10 Mbit/s less than a second. */
    static final int FRAGMENT_BYTES = 1 << 20;

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final OpenWebSocket owner;
    private final ChannelHandlerContext context;
    private final EventLoop loop;
    private final Role role;
    private final SendQueue limits;
    private final long closingNanos;
    private final Connection connection;
    private final List<NegotiatedExtension> extensions;

    private volatile State state = State.OPEN;

    /** Whether the queue was over its high watermark and has not drained to the low one. */
    private volatile boolean full;

    /** Whether the application has closed, and the Close frame waits behind its messages. */
    private volatile boolean closeWaits;

    /** Made when something has to wait for the first time; most connections never need it. */
    private volatile @Nullable Outbox outbox;

    /** Kept because a peer that takes large messages slowly has it run for each. */
    private final Runnable tellDrained = this::tellDrained;

    /** Whether a message from the outbox that is larger than a fragment has gone out in part. */
    private boolean midMessage;

    /** Names the way this connection encodes prepared messages; null until the first. */
    private @Nullable String encodingKind;

    /** What the connections of this loop share; null until something is sent on the loop. */
    private @Nullable LoopResources resources;

    /** The large payload that is being sent, to be passed on instead of copied. */
    private @Nullable ByteBuf passing;

    Sender(
            OpenWebSocket owner,
            ChannelHandlerContext context,
            SessionConfig session,
            Connection connection,
            List<NegotiatedExtension> extensions) {
        this.owner = owner;
        this.context = context;
        this.loop = context.channel().eventLoop();
        this.role = session.connection().role();
        this.limits = session.sendQueue();
        this.closingNanos = session.connection().closingTimeout().toNanos();
        this.connection = connection;
        this.extensions = extensions;
    }

    // ---- from any thread

    boolean isWritable() {
        return takesMessages() && !full;
    }

    private boolean takesMessages() {
        return state == State.OPEN && !closeWaits;
    }

    long queuedBytes() {
        Outbox waiting = outbox;
        return owner.pendingBytes() + (waiting == null ? 0 : waiting.bytes());
    }

    /**
     * {@return why no message is taken now, or null if one is} To be asked before a message is given.
     *
     * @throws IllegalStateException if a message is being sent in parts
     */
    @Nullable
    SendOutcome refusal() {
        if (!takesMessages()) {
            return closedOutcome();
        }
        requireNoParts();
        return refusalWhileFull();
    }

    /** On the loop this holds until the loop has gone on; from other threads {@link Outbox#offer} decides. */
    private void requireNoParts() {
        MessageType inParts = inParts();
        if (inParts != null) {
            throw partsUnderWay(inParts);
        }
    }

    private @Nullable MessageType inParts() {
        Outbox waiting = outbox;
        return waiting == null ? null : waiting.inParts();
    }

    private static IllegalStateException partsUnderWay(@Nullable MessageType type) {
        return new IllegalStateException(
                "a " + type + " message is being sent in parts; send its last part before another message");
    }

    private @Nullable SendOutcome refusalWhileFull() {
        if (!full) {
            return null;
        }
        return switch (limits.policy()) {
            case REJECT -> SendOutcome.BACK_PRESSURED;
            // Parts are no messages that could be dropped.
            case DROP_OLDEST -> inParts() != null ? SendOutcome.BACK_PRESSURED : null;
            case CLOSE -> {
                failSlowConsumer();
                yield SendOutcome.CLOSING;
            }
        };
    }

    /** Sends bytes that belong to the caller. */
    SendOutcome sendCopy(MessageType type, ByteBuffer payload) {
        boolean asItIs = role == Role.SERVER && !Transmitter.isLarge(payload.remaining()) && goesAtOnce();
        if (!asItIs) {
            return sendOwned(type, copyOf(payload));
        }
        int position = payload.position();
        connection.send(type, payload, true, resources().now());
        payload.position(position);
        afterSend();
        return SendOutcome.QUEUED;
    }

    /** Sends a payload and takes over its ownership, whatever the outcome. */
    SendOutcome sendOwned(MessageType type, ByteBuf payload) {
        return send(type, payload, null);
    }

    /**
     * Sends a large payload and takes over its ownership, whatever the outcome.
     *
     * @param view the same bytes, and as it was when this returns
     */
    SendOutcome sendShared(MessageType type, ByteBuf payload, ByteBuffer view) {
        if (!goesAtOnce() || view.remaining() > FRAGMENT_BYTES) {
            return sendOwned(type, payload);
        }
        int position = view.position();
        transmit(type, payload, view, true);
        view.position(position);
        afterSend();
        return SendOutcome.QUEUED;
    }

    /**
     * Sends a part of a message. From the first part on until the last is taken, no other message is.
     *
     * @throws IllegalStateException if a message of the other type is being sent in parts
     */
    SendOutcome sendPart(MessageType type, ByteBuffer part, boolean last) {
        SendOutcome refusal = takesMessages() ? refusalWhileFull() : closedOutcome();
        if (refusal != null) {
            return refusal;
        }
        boolean atOnce = goesAtOnce() && part.remaining() <= FRAGMENT_BYTES;
        return enqueue(new Outgoing.Data(type, copyOf(part), last, false, null), atOnce);
    }

    CompletableFuture<Void> sendAsync(MessageType type, ByteBuffer payload) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        SendOutcome outcome;
        if (takesMessages()) {
            requireNoParts();
            outcome = send(type, copyOf(payload), done);
        } else {
            outcome = closedOutcome();
        }
        if (!outcome.isTaken()) {
            done.completeExceptionally(new NotSentException(outcome));
        }
        return done;
    }

    SendOutcome send(PreparedMessage message) {
        if (goesAtOnce() && message.payloadBytes() <= FRAGMENT_BYTES) {
            transmit(message);
            afterSend();
            return SendOutcome.QUEUED;
        }
        return enqueue(new Outgoing.Prepared(message), false);
    }

    /** Sends a ping, which waits for no message. */
    SendOutcome ping(ByteBuffer payload) {
        if (payload.remaining() > FrameWriter.MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("a ping carries at most " + FrameWriter.MAX_CONTROL_PAYLOAD
                    + " bytes (RFC 6455 §5.5), was " + payload.remaining());
        }
        if (state != State.OPEN) {
            return closedOutcome();
        }
        if (loop.inEventLoop()) {
            connection.ping(payload.duplicate(), System.nanoTime());
            flushIfOutOfTurn();
        } else {
            ByteBuffer copy = ByteBuffer.allocate(payload.remaining())
                    .put(payload.duplicate())
                    .flip();
            boolean handedOver = execute(() -> {
                connection.ping(copy, System.nanoTime());
                flushIfOutOfTurn();
            });
            if (!handedOver) {
                return SendOutcome.CLOSED;
            }
        }
        return SendOutcome.QUEUED;
    }

    /** Closes behind all that waits, but no later than after the time that the peer has for closing. */
    void close(CloseCause cause, ClosePayload payload) {
        payload.code().ifPresent(code -> code.requireSendable(role));
        Outbox waiting = outbox;
        if (loop.inEventLoop() && (waiting == null || waiting.isEmpty())) {
            closeNow(cause, payload);
        } else if (takesMessages()) {
            closeWaits = true;
            if (enqueue(new Outgoing.Close(cause, payload), false).isTaken()) {
                schedule(() -> closeIfWaiting(cause, payload));
            }
        }
    }

    private void schedule(Runnable task) {
        try {
            loop.schedule(task, closingNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            // The loop has ended, and every connection of its before it.
        }
    }

    private void closeNow(CloseCause cause, ClosePayload payload) {
        connection.close(cause, payload, System.nanoTime());
        flushIfOutOfTurn();
    }

    /** A peer that does not read must not keep the connection from its end. */
    private void closeIfWaiting(CloseCause cause, ClosePayload payload) {
        if (state == State.OPEN) {
            closeNow(cause, payload);
        }
    }

    private SendOutcome closedOutcome() {
        return state == State.CLOSED ? SendOutcome.CLOSED : SendOutcome.CLOSING;
    }

    private ByteBuf copyOf(ByteBuffer payload) {
        ByteBuf copy = context.alloc().directBuffer(payload.remaining());
        return copy.writeBytes(payload.duplicate());
    }

    private SendOutcome send(MessageType type, ByteBuf payload, @Nullable CompletableFuture<Void> done) {
        if (goesAtOnce() && payload.readableBytes() <= FRAGMENT_BYTES) {
            transmit(type, payload, true, done);
            afterSend();
            return SendOutcome.QUEUED;
        }
        return enqueue(new Outgoing.Data(type, payload, true, true, done), false);
    }

    /**
     * Gives a message, or a part of one, to the outbox, and has it drained.
     *
     * @param atOnce whether this is the loop, which sends a part itself if nothing is before it
     * @throws IllegalStateException if a message in parts is under way and this is no part of it
     */
    private SendOutcome enqueue(Outgoing outgoing, boolean atOnce) {
        Outbox waiting = openOutbox();
        switch (waiting.offer(outgoing, atOnce)) {
            case AT_ONCE -> {
                pump(waiting, outgoing);
                afterSend();
            }
            case QUEUED -> {
                checkFull(waiting);
                if (waiting.claimDrain() && !execute(this::drain)) {
                    discardWaiting(SendOutcome.CLOSED);
                    return SendOutcome.CLOSED;
                }
            }
            case CLOSED -> {
                outgoing.discard();
                return closedOutcome();
            }
            case PARTS_UNDER_WAY -> {
                outgoing.discard();
                throw partsUnderWay(waiting.inParts());
            }
        }
        return SendOutcome.QUEUED;
    }

    /** {@return whether the loop takes the task; if not, it has ended, and every connection of its before it} */
    private boolean execute(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    private Outbox openOutbox() {
        Outbox existing = outbox;
        if (existing != null) {
            return existing;
        }
        synchronized (this) {
            Outbox made = outbox;
            if (made == null) {
                made = new Outbox();
                if (state != State.OPEN) {
                    made.close();
                }
                outbox = made;
            }
            return made;
        }
    }

    private void checkFull(Outbox waiting) {
        if (queuedBytes() > limits.highWatermarkBytes()) {
            full = true;
            if (limits.policy() == SlowConsumerPolicy.DROP_OLDEST) {
                waiting.dropOldest(Math.max(0, limits.highWatermarkBytes() - owner.pendingBytes()));
            }
        }
    }

    /** The queue cannot be waited for, so the Close frame goes out before it. */
    private void failSlowConsumer() {
        if (!loop.inEventLoop()) {
            execute(this::failSlowConsumer);
            return;
        }
        CloseCause cause = new CloseCause.SlowConsumer(queuedBytes(), limits.highWatermarkBytes());
        ClosePayload payload = ClosePayload.of(CloseCode.POLICY_VIOLATION, CloseCause.SlowConsumer.REASON);
        closeNow(cause, payload);
    }

    // ---- on the loop

    private void flushIfOutOfTurn() {
        if (!owner.isInTurn()) {
            owner.transmitter().flush();
        }
    }

    private LoopResources resources() {
        LoopResources found = resources;
        if (found == null) {
            found = LoopResources.of(loop);
            resources = found;
        }
        return found;
    }

    private boolean goesAtOnce() {
        if (!loop.inEventLoop() || midMessage) {
            return false;
        }
        Outbox waiting = outbox;
        return (waiting == null || waiting.isEmpty()) && owner.transmitter().isChannelWritable();
    }

    private void afterSend() {
        if (owner.transmitter().pendingBytes() > limits.highWatermarkBytes()) {
            full = true;
        }
        flushIfOutOfTurn();
    }

    private void transmit(MessageType type, ByteBuf payload, boolean last, @Nullable CompletableFuture<Void> done) {
        ByteBuffer view = payload.internalNioBuffer(payload.readerIndex(), payload.readableBytes());
        boolean sent = transmit(type, payload, view, last);
        if (done == null) {
            return;
        }
        if (sent) {
            tell(owner.transmitter().whenTaken(), done);
        } else {
            done.completeExceptionally(new NotSentException(closedOutcome()));
        }
    }

    private boolean transmit(MessageType type, ByteBuf payload, ByteBuffer view, boolean last) {
        boolean large = Transmitter.isLarge(view.remaining());
        passing = large ? payload : null;
        try {
            return connection.send(type, view, last, resources().now());
        } finally {
            // Still here if it was copied, compressed, or not sent at all; the next frame must not find it.
            if (!large || passing != null) {
                passing = null;
                payload.release();
            }
        }
    }

    private void tell(ChannelPromise taken, CompletableFuture<Void> done) {
        taken.addListener(future -> {
            if (future.isSuccess()) {
                done.complete(null);
            } else {
                done.completeExceptionally(new NotSentException(SendOutcome.CLOSED));
            }
        });
    }

    /** Sends a message for many receivers that is no larger than a fragment. */
    private void transmit(PreparedMessage message) {
        if (sharesFrames()) {
            ByteBuffer frames = Transmitter.isLarge(message.payloadBytes())
                    ? framesOf(message)
                    : resources().shared().framesOf(message, this);
            connection.sendEncoded(frames, true, resources().now());
        } else {
            transmit(message.type(), copyOf(message.payload()), true, null);
        }
    }

    /** RFC 6455 §5.3: a client masks every frame with a key of its own, so it shares none. */
    private boolean sharesFrames() {
        return role == Role.SERVER && PreparedFrames.isShareable(extensions);
    }

    /** {@return what connections have in common that put a prepared message on the wire in the same way} */
    String encodingKind() {
        String kind = encodingKind;
        if (kind == null) {
            kind = PreparedFrames.kind(extensions);
            encodingKind = kind;
        }
        return kind;
    }

    /** {@return a view of its own of what a prepared message is on the wire} */
    ByteBuffer framesOf(PreparedMessage message) {
        return message.encodedAs(
                encodingKind(),
                payload -> PreparedFrames.encode(
                        message.type(), payload, extensions, resources().codecs()));
    }

    /** Takes a frame of the connection's for the wire. A large payload that is not {@link #passing} is a shared frame. */
    void transmit(ByteBuffer head, ByteBuffer payload) {
        owner.transmitter().copy(head);
        ByteBuf large = passing;
        if (large != null) {
            passing = null;
            owner.transmitter().pass(large);
        } else if (Transmitter.isLarge(payload.remaining())) {
            owner.transmitter().pass(Unpooled.wrappedBuffer(payload));
        } else {
            owner.transmitter().copy(payload);
        }
    }

    /** Hands what waits to the channel, as far as it takes it. */
    private void drain() {
        Outbox waiting = outbox;
        if (waiting == null) {
            return;
        }
        waiting.releaseDrain();
        pump(waiting);
        flushIfOutOfTurn();
        checkDrained();
    }

    private void pump(Outbox waiting) {
        while (context.channel().isWritable()) {
            Outgoing next = waiting.poll();
            if (next == null) {
                return;
            }
            pump(waiting, next);
        }
    }

    private void pump(Outbox waiting, Outgoing next) {
        if (next instanceof Outgoing.Data data) {
            pump(waiting, data);
        } else if (next instanceof Outgoing.Prepared prepared) {
            PreparedMessage message = prepared.message();
            pump(
                    waiting,
                    sharesFrames()
                            ? new Outgoing.Encoded(framesOf(message))
                            : new Outgoing.Data(message.type(), copyOf(message.payload()), true, false, null));
        } else if (next instanceof Outgoing.Encoded encoded) {
            pump(waiting, encoded);
        } else if (next instanceof Outgoing.Close close) {
            connection.close(close.cause(), close.payload(), System.nanoTime());
        }
    }

    private void pump(Outbox waiting, Outgoing.Data data) {
        if (data.payload().readableBytes() <= FRAGMENT_BYTES) {
            midMessage = false;
            transmit(data.type(), data.payload(), data.last(), data.done());
            return;
        }
        midMessage = true;
        ByteBuf fragment = data.payload().readRetainedSlice(FRAGMENT_BYTES);
        waiting.putBack(new Outgoing.Data(data.type(), data.payload(), data.last(), false, data.done()));
        transmit(data.type(), fragment, false, null);
    }

    private void pump(Outbox waiting, Outgoing.Encoded encoded) {
        ByteBuffer frames = encoded.frames();
        midMessage = frames.remaining() > PreparedFrames.FRAME_BYTES;
        if (midMessage) {
            ByteBuffer frame = frames.slice(frames.position(), PreparedFrames.FRAME_BYTES);
            frames.position(frames.position() + PreparedFrames.FRAME_BYTES);
            waiting.putBack(encoded);
            connection.sendEncoded(frame, false, System.nanoTime());
        } else {
            connection.sendEncoded(frames, true, System.nanoTime());
        }
    }

    /** The channel takes data again, or does no longer. */
    void onChannelWritability() {
        if (!context.channel().isWritable()) {
            // Told from within a write, with a message that is in neither queue: nothing has drained.
            return;
        }
        Outbox waiting = outbox;
        if (waiting != null) {
            pump(waiting);
            flushIfOutOfTurn();
        }
        checkDrained();
    }

    void checkDrained() {
        if (full && state == State.OPEN && queuedBytes() <= limits.lowWatermarkBytes()) {
            full = false;
            // In a task of its own: a write brings us here too, and what a handler sent from within it would cut in two
            // the frame that is being written.
            loop.execute(tellDrained);
        }
    }

    private void tellDrained() {
        if (isWritable()) {
            owner.tellDrained();
        }
    }

    void onClosing() {
        state = State.CLOSING;
        discardWaiting(SendOutcome.CLOSING);
    }

    void onClosed() {
        state = State.CLOSED;
        discardWaiting(SendOutcome.CLOSED);
    }

    private void discardWaiting(SendOutcome outcome) {
        Outbox waiting;
        synchronized (this) {
            waiting = outbox;
        }
        if (waiting == null) {
            return;
        }
        for (Outgoing unsent : waiting.close()) {
            unsent.discard();
            if (unsent instanceof Outgoing.Data data && data.done() != null) {
                data.done().completeExceptionally(new NotSentException(outcome));
            }
        }
    }
}
