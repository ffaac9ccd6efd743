package dev.sockeye.internal;

import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendQueue;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.internal.OpenedHandshake.Agreed;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.CloseReport.TcpSample;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.close.TransportEnd.Kind;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionSink;
import dev.sockeye.protocol.connection.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An open WebSocket: the protocol's {@link Connection} between a handler and a channel. {@link Sender} and {@link Receiver}
 * are its two directions. All but the methods of {@link WebSocket} is confined to the event loop.
 *
 * <p>Most connections of a server are idle most of the time, so this is one object for all that tells it something, and its
 * directions are made with the first that passes: the sender stays, for other threads may hold it; receiver and transmitter
 * go when the connection has been silent.
 *
 * <p>It is over 500 lines because it stands between four interfaces, and most of its methods do no more than pass on what one
 * of them has to say to another.
 */
public final class OpenWebSocket extends HandlerCalls implements LinkSocket, ConnectionSink, Tally.Source {
    /** What the channel itself queues: enough for a system call, little enough for a control frame to wait behind. */
    private static final WriteBufferWaterMark CHANNEL_QUEUE = channelQueue(128 << 10);

    /** Pongs that a peer may leave unread before this end stops reading its pings. */
    private static final int MOST_CONTROL_BACKLOG_BYTES = 16 << 10;

    private final SessionConfig session;
    private final String target;
    private final Agreed agreed;
    private final long startedAt;
    private final Consumer<CloseReport> listener;
    private final ChannelHandlerContext context;
    private final Connection connection;

    /** Null until something is sent. */
    private volatile @Nullable Sender sender;

    /** Null while nothing is sent. */
    private @Nullable Transmitter transmitter;

    /** Null while nothing is received. */
    private @Nullable Receiver receiver;

    /** Null until there are any. */
    private @Nullable Particulars particulars;

    /** What counts for the metrics; null before the opening, and without metrics. */
    private @Nullable Tally tally;

    private boolean aborting;

    /** Whether a flush follows anyhow when the current turn of the loop ends. */
    private boolean inTurn;

    OpenWebSocket(
            ChannelHandlerContext context,
            WebSocketHandler handler,
            SessionConfig session,
            OpenedHandshake opened,
            Consumer<CloseReport> listener) {
        super(handler, session.dispatcher());
        this.session = session;
        this.target = opened.target();
        this.agreed = opened.agreed();
        if (!opened.moments().isEmpty()) {
            particulars().moments = opened.moments();
        }
        this.startedAt = opened.startedAtNanos();
        this.listener = listener;
        this.context = context;
        LoopResources resources = LoopResources.of(context.channel().eventLoop());
        connection =
                new Connection(session.connection(), agreed.extensions(), resources.codecs(), this, System.nanoTime());
    }

    // ---- from the channel

    void begin() {
        ChannelConfig config = context.channel().config();
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setWriteBufferWaterMark(channelQueue(session.sendQueue()));
        // Asked for once, the channel remembers its addresses when the socket is gone.
        context.channel().localAddress();
        context.channel().remoteAddress();
        if (session.connection().role() == Role.CLIENT) {
            session.witness()
                    .opened(
                            target,
                            agreed.extensions().stream()
                                    .map(extension -> extension.descriptor().name())
                                    .toList());
            Pulse pulse = session.witness()
                    .pulse(target, session.connection().heartbeat(), connection, loop(), this::placeTimerIfOpen);
            particulars().pulse = pulse;
            pulse.opened(agreed.facts().get(), System.nanoTime());
        }
        long age = Retirement.draw(session.age(), LoopResources.of(loop()).entropy());
        if (age != Long.MAX_VALUE) {
            particulars().givenAge = age;
        }
        tally = session.signals().opened(session.connection().role(), this, target, LoopResources.of(loop()), this);
        placeTimer();
        turn(() -> {
            if (agreed.missingExtensions().isEmpty()) {
                callOpen();
            } else {
                closeForMissingExtensions();
            }
        });
    }

    /** No more than the low watermark, so that the channel's becoming writable tells of every queue that has drained. */
    private static WriteBufferWaterMark channelQueue(SendQueue queue) {
        long low = queue.lowWatermarkBytes();
        return low >= CHANNEL_QUEUE.high() ? CHANNEL_QUEUE : channelQueue((int) Math.max(1, low));
    }

