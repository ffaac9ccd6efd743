package dev.sockeye.internal;

import dev.sockeye.HttpPage;
import dev.sockeye.UpgradeRefusedException;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.internal.ServerDecision.Answer;
import dev.sockeye.internal.ServerDecision.AskAcceptor;
import dev.sockeye.internal.ServerDecision.AskPage;
import dev.sockeye.internal.ServerQuestions.Outcome;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.handshake.HeadParser;
import dev.sockeye.protocol.handshake.HeadResult;
import dev.sockeye.protocol.handshake.HeadWriter;
import dev.sockeye.protocol.handshake.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection while it speaks HTTP: from its accepting to its upgrade or its end. Reads requests one at a time
 * and answers them in order; a request that is accepted turns the connection over to a {@link WebSocketChannel}, with the
 * bytes that came behind it. Confined to the event loop.
 *
 * <p>After the last answer the outgoing direction is shut, and what still arrives is read and thrown away for a while: a
 * transport closed with unread input answers with a reset, which can destroy the answer on its way.
 *
 * <p>Longer than most classes because every state of the connection meets every event of the channel in it. What is decided
 * about a request is {@link ServerRouter}'s, how that is said {@link ServerRefusals}', what is reported {@link
 * ServerAttempt}'s.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(ServerConnection.class.getName());

    private enum State {
        /** Waits for a request, or for the rest of one. */
        READING,
        /** Skips a request's body behind its answer. */
        SKIPPING,
        /** Waits for what the application says to a request. */
        ASKING,
        /** The last answer is given; waits for the client to leave. */
        ENDING,
        /** Is a WebSocket now, or nothing any more. */
        OVER
    }

    /** What the connection asks and tells its server, on the event loop. */
    interface Owner {
        /** {@return the seconds after which clients shall come back, if the server takes no WebSockets any more, or 0} */
        int drainRetrySeconds();

        /** {@return the seconds after which a client shall come back that was one too many} */
        int overloadRetrySeconds();

        /** A WebSocket opens. */
        void onOpened();

        /** {@return what gets the reports of the WebSockets that opened} */
        Consumer<CloseReport> closedListener();

        /** An attempt to open a WebSocket has failed. */
        void onFailed(CloseReport report);
    }

    /** What a client may send ahead of an answer before reading stops. */
    private static final int MOST_UNREAD_BYTES = 64 << 10;

    /** Far over a limit; it is refused in words all the same, but must not hold what the limit is to save. */
    private static final Duration FLOOD_TIME = Duration.ofSeconds(2);

    /** How long a connection that has sent nothing yet is waited for when the server drains. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int TIMEOUT = 408;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private final ServerSettings settings;
    private final Owner owner;
    private final ServerAdmission.Verdict verdict;
    private final Channel channel;
    private final ServerAttempt attempt;

    private State state = State.READING;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ByteBuf unread;

    /** Reads the current head; null between requests. */
    private @Nullable HeadParser<RequestHead> parser;

    private long bodyLeft;

    /** What waited to be sent when it was last looked at. */
    private long unsentBytes;

    private boolean plainOnTls;

    /** Whether a request was answered before. */
    private boolean served;

    // Of the current request.
    private boolean upgradeAsked;
    private boolean headAsked;

    private boolean processing;

    /** The handler of a WebSocket that did not come about after all. */
    private @Nullable WebSocketHandler orphan;

    private @Nullable CloseReport failedReport;

    ServerConnection(ServerSettings settings, Owner owner, ServerAdmission.Verdict verdict, Channel channel) {
        this.settings = settings;
        this.owner = owner;
        this.verdict = verdict;
        this.channel = channel;
        this.attempt = new ServerAttempt(channel);
    }

    // ---- from the channel

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        startDeadline(openingTime());
    }

    /** {@return the time from the accepting of the connection to the end of its first request} */
    private Duration openingTime() {
        Duration usual = settings.handshakeTimeout();
        return verdict.isFlood() && usual.compareTo(FLOOD_TIME) > 0 ? FLOOD_TIME : usual;
    }

    /** The client has sent its first bytes, whatever they are. */
    void onFirstBytes() {
        attempt.received();
    }

    /** The client does not speak TLS and this server does; it is told when its request is there. */
    void onPlainOnTls() {
        plainOnTls = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        boolean tlsOnPlain = settings.tls() == null && !attempt.hasReceived() && ServerFirstBytes.isTls(bytes);
        attempt.received();
        if (tlsOnPlain) {
            answer(ServerRefusals.tlsOnPlain());
        }
        unread = unread == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), unread, bytes);
        process();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        process();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        attempt.transport().event(event);
        if (event instanceof SslHandshakeCompletionEvent tls) {
            if (tls.isSuccess()) {
                attempt.secured();
            } else {
                attempt.transport().failure(tls.cause());
                attempt.failed(ServerTlsFailures.causeOf(
                        tls.cause(), attempt.transport().atInactive()));
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // What TLS throws is an IOException too, within a decoder's exception.
        if (failure instanceof IOException || failure.getCause() instanceof IOException) {
            attempt.transport().failure(failure);
        } else {
            LOG.log(
                    Logger.Level.ERROR,
                    "a connection from " + Addresses.text(attempt.remoteAddress()) + " failed",
                    failure);
            attempt.failed(new CloseCause.LocalFailure(failure.toString()));
        }
        closeHere();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean tlsPending = isTlsPending();
        // Who leaves without having sent anything was a probe of the port; who leaves between requests was done
        boolean cut = tlsPending || parser != null || (state == State.ASKING && upgradeAsked);
        state = State.OVER;
        cancelDeadline();
        releaseUnread();
        if (cut) {
            attempt.failed(new CloseCause.HandshakeLost(
                    tlsPending ? CloseCause.Stage.TLS : CloseCause.Stage.UPGRADE,
                    attempt.transport().atInactive()));
        }
        if (attempt.hasFailed()) {
            CloseReport report =
                    settings.session().attemptFailed(attempt.report(), channel.eventLoop(), channel.localAddress());
            failedReport = report;
            if (orphan != null) {
                settings.questions().tell(orphan, report);
            }
            owner.onFailed(report);
        }
    }

    private boolean isTlsPending() {
        return !attempt.isSecured() && channel.pipeline().get(SslHandler.class) != null;
    }

    private void closeHere() {
        attempt.transport().closing();
        channel.close();
    }

    // ---- requests

    /** Goes on as far as the bytes at hand and the state allow. */
    private void process() {
        if (processing) {
            // A write within can change the writability, which brings us here again
            return;
        }
        processing = true;
        ByteBuf bytes = unread;
        while (bytes != null && bytes.isReadable() && proceeds()) {
            switch (state) {
                case READING -> readHead(bytes);
                case SKIPPING -> skipBody(bytes);
                default -> bytes.skipBytes(bytes.readableBytes());
            }
            bytes = unread;
        }
        if (bytes != null && !bytes.isReadable()) {
            releaseUnread();
        }
        processing = false;
        if (state != State.OVER) {
            boolean wanted = unread == null || (state == State.ASKING && unread.readableBytes() < MOST_UNREAD_BYTES);
            if (channel.config().isAutoRead() != wanted) {
                channel.config().setAutoRead(wanted);
            }
        }
    }

    /** Answers that the client does not fetch hold up its further requests. */
    private boolean proceeds() {
        return state == State.ENDING || ((state == State.READING || state == State.SKIPPING) && channel.isWritable());
    }

    private void skipBody(ByteBuf bytes) {
        int skipped = (int) Math.min(bodyLeft, bytes.readableBytes());
        bytes.skipBytes(skipped);
        bodyLeft -= skipped;
        if (bodyLeft == 0) {
            state = State.READING;
        }
    }

    private void readHead(ByteBuf bytes) {
        HeadParser<RequestHead> reader = parser;
        if (reader == null) {
            // RFC 9112 §2.2: an empty line before a request is ignored
            while (bytes.isReadable() && isLineEnd(bytes.getByte(bytes.readerIndex()))) {
                bytes.skipBytes(1);
            }
            if (!bytes.isReadable()) {
                return;
            }
            reader = HeadParser.forRequest(settings.headLimits());
            parser = reader;
        }
        ByteBuffer view = bytes.nioBuffer();
        HeadResult<RequestHead> result = reader.parse(view);
        bytes.skipBytes(bytes.readableBytes() - view.remaining());
        if (result instanceof HeadResult.Failed<RequestHead> failed) {
            parser = null;
            answer(plainOnTls ? ServerRefusals.plainOnTls() : ServerRefusals.of(failed.failure()));
        } else if (result instanceof HeadResult.Complete<RequestHead> complete) {
            parser = null;
            onRequest(complete.head());
        }
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    private void onRequest(RequestHead head) {
        attempt.requested(head);
        upgradeAsked = ServerRouter.isUpgrade(head);
        headAsked = head.method().equals("HEAD");
        if (plainOnTls) {
            answer(ServerRefusals.plainOnTls());
        } else if (isOneTooMany()) {
            // A plain request is refused too, but not reported
            answer(upgradeAsked ? overload() : Answer.last(overload().reply(), null));
        } else if (upgradeAsked && owner.drainRetrySeconds() > 0) {
            answer(ServerRefusals.goingAway(owner.drainRetrySeconds()));
        } else {
            follow(settings.router().decide(head, attempt.remoteAddress(), attempt.isSecured()));
        }
    }

    private boolean isOneTooMany() {
        return verdict != ServerAdmission.Verdict.ADMITTED;
    }

    private Answer overload() {
        return ServerRefusals.overload(verdict, owner.overloadRetrySeconds());
    }

    private void follow(ServerDecision decision) {
        if (decision instanceof Answer answer) {
            answer(answer);
        } else if (decision instanceof AskPage ask) {
            state = State.ASKING;
            settings.questions()
                    .ask(channel.eventLoop(), () -> ask.page().answer(ask.request()), outcome -> onPage(ask, outcome));
        } else if (decision instanceof AskAcceptor ask) {
            upgradeAsked = true;
            state = State.ASKING;
            settings.questions()
                    .ask(
                            channel.eventLoop(),
                            () -> ask.acceptor().accept(ask.request()),
                            outcome -> onAccepted(ask, outcome));
        }
    }

    // ---- what the application says

    private void onPage(AskPage ask, Outcome<HttpPage> outcome) {
        if (state != State.ASKING) {
            return;
        }
        HttpPage page = outcome.answer();
        if (page == null) {
            LOG.log(Logger.Level.ERROR, "the page " + ask.request().path() + " threw", outcome.failure());
        }
        ServerReply reply = page == null
                ? ServerReply.text(SERVER_ERROR, "The server failed to make this page.")
                : ServerReply.of(page);
        answer(new Answer(reply, null, ask.keepAlive(), ask.bodyBytes()));
        process();
    }

    private void onAccepted(AskAcceptor ask, Outcome<WebSocketHandler> outcome) {
        WebSocketHandler handler = outcome.answer();
        if (state != State.ASKING) {
            onAcceptedTooLate(handler);
        } else if (handler != null && owner.drainRetrySeconds() > 0) {
            orphan = handler;
            answer(ServerRefusals.goingAway(owner.drainRetrySeconds()));
        } else if (handler != null) {
            upgrade(ask, handler);
        } else if (outcome.failure() instanceof UpgradeRefusedException refused) {
            answer(ServerRefusals.of(refused.status(), refused.sentence(), refused.headers()));
        } else {
            LOG.log(Logger.Level.ERROR, "the acceptor of " + ask.request().path() + " threw", outcome.failure());
            answer(Answer.last(
                    ServerReply.text(SERVER_ERROR, "The server failed to decide about this request."),
                    new CloseCause.HandlerFailed(String.valueOf(outcome.failure()))));
        }
        process();
    }

    private void onAcceptedTooLate(@Nullable WebSocketHandler handler) {
        if (handler != null && failedReport != null) {
            settings.questions().tell(handler, failedReport);
        } else {
            orphan = handler;
        }
    }

    // ---- answers

    private void upgrade(AskAcceptor ask, WebSocketHandler handler) {
        state = State.OVER;
        cancelDeadline();
        // Out before the handler is asked anything: it may cut the connection, and the client shall see that it was
        // open
        byte[] response = HeadWriter.write(ask.accepted().response());
        channel.writeAndFlush(channel.alloc().ioBuffer(response.length).writeBytes(response));
        channel.config().setAutoRead(true);
        owner.onOpened();
        OpenedHandshake opened = new OpenedHandshake(
                ask.target(),
                settings.agreements()
                        .of(ask.accepted().subprotocol(), ask.accepted().extensions(), attempt.client()),
                attempt.moments(),
                attempt.startedAt());
        WebSocketChannel webSocket = new WebSocketChannel(handler, settings.session(), opened, owner.closedListener());
        if (unread != null && !unread.isReadable()) {
            releaseUnread();
        }
        ByteBuf behind = unread;
        unread = null;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.replace(this, null, webSocket);
        ChannelHandlerContext context = pipeline.context(webSocket);
        if (behind != null && context != null) {
            webSocket.channelRead(context, behind);
            webSocket.channelReadComplete(context);
        } else if (behind != null) {
            behind.release();
        }
    }

    private void answer(Answer answer) {
        boolean keepAlive = answer.keepAlive() && owner.drainRetrySeconds() == 0;
        ServerReply reply = answer.reply();
        CloseCause cause = answer.cause();
        if (cause != null) {
            attempt.failed(cause);
            attempt.answered(reply.head(keepAlive), reply.bodyPrefix());
        }
        served = true;
        bodyLeft = answer.bodyBytes();
        state = !keepAlive ? State.ENDING : bodyLeft > 0 ? State.SKIPPING : State.READING;
        parser = null;
        unsentBytes = Long.MAX_VALUE;
        startDeadline(settings.handshakeTimeout());
        channel.writeAndFlush(reply.encode(channel.alloc(), keepAlive, !headAsked))
                .addListener(written -> onAnswerSent());
    }

    /** The time for what follows an answer begins when the client has fetched it. */
    private void onAnswerSent() {
        if (state == State.ENDING) {
            startDeadline(settings.session().connection().lingerTimeout());
            shutdownOutput();
        } else if (state == State.SKIPPING || (state == State.READING && parser == null)) {
            startDeadline(settings.handshakeTimeout());
        }
    }

    private void shutdownOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutdownTcp();
        } else {
            tls.closeOutbound().addListener(notified -> shutdownTcp());
        }
    }

    private void shutdownTcp() {
        if (channel instanceof DuplexChannel tcp && tcp.isActive()) {
            tcp.shutdownOutput();
        }
    }

    // ---- time

    private void startDeadline(Duration time) {
        cancelDeadline();
        deadline = channel.eventLoop().schedule(this::onDeadline, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void onDeadline() {
        deadline = null;
        if (isAnswerUnderWay()) {
            startDeadline(settings.handshakeTimeout());
            return;
        }
        boolean speaksHttp = settings.tls() == null || attempt.isSecured() || plainOnTls;
        boolean betweenRequests = served && parser == null;
        if (state == State.ASKING) {
            ServerReply reply = ServerReply.text(UNAVAILABLE, "The server took too long to answer.");
            answer(Answer.last(reply, upgradeAsked ? timedOut(CloseCause.Stage.UPGRADE) : null));
            process();
        } else if (state == State.READING && speaksHttp && isOneTooMany()) {
            answer(overload());
        } else if (state == State.READING && speaksHttp && !betweenRequests) {
            String sentence = "The request took longer than "
                    + settings.handshakeTimeout().toMillis() + " ms to arrive.";
            answer(Answer.last(ServerReply.text(TIMEOUT, sentence), timedOut(CloseCause.Stage.UPGRADE)));
        } else {
            if (!speaksHttp) {
                attempt.failed(timedOut(CloseCause.Stage.TLS));
            }
            closeHere();
        }
    }

    /** {@return whether the client has fetched some of an answer since this was last asked, and not yet all of it} */
    private boolean isAnswerUnderWay() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        // Pending are whole writes; the current one may be sent in part
        long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
        boolean underWay = pending > 0 && pending < unsentBytes;
        unsentBytes = pending;
        return underWay;
    }

    private CloseCause timedOut(CloseCause.Stage stage) {
        return new CloseCause.TimedOutOpening(stage, openingTime());
    }

    /** {@return whether a request is being read or answered, or is likely to be on its way} */
    boolean isBusy() {
        boolean fresh = !served && System.nanoTime() - attempt.startedAt() < FRESH_NANOS;
        return fresh ? state != State.OVER : parser != null || (state != State.READING && state != State.OVER);
    }

    /** Ends the connection if it waits for its next request, because the server drains. */
    void endIfIdle() {
        if (state == State.READING && parser == null && served) {
            closeHere();
        }
    }

    /** Ends the connection, whatever is under way. */
    void cut() {
        closeHere();
    }

    private void releaseUnread() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }
}
