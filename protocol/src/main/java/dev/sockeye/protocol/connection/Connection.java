package dev.sockeye.protocol.connection;

import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.FrameWriter;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket from the end of its opening handshake to its {@link CloseReport}, for either role, without I/O.
 *
 * <p><b>Use.</b> Whoever owns the transport makes one per connection and then
 *
 * <ul>
 *   <li>passes what arrives to {@link #receive}, and the end of the transport to {@link #receiveEnd};
 *   <li>calls {@link #onTimer} when the time given by {@link #nanosUntilTimer} has passed;
 *   <li>passes the application's wishes to {@link #send}, {@link #ping} and {@link #close};
 *   <li>does what the {@link ConnectionSink} is told, in order.
 * </ul>
 *
 * <p>All calls come from one thread at a time, with {@code now} from one monotonic clock in nanoseconds. Calls from within
 * the sink's methods are allowed, except from {@code transmit}, where only pausing is, {@code unsentBytes},
 * {@code shutdownOutput}, {@code closeTransport} and {@code describe}.
 *
 * <p><b>Closing</b> (RFC 6455 §7). Whatever happens first is the cause of the end; what comes later is noted in the
 * timeline. When both Close frames have passed, or this end has failed the connection, the outgoing direction is shut and
 * what still arrives is read and thrown away until the peer ends TCP or the linger time is over: a transport closed with
 * unread input answers with a reset, which can overtake our Close frame and destroy it. A server shuts at once, so that it
 * ends TCP first (§7.1.1); a client waits for the server.
 *
 * <p>It is over 500 lines, a third of them contracts, because every way in has to leave the same few fields right; what has
 * a state of its own is apart: {@link Incoming}, {@link MessageWriter}, {@link Traffic}, {@link Liveness}, {@link Ending}.
 *
 * <p>A server has many thousands of these that wait for something to happen. What is needed only meanwhile a message passes is
 * lent ({@link LentParts}), and what only some connections come to need is made when they do.
 */
public final class Connection {
    private static final long NO_DEADLINE = Long.MAX_VALUE;

    /** Makes a share, from 0 to 1, of 31 bits. */
    private static final double UNIT = 0x1p-31;

    private static final ByteBuffer NO_HEAD = ByteBuffer.allocate(0);

    private final ConnectionSink sink;
    private final LentParts parts;
    private final @Nullable CodecChain codecs;
    private final Traffic traffic;

    /** What reads; null between messages. */
    private @Nullable Incoming incoming;

    /** What writes; null between messages. */
    private @Nullable MessageWriter writer;

    private Phase phase = Phase.OPEN;
    private boolean paused;

    /** Whether some frames of an encoded message are out, and others are to follow. */
    private boolean midEncoded;

    /** Whether {@link #receive} is under way. */
    private boolean receiving;

    /** The time of the call under way, for what happens within it. */
    private long now;

    private boolean outputShut;

    private @Nullable Ending ending;

    /**
     * Makes a connection whose opening handshake is complete.
     *
     * @param extensions as agreed in the handshake, in the order of the response's header
     * @param resources what the connections of this thread share; masking keys (RFC 6455 §5.3), the payloads of pings, and
     *     the heartbeat's jitter are made of its entropy
     */
    public Connection(
            ConnectionConfig config,
            List<NegotiatedExtension> extensions,
            ThreadResources resources,
            ConnectionSink sink,
            long now) {
        this.sink = sink;
        this.now = now;
        parts = LentParts.of(resources);
        codecs = CodecChain.open(extensions, resources);
        traffic = new Traffic(config, now);
        drawInterval();
    }

    // ---- what comes from the transport

    /**
     * Takes bytes that arrived.
     *
     * @param in read from position to limit; must be writable, for masked payloads are unmasked in place; borrowed for the
     *     call
     * @return true if all was consumed; false if {@link #pause} stopped the reading, and {@code in} must be passed again
     *     from its position on after {@link #resume}
     */
    public boolean receive(ByteBuffer in, long now) {
        this.now = now;
        traffic.countBytesIn(in.remaining());
        traffic.bytesIn(now);
        read(in);
        if (!phase.reads()) {
            // RFC 6455 §5.5.1, §7.1.7: what comes after the peer's Close frame, or after a failure, is ignored.
            in.position(in.limit());
        }
        traffic.countBytesIn(-in.remaining());
        return !in.hasRemaining();
    }

    private ConnectionConfig config() {
        return traffic.config();
    }

    /**
     * {@return how many of the next bytes are payload that {@link ConnectionSink#onData} gets as it comes} They are what is
     * left of the frame under way, as its header announces it and the limits allow it; 0 between frames, and if the message
     * is encoded. A transport may read as many to where the message is put together.
     */
    public long payloadAhead() {
        return phase.reads() && incoming != null ? incoming.payloadAhead() : 0;
    }

    private void read(ByteBuffer in) {
        receiving = true;
        try {
            while (in.hasRemaining() && isReading()) {
                borrowIncoming().read(in);
            }
        } catch (ProtocolException violation) {
            fail(
                    new CloseCause.ProtocolViolation(violation.error(), violation.detail()),
                    new CloseCode(violation.error().closeCode()),
                    violation.error().rule());
        } finally {
            receiving = false;
            if (phase == Phase.CLOSED) {
                closeCodecs();
            }
            giveBackIncoming();
            MessageWriter lent = writer;
            if (lent != null) {
                giveBack(lent);
            }
        }
    }

    private Incoming borrowIncoming() {
        Incoming lent = incoming;
        if (lent == null) {
            lent = parts.lendIncoming(this, config().role(), codecs == null ? 0 : codecs.reservedBits());
            incoming = lent;
        }
        return lent;
    }

    /** Between messages the next connection reads with it. What failed, or was cut short, serves nobody any more. */
    private void giveBackIncoming() {
        Incoming lent = incoming;
        if (lent == null || receiving) {
            return;
        }
        if (!phase.reads()) {
            incoming = null;
        } else if (lent.isAtRest()) {
            incoming = null;
            parts.giveBack(lent);
        }
    }

    /** Takes the end of the transport, or of its incoming direction. */
    public void receiveEnd(TransportEnd end, long now) {
        this.now = now;
        if (phase == Phase.CLOSED) {
            return;
        }
        begin(new CloseCause.TransportLost(end)).transportEnded(end);
        finish(Phase.Input.TRANSPORT_END);
    }

    // ---- what comes from the clock

    /**
     * {@return how long until {@link #onTimer} has something to do, in nanoseconds, at least 0; Long.MAX_VALUE if never}
     * Every other call may change it; a timer that fires too early does no harm.
     */
    public long nanosUntilTimer(long now) {
        return switch (phase) {
            case OPEN -> traffic.nanosUntilDue(now);
            case CLOSE_SENT, CLOSE_RECEIVED, CLOSE_EXCHANGED -> Math.max(0, closingDeadline() - now);
            case CLOSED -> NO_DEADLINE;
        };
    }

    /** Does what is due: a ping, or the end of a peer that is silent, idle, or too slow in closing. */
    public void onTimer(long now) {
        this.now = now;
        if (phase == Phase.OPEN) {
            switch (traffic.due(now)) {
                case NOTHING -> {}
                case PING -> heartbeat();
                case PONG_TIMEOUT -> judgeSilentPeer();
                case IDLE_TIMEOUT ->
                    closeFor(
                            new CloseCause.IdleTimeout(config().idleTimeout()),
                            ClosePayload.of(CloseCode.TIMEOUT, "no message for too long"));
            }
        } else if (phase != Phase.CLOSED && now - closingDeadline() >= 0) {
            onClosingDeadline();
        }
    }

    private void heartbeat() {
        long silence = traffic.silence(now);
        long nonce = (long) parts.entropy() << Integer.SIZE | (parts.entropy() & 0xFFFF_FFFFL);
        traffic.pingOut(nonce, now);
        traffic.countPingOut();
        control(Opcode.PING, ByteBuffer.allocate(Liveness.NONCE_BYTES).putLong(0, nonce));
        sink.onHeartbeat(silence);
        traffic.output(traffic.bytesOut(), sink.unsentBytes(), now);
        drawInterval();
    }

    private void drawInterval() {
        Heartbeat heartbeat = config().heartbeat();
        if (heartbeat.isOn()) {
            double share = heartbeat.jitter() * (parts.entropy() >>> 1) * UNIT;
            traffic.pingAfter((long) (Math.min(heartbeat.interval().toNanos(), traffic.mostSilence()) * (1 - share)));
        }
    }

    /**
     * Pings now, and gives the peer up as silent unless anything comes within a time: for when there is reason to doubt that
     * the path is still there, such as after a sleep of the machine. Does nothing unless the connection is open.
     *
     * @param limit for the peer's answer
     */
    public void probe(Duration limit, long now) {
        this.now = now;
        if (phase == Phase.OPEN) {
            heartbeat();
            traffic.probe(limit.toNanos(), now);
        }
    }

    private void judgeSilentPeer() {
        long unsent = sink.unsentBytes();
        if (!traffic.output(traffic.bytesOut(), unsent, now)) {
            failSilentPeer(unsent);
        }
    }

    /** The peer gets a Close frame, in case only its answers are lost; waiting for more from it would be in vain. */
    private void failSilentPeer(long unsent) {
        long outputLimit = traffic.outputLimit();
        if (outputLimit > 0) {
            // This end has not listened, so it cannot say that nothing came; but what it sends is not taken.
            fail(
                    new CloseCause.SlowConsumer(unsent, outputLimit),
                    CloseCode.POLICY_VIOLATION,
                    CloseCause.SlowConsumer.REASON);
        } else {
            CloseCause cause = new CloseCause.PongTimeout(
                    Duration.ofNanos(now - traffic.lastPingOut()), Duration.ofNanos(now - traffic.lastByteIn()));
            fail(cause, CloseCode.TIMEOUT, "no answer to a ping");
        }
        finish(Phase.Input.DEADLINE);
    }

    private void onClosingDeadline() {
        if (phase == Phase.CLOSE_RECEIVED) {
            answerClose();
            return;
        }
        if (phase == Phase.CLOSE_SENT && ending != null) {
            ending.closingTimedOut(now);
        }
        finish(Phase.Input.DEADLINE);
    }

    // ---- what comes from the application

    /** {@return where the connection stands} */
    public Phase phase() {
        return phase;
    }

    /** {@return what has passed so far} */
    public Counters counters() {
        return traffic.counters();
    }

    /** {@return how many whole messages were sent so far} */
    public long messagesOut() {
        return traffic.messagesOut();
    }

    /** {@return whether {@link #send} would take a message of this kind now} */
    public boolean canSend() {
        return phase == Phase.OPEN || (phase == Phase.CLOSE_RECEIVED && isWritingMessage());
    }

    /** {@return whether some of a message has passed, in either direction, and some of it has not} */
    public boolean isMidMessage() {
        return (incoming != null && !incoming.isAtRest()) || isWritingMessage() || midEncoded;
    }

    private boolean isWritingMessage() {
        return writer != null && writer.isMidMessage();
    }

    /**
     * Sends a message, or a part of one. Parts of different messages do not mix: after a part that is not the last, only
     * parts of the same message follow.
     *
     * @param payload between position and limit; text must be UTF-8, cut anywhere. It is copied to
     *     where {@link ConnectionSink#room} says or, unless it is compressed, reaches {@link
     *     ConnectionSink#transmit(ByteBuffer, ByteBuffer)} as it is; a client may mask it in place, so it must be writable
     *     then. Its position is undefined afterwards
     * @param last whether this part ends the message; a whole message is one part
     * @return false if nothing was sent because the connection is closing or closed
     * @throws IllegalStateException if an encoded message is under way
     */
    public boolean send(MessageType type, ByteBuffer payload, boolean last, long now) {
        this.now = now;
        if (!canSend()) {
            return false;
        }
        if (midEncoded) {
            throw new IllegalStateException("an encoded message is under way");
        }
        int bytes = payload.remaining();
        MessageWriter lent = borrowWriter();
        sent(lent.write(type, payload, last));
        giveBack(lent);
        traffic.messageOut(bytes, last, now);
        if (last && phase == Phase.CLOSE_RECEIVED) {
            answerClose();
        }
        return true;
    }

    /**
     * Sends a message that was encoded before, such as one for many receivers, or some of its frames. Only for connections of
     * a server, whose frames are not masked, and not within a message of {@link #send}.
     *
     * @param frames one or more whole frames of one message as they stand on the wire, plain or encoded with no regard to
     *     earlier messages; they reach {@link ConnectionSink#transmit(ByteBuffer, ByteBuffer)} as they are, behind an empty
     *     head
     * @param last whether they end the message; until then nothing but more of its frames may follow
     * @return false if nothing was sent because the connection is closing or closed
     */
    public boolean sendEncoded(ByteBuffer frames, boolean last, long now) {
        if (config().role() != Role.SERVER || isWritingMessage()) {
            throw new IllegalStateException("an encoded message needs an unmasked connection between messages");
        }
        this.now = now;
        if (phase != Phase.OPEN) {
            return false;
        }
        midEncoded = !last;
        int length = frames.remaining();
        traffic.messageOut(length, last, now);
        sink.transmit(NO_HEAD, frames);
        sent(length);
        return true;
    }

    /**
     * Sends a ping of the application's own.
     *
     * @param payload at most 125 bytes (RFC 6455 §5.5); borrowed for the call
     * @return false if nothing was sent because the connection is closing or closed
     * @throws IllegalArgumentException if the payload is too long
     */
    public boolean ping(ByteBuffer payload, long now) {
        return sendControl(Opcode.PING, payload, now);
    }

    /**
     * Has the heartbeat, if it is on, ping after no more than this silence, for whoever knows more of the path than the
     * settings do. Counts from the silence that is under way on, and until the next call; jitter shortens it as it does the
     * interval, which stays the most there is.
     *
     * @return whether that is another silence than before, so that the timer may have to come sooner
     */
    public boolean pingWithin(long nanos) {
        if (nanos == traffic.mostSilence()) {
            return false;
        }
        traffic.mostSilence(nanos);
        drawInterval();
        return true;
    }

    /** Sends a pong that nobody asked for (RFC 6455 §5.5.3); otherwise as {@link #ping}. */
    public boolean pong(ByteBuffer payload, long now) {
        return sendControl(Opcode.PONG, payload, now);
    }

    private boolean sendControl(Opcode opcode, ByteBuffer payload, long now) {
        if (payload.remaining() > FrameWriter.MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("a " + opcode + " carries at most " + FrameWriter.MAX_CONTROL_PAYLOAD
                    + " bytes (RFC 6455 §5.5), was " + payload.remaining());
        }
        this.now = now;
        if (phase != Phase.OPEN) {
            return false;
        }
        if (opcode == Opcode.PING) {
            traffic.countPingOut();
        }
        control(opcode, payload);
        return true;
    }

    /**
     * Begins the closing handshake because the application wants it. Does nothing if a Close frame was sent before.
     *
     * @throws IllegalArgumentException if the code must not be sent by this role
     */
    public void close(ClosePayload payload, long now) {
        close(new CloseCause.ClosedByApplication(payload), payload, now);
    }

    /**
     * Begins the closing handshake for a cause on this end: a drain, a handler that threw, a slow consumer, a missing
     * extension. Does nothing if a Close frame was sent before, but for noting the cause.
     *
     * @throws IllegalArgumentException if the code must not be sent by this role
     */
    public void close(CloseCause cause, ClosePayload payload, long now) {
        payload.code().ifPresent(code -> code.requireSendable(config().role()));
        this.now = now;
        closeFor(cause, payload);
    }

    /**
     * Says that the message under way will not be finished. A Close frame of the peer's that waits for it, or that is being
     * told of by {@link ConnectionSink#onClosing}, is answered now.
     */
    public void abandonMessage(long now) {
        this.now = now;
        if (phase == Phase.CLOSE_RECEIVED) {
            answerClose();
        }
    }

    /** Cuts the connection without a Close frame: the peer will see 1006. */
    public void abort(CloseCause cause, long now) {
        this.now = now;
        if (phase != Phase.CLOSED) {
            begin(cause);
            finish(Phase.Input.ABORT);
        }
    }

    /**
     * Stops {@link #receive} behind the current part of a message, because the application has enough. Heartbeats rest
     * meanwhile: that nothing is heard of the peer is no fault of its own.
     */
    public void pause() {
        paused = true;
        traffic.outputLimit(0);
        traffic.pause();
    }

    /**
     * Stops {@link #receive} behind the current part of a message, because the peer does not take what it makes this end
     * send, such as pongs. Heartbeats go on: if nothing of it gets away within a heartbeat, the peer is given up as a slow
     * consumer. Without a heartbeat the pause lasts as long as the peer likes.
     *
     * @param limitBytes how much may wait, for the report
     */
    public void pauseForOutput(long limitBytes, long now) {
        this.now = now;
        if (paused && traffic.outputLimit() == 0) {
            traffic.resume(now);
        }
        paused = true;
        traffic.outputLimit(limitBytes);
    }

    /** Ends either pause: {@link #receive} goes on; what it left must be passed to it again. */
    public void resume(long now) {
        this.now = now;
        if (paused) {
            paused = false;
            traffic.outputLimit(0);
            traffic.resume(now);
        }
    }

    // ---- closing

    private void closeFor(CloseCause cause, ClosePayload payload) {
        switch (phase) {
            case OPEN -> {
                begin(cause);
                try {
                    sendClose(payload);
                } finally {
                    move(Phase.Input.SEND_CLOSE);
                }
            }
            case CLOSE_RECEIVED -> {
                begin(cause);
                answerClose();
            }
            case CLOSE_SENT, CLOSE_EXCHANGED -> begin(cause);
            case CLOSED -> {}
        }
    }

    private void onCloseFrame(ByteBuffer body) throws ProtocolException {
        ClosePayload payload = ClosePayload.parse(body);
        begin(new CloseCause.PeerClosed(payload)).closeReceived(payload, now);
        move(Phase.Input.RECEIVE_CLOSE);
        if (phase == Phase.CLOSE_EXCHANGED) {
            endOutput();
        } else if (phase == Phase.CLOSE_RECEIVED && isWritingMessage()) {
            // RFC 6455 §5.5.1: the answer may wait until the message under way is sent; but not for so long that a peer
            // with the same closing timeout would give this end up.
            closeBy(now + config().closingTimeout().toNanos() / 2);
        } else if (phase == Phase.CLOSE_RECEIVED) {
            answerClose();
        }
    }

    /** RFC 6455 §5.5.1: an endpoint that receives a Close frame and has not sent one answers, echoing the code. */
    private void answerClose() {
        ClosePayload received = ending == null ? null : ending.received();
        ClosePayload answer = received == null
                ? ClosePayload.EMPTY
                : received.code().map(code -> ClosePayload.of(code, "")).orElse(ClosePayload.EMPTY);
        try {
            sendClose(answer);
        } finally {
            move(Phase.Input.SEND_CLOSE);
            endOutput();
        }
    }

    /** RFC 6455 §7.1.7: fails the connection, with a Close frame that says why unless one was sent before. */
    private void fail(CloseCause cause, CloseCode code, String reason) {
        boolean mayTell = phase == Phase.OPEN;
        begin(cause);
        try {
            if (mayTell) {
                sendClose(ClosePayload.ofTruncated(code, reason));
            }
        } finally {
            try {
                move(Phase.Input.FAIL);
            } finally {
                shutOutput();
            }
        }
    }

    private void sendClose(ClosePayload payload) {
        if (ending != null) {
            ending.closeSent(payload, now);
        }
        ByteBuffer body = ByteBuffer.allocate(payload.bytes());
        payload.writeTo(body);
        control(Opcode.CLOSE, body.flip());
    }

    /** Both Close frames have passed. RFC 6455 §7.1.1: the server ends TCP first, the client waits for it. */
    private void endOutput() {
        if (config().role() == Role.SERVER) {
            shutOutput();
        } else {
            closeBy(now + config().closingTimeout().toNanos());
        }
    }

    private void shutOutput() {
        closeBy(now + config().lingerTimeout().toNanos());
        // The application may have cut the connection when it was told of the closing.
        if (!outputShut && phase != Phase.CLOSED) {
            outputShut = true;
            sink.shutdownOutput();
        }
    }

    /** {@return when the current step of closing is over; meaningful from the first Close frame on} */
    private long closingDeadline() {
        return ending == null ? NO_DEADLINE : ending.deadline();
    }

    private void closeBy(long deadline) {
        if (ending != null) {
            ending.deadline(deadline);
        }
    }

    /** {@return the facts of the end, which begins now with this cause unless it has begun before} */
    private Ending begin(CloseCause cause) {
        Ending facts = ending;
        if (facts == null) {
            facts = new Ending(cause);
            ending = facts;
        } else {
            facts.laterCause(cause, phase, now);
        }
        return facts;
    }

    private void move(Phase.Input input) {
        Phase before = phase;
        phase = phase.after(input);
        if (before == Phase.OPEN && phase != Phase.OPEN) {
            closeBy(now + config().closingTimeout().toNanos());
            sink.onClosing();
        }
    }

    private void finish(Phase.Input input) {
        if (phase == Phase.CLOSED || ending == null) {
            return;
        }
        Ending facts = ending;
        // Behind the peer's Close frame, or a failure, nothing is read, so nothing is cut short there.
        boolean cutShort = phase.reads();
        try {
            move(input);
        } finally {
            Incoming reading = cutShort ? incoming : null;
            conclude(facts.toReport(
                    config().role(),
                    reading != null && reading.isMidFrame(),
                    reading != null && reading.isMidMessage(),
                    now));
        }
    }

    /** Whatever fails on the way, the report is made and passed on. */
    private void conclude(CloseReport.Builder report) {
        try {
            if (incoming != null) {
                incoming.stop();
                giveBackIncoming();
            }
            closeCodecs();
            traffic.tell(report);
            sink.describe(report);
        } catch (RuntimeException | Error failure) {
            report.moment(Moment.Kind.LATER_CAUSE, now, new CloseCause.LocalFailure(failure.toString()).describe());
            throw failure;
        } finally {
            try {
                sink.closeTransport();
            } finally {
                sink.onClosed(report.build());
            }
        }
    }

    /** Not while a codec passes on what it restored, from within which the connection may be cut. */
    private void closeCodecs() {
        if (codecs != null && !receiving) {
            codecs.close();
        }
    }

    // ---- frames

    private void control(Opcode opcode, ByteBuffer payload) {
        MessageWriter lent = borrowWriter();
        sent(lent.writeControl(opcode, payload));
        giveBack(lent);
    }

    private MessageWriter borrowWriter() {
        MessageWriter lent = writer;
        if (lent == null) {
            lent = parts.lendWriter(this);
            writer = lent;
        }
        return lent;
    }

    /** While something is read, more may be sent in answer to what follows. */
    private void giveBack(MessageWriter lent) {
        if (!receiving && !lent.isMidMessage()) {
            writer = null;
            parts.giveBack(lent);
        }
    }

    private void sent(long bytes) {
        traffic.bytesOut(bytes, now);
    }

    // ---- from what is lent

    Role role() {
        return config().role();
    }

    Limits limits() {
        return config().limits();
    }

    @Nullable
    CodecChain codecs() {
        return codecs;
    }

    ConnectionSink sink() {
        return sink;
    }

    int unpredictableBits() {
        return parts.entropy();
    }

    boolean isReading() {
        return phase.reads() && !paused;
    }

    /** Takes a part of a message that is valid so far; with the last part, the message. */
    void onData(MessageType type, ByteBuffer window, boolean first, boolean last) {
        if (last) {
            traffic.messageIn(now);
        }
        sink.onData(type, window, first, last);
    }

    void onControlFrame(Opcode opcode, ByteBuffer payload) throws ProtocolException {
        traffic.controlFrameIn(now);
        switch (opcode) {
            case PING -> onPing(payload);
            case PONG -> sink.onPong(payload, traffic.pongIn(payload, now));
            default -> onCloseFrame(payload);
        }
    }

    /** RFC 6455 §5.5.2, §5.5.3: a ping is answered with a pong of the same payload, unless a Close frame came. */
    private void onPing(ByteBuffer payload) {
        traffic.pingIn();
        control(Opcode.PONG, payload.duplicate());
        sink.onPing(payload);
    }
}