    private static WriteBufferWaterMark channelQueue(int most) {
        return new WriteBufferWaterMark(Math.max(1, most / 4), most);
    }

    /** RFC 6455 §7.4.1: a client that needs what the server did not agree to says so in a Close frame with 1010. */
    private void closeForMissingExtensions() {
        muteHandler();
        String reason = "required: " + String.join(", ", agreed.missingExtensions());
        connection.close(
                new CloseCause.ExtensionMissing(agreed.missingExtensions()),
                ClosePayload.ofTruncated(CloseCode.MANDATORY_EXTENSION, reason),
                System.nanoTime());
    }

    void onBytes(ByteBuf bytes) {
        countTraffic();
        inTurn = true;
        receiver().onBytes(bytes);
    }

    void onReadComplete() {
        endTurn();
        // What came was a pong, say: as before it, nothing is received.
        if (receiver != null && !receiver.hasReceivedData()) {
            letGoOfReceiver();
        }
    }

    void onChannelWritability() {
        if (context.channel().isWritable()) {
            if (particulars != null) {
                particulars.controlBacklog = 0;
            }
            if (receiver != null && receiver.isPausedByBacklog()) {
                turn(() -> receiver().pauseByBacklog(false));
            }
        }
        Sender sending = sender;
        if (sending != null) {
            sending.onChannelWritability();
        }
    }

    void onEnd(TransportEnd end) {
        boolean inOrder = end.kind() == Kind.FIN || end.kind() == Kind.TLS_TRUNCATED;
        Runnable work = () -> turn(() -> connection.receiveEnd(end, System.nanoTime()));
        if (inOrder && context.channel().isActive() && receiver != null) {
            // What came before the end of the stream is read before it, be it the peer's Close frame.
            receiver.behindUnread(work);
        } else {
            work.run();
        }
    }

    private Particulars particulars() {
        Particulars made = particulars;
        if (made == null) {
            made = new Particulars();
            particulars = made;
        }
        return made;
    }

    private @Nullable Pulse pulse() {
        return particulars == null ? null : particulars.pulse;
    }

    /** {@return how old this connection is to become, in nanoseconds; Long.MAX_VALUE if any age, or if it has been told} */
    private long givenAge() {
        return particulars == null ? Long.MAX_VALUE : particulars.givenAge;
    }

    /** {@return what tells how the transport ended} */
    TransportEvidence evidence() {
        TransportEvidence made = particulars().evidence;
        if (made == null) {
            made = new TransportEvidence(context.pipeline().get(SslHandler.class) != null);
            particulars().evidence = made;
        }
        return made;
    }

    // ---- the two directions

    Receiver receiver() {
        Receiver made = receiver;
        if (made == null) {
            made = new Receiver(context, connection, this, MOST_CONTROL_BACKLOG_BYTES);
            receiver = made;
        }
        return made;
    }

    private void letGoOfReceiver() {
        if (receiver != null && receiver.isAtRest()) {
            receiver.letGo();
            receiver = null;
        }
    }

    /** The outgoing half, made by whichever thread is the first to send. */
    private Sender sender() {
        Sender made = sender;
        if (made != null) {
            return made;
        }
        synchronized (this) {
            made = sender;
            if (made == null) {
                made = new Sender(this, context, session, connection, agreed.extensions());
                sender = made;
            }
            return made;
        }
    }

    /** What the sender puts on the wire with; on the event loop. */
    Transmitter transmitter() {
        Transmitter made = transmitter;
        if (made == null) {
            made = new Transmitter(context);
            transmitter = made;
        }
        return made;
    }

    /** {@return bytes that the system has not taken} Safe from any thread, where it may miss what is being gathered. */
    long pendingBytes() {
        Transmitter sending = transmitter;
        return sending == null || !loop().inEventLoop()
                ? Transmitter.pendingBytes(context.channel())
                : sending.pendingBytes();
    }

    /** The queue has drained. */
    void tellDrained() {
        boolean outermost = beginTurn();
        try {
            callWritable();
        } finally {
            endTurn(outermost);
        }
    }

    /** Something failed between channel and protocol that is not the transport's doing. */
    void onFailure(Throwable failure) {
        turn(() -> connection.abort(new CloseCause.LocalFailure(failure.toString()), System.nanoTime()));
    }

    private void countTraffic() {
        if (tally != null) {
            tally.note();
        }
    }

    private EventLoop loop() {
        return context.channel().eventLoop();
    }

    private void turn(Runnable work) {
        boolean outermost = beginTurn();
        try {
            work.run();
        } finally {
            endTurn(outermost);
        }
    }

    private boolean beginTurn() {
        boolean outermost = !inTurn;
        inTurn = true;
        return outermost;
    }

    private void endTurn(boolean outermost) {
        if (outermost) {
            endTurn();
        }
    }

    private void endTurn() {
        inTurn = false;
        if (transmitter != null) {
            transmitter.flush();
        }
        Sender sending = sender;
        if (sending != null) {
            sending.checkDrained();
        }
    }

    /** {@return whether a flush follows anyhow when the current turn of the loop ends} */
    boolean isInTurn() {
        return inTurn;
    }

    private void placeTimerIfOpen() {
        if (connection.phase() != Phase.CLOSED) {
            placeTimer();
        }
    }

    private void placeTimer() {
        LoopResources.of(loop()).timers().place(this, System.nanoTime());
    }

    // ---- WebSocket: from any thread

    @Override
    public SendOutcome sendText(String text) {
        SendOutcome refusal = sender().refusal();
        if (refusal != null) {
            return refusal;
        }
        ByteBuf payload = context.alloc().directBuffer(ByteBufUtil.utf8Bytes(text));
        ByteBufUtil.writeUtf8(payload, text);
        return sender().sendOwned(MessageType.TEXT, payload);
    }

    @Override
    public SendOutcome sendText(ByteBuffer utf8) {
        return send(MessageType.TEXT, utf8);
    }

    @Override
    public SendOutcome sendBinary(ByteBuffer data) {
        return send(MessageType.BINARY, data);
    }

    private SendOutcome send(MessageType type, ByteBuffer payload) {
        SendOutcome refusal = sender().refusal();
        if (refusal != null) {
            return refusal;
        }
        // A client masks what it sends in place, which a handler must not see happen to what it has received.
        boolean shareable = Transmitter.isLarge(payload.remaining())
                && session.connection().role() == Role.SERVER
                && loop().inEventLoop();
        ByteBuf shared = shareable && receiver != null ? receiver.shareBorrowed(payload) : null;
        return shared == null ? sender().sendCopy(type, payload) : sender().sendShared(type, shared, payload);
    }

    @Override
    public SendOutcome send(PreparedMessage message) {
        SendOutcome refusal = sender().refusal();
        return refusal == null ? sender().send(message) : refusal;
    }

    @Override
    public CompletionStage<Void> sendAsync(MessageType type, ByteBuffer payload) {
        return sender().sendAsync(type, payload);
    }

    @Override
    public SendOutcome sendPart(MessageType type, ByteBuffer part, boolean last) {
        return sender().sendPart(type, part, last);
    }

    @Override
    public SendOutcome ping(ByteBuffer payload) {
        return sender().ping(payload);
    }

    @Override
    public void close(CloseCode code, String reason) {
        ClosePayload payload = ClosePayload.of(code, reason);
        sender().close(new CloseCause.ClosedByApplication(payload), payload);
    }

    @Override
    public void closeWithoutCode() {
        sender().close(new CloseCause.ClosedByApplication(ClosePayload.EMPTY), ClosePayload.EMPTY);
    }

    /** Closes because the server lets its connections go. */
    public void drain(CloseCode code, String reason) {
        ClosePayload payload = ClosePayload.of(code, reason);
        sender().close(new CloseCause.Drained(payload), payload);
    }

    @Override
    public void abort() {
        abort(new CloseCause.Aborted());
    }

    /** Cuts the connection at once, for this cause. */
    public void abort(CloseCause cause) {
        onLoop(() -> {
            aborting = true;
            connection.abort(cause, System.nanoTime());
        });
    }

    @Override
    public long messagesOut() {
        return connection.messagesOut();
    }

    @Override
    public void probe(Duration limit) {
        onLoop(() -> {
            connection.probe(limit, System.nanoTime());
            // It stands in the wheel for the heartbeat, which may be much later.
            placeTimer();
        });
    }

    @Override
    public void pause() {
        pause(true);
    }

    @Override
    public void resume() {
        pause(false);
    }

    private void pause(boolean pause) {
        if (loop().inEventLoop()) {
            pauseOnLoop(pause);
        } else {
            onLoop(() -> receiver().pauseByApplication(pause));
        }
    }

    private void onLoop(Runnable work) {
        if (loop().inEventLoop()) {
            turn(work);
        } else {
            try {
                loop().execute(() -> turn(work));
            } catch (RejectedExecutionException ended) {
                // The loop has ended, and every connection of its before it.
            }
        }
    }

    /** As in {@link #turn}, with nothing allocated: a handler with a large message to answer pauses for each. */
    private void pauseOnLoop(boolean pause) {
        boolean outermost = beginTurn();
        try {
            receiver().pauseByApplication(pause);
        } finally {
            endTurn(outermost);
        }
    }

    @Override
    public boolean isWritable() {
        return sender().isWritable();
    }

    @Override
    public long queuedBytes() {
        Sender sending = sender;
        return sending == null ? pendingBytes() : sending.queuedBytes();
    }

    @Override
    public Optional<String> subprotocol() {
        return agreed.subprotocol();
    }

    @Override
    public String extensions() {
        return agreed.extensions().stream()
                .map(extension -> extension.descriptor().toString())
                .collect(Collectors.joining(", "));
    }

    @Override
    public String remoteAddress() {
        return Addresses.text(context.channel().remoteAddress());
    }

    @Override
    public String localAddress() {
        return Addresses.text(context.channel().localAddress());
    }

    // ---- from the protocol, the handler's calls and the timers

    @Override
    public void onData(MessageType type, ByteBuffer window, boolean first, boolean last) {
        receiver().onData(type, window, first, last);
    }

    @Override
    public void onPing(ByteBuffer payload) {
        Pulse pulse = pulse();
        if (pulse != null) {
            pulse.beatIn(System.nanoTime());
        }
        callPing(payload);
    }

    @Override
    public void onHeartbeat(long silenceNanos) {
        Pulse pulse = pulse();
        if (pulse != null) {
            pulse.beat(silenceNanos);
        }
        transmitter().flush();
        particulars().atLastPing = observe();
        // Nothing has passed for a while, so it may not for as long again.
        letGoOfReceiver();
        transmitter = null;
    }

    @Override
    public long unsentBytes() {
        return transmitter == null ? Transmitter.unsentBytes(context.channel()) : transmitter.unsentBytes();
    }

    @Override
    public void onPong(ByteBuffer payload, long roundTripNanos) {
        if (particulars != null) {
            particulars.atLastPing = null;
        }
        if (roundTripNanos >= 0) {
            Pulse pulse = pulse();
            if (pulse != null) {
                pulse.answered(System.nanoTime());
            }
            session.signals().pingRoundTrip(session.connection().role(), this, roundTripNanos);
        }
        callPong(payload, roundTripNanos);
    }

    @Override
    public void onClosing() {
        sender().onClosing();
        receiver().onClosing();
        // What was left of a message is gone, so the peer's Close frame has nothing to wait for.
        connection.abandonMessage(System.nanoTime());
        // Not before the call that brought us here is over.
        loop().execute(this::afterClosing);
    }

    @Override
    public void describe(CloseReport.Builder report) {
        report.target(target)
                .localAddress(localAddress())
                .remoteAddress(remoteAddress())
                .handshake(agreed.facts().get())
                .startedAt(startedAt);
        Particulars known = particulars();
        known.moments.forEach(moment -> report.moment(moment.kind(), moment.nanos(), moment.detail()));
        tell(report, known.atLastPing);
        tell(report, observe());
    }

    private void tell(CloseReport.Builder report, @Nullable TcpSample sample) {
        if (sample != null) {
            report.tcp(sample.info(), sample.nanos());
        }
    }

    private @Nullable TcpSample observe() {
        return TcpInfoReader.read(context.channel())
                .map(info -> new TcpSample(System.nanoTime(), info))
                .orElse(null);
    }

    @Override
    public void onClosed(CloseReport report) {
        CloseReport told = report;
        try {
            LoopResources.of(loop()).timers().remove(this);
            receiver().onClosed();
            sender().onClosed();
            told = session.witness().ended(report, loop(), context.channel().localAddress(), pulse());
            session.signals().ended(told, tally);
        } finally {
            callClose(told, listener);
        }
    }

    @Override
    public void transmit(ByteBuffer frame) {
        // RFC 6455 §5.5: control frames have the top bit of the opcode set; compressed messages come this way too.
        boolean control = (frame.get(frame.position()) & 0x08) != 0;
        if (control && !context.channel().isWritable()) {
            particulars().controlBacklog += frame.remaining();
            if (particulars().controlBacklog > MOST_CONTROL_BACKLOG_BYTES) {
                receiver().pauseByBacklog(true);
            }
        }
        transmitter().copy(frame);
        countTraffic();
    }

    @Override
    public void transmit(ByteBuffer head, ByteBuffer payload) {
        sender().transmit(head, payload);
        countTraffic();
    }

    @Override
    public @Nullable ByteBuffer room(int bytes) {
        if (Transmitter.isLarge(bytes)) {
            return null;
        }
        countTraffic();
        return transmitter().room(bytes);
    }

    @Override
    WebSocket socket() {
        return this;
    }

    @Override
    public Counters counters() {
        return connection.counters();
    }

    @Override
    public void shutdownOutput() {
        transmitter().shutdownOutput();
        loop().execute(this::afterClosing);
    }

    @Override
    public void closeTransport() {
        if (aborting) {
            transmitter().reset();
        } else {
            transmitter().close(session.connection().lingerTimeout().toNanos());
        }
    }

    @Override
    void keepBehindCall(Runnable report) {
        particulars().behindCall = report;
    }

    @Override
    @Nullable
    Runnable takeBehindCall() {
        Particulars known = particulars;
        if (known == null) {
            return null;
        }
        Runnable kept = known.behindCall;
        known.behindCall = null;
        return kept;
    }

    @Override
    void onHandlerFailure(Throwable failure) {
        closeForInternalError(new CloseCause.HandlerFailed(failure.toString()));
    }

    @Override
    void onDispatchRefused(Throwable refusal) {
        closeForInternalError(new CloseCause.LocalFailure("the executor for handlers refused to run one: " + refusal));
    }

    private void closeForInternalError(CloseCause cause) {
        onLoop(() -> connection.close(
                cause, ClosePayload.of(CloseCode.INTERNAL_ERROR, "internal error"), System.nanoTime()));
    }

    @Override
    void onHandlerLoad() {
        onLoop(() -> receiver().pauseByDispatch());
    }

    @Override
    long nanosUntilDue(long now) {
        return Math.min(connection.nanosUntilTimer(now), Retirement.nanosUntil(givenAge(), startedAt, now));
    }

    @Override
    void onDue(long now) {
        try {
            turn(() -> {
                retire(now);
                connection.onTimer(now);
            });
        } finally {
            if (connection.phase() != Phase.CLOSED) {
                LoopResources.of(loop()).timers().place(this, now);
            }
        }
    }

    /** Asks the client to connect anew if this connection is old enough, at the end of a message that is under way. */
    private void retire(long now) {
        long age = now - startedAt;
        long grace = session.connection().closingTimeout().toNanos();
        boolean open = connection.phase() == Phase.OPEN;
        // Within a message this is asked again a tick later
        if (!Retirement.isDue(givenAge(), age, open && connection.isMidMessage(), grace)) {
            return;
        }
        if (open) {
            CloseCause cause = new CloseCause.Drained(Retirement.PAYLOAD, Optional.of(Duration.ofNanos(givenAge())));
            sender().close(cause, Retirement.PAYLOAD);
        }
        particulars().givenAge = Long.MAX_VALUE;
    }

    /** Pauses end, and the time that is left is another than before. */
    private void afterClosing() {
        if (connection.phase() != Phase.CLOSED) {
            turn(() -> receiver().applyPauses());
            placeTimer();
        }
    }
}
