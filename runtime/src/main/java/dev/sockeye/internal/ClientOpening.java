package dev.sockeye.internal;

import dev.sockeye.protocol.close.ClientTraits;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.handshake.ClientHandshake;
import dev.sockeye.protocol.handshake.HandshakeError;
import dev.sockeye.protocol.handshake.HandshakeFailure;
import dev.sockeye.protocol.handshake.HeadWriter;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.RequestHead;
import dev.sockeye.protocol.handshake.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A connected channel until it is a WebSocket: waits for TLS, sends the request and judges the response. Tells its listener
 * of the outcome once, and nothing afterwards. Confined to the event loop.
 */
final class ClientOpening extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(ClientOpening.class.getName());

    /** What becomes of it. */
    interface Listener {
        /** TLS is set up, and the request goes out. */
        void onTlsEstablished(String detail);

        /** Something was seen that belongs into the report. */
        void onObserved(String detail);

        /**
         * The server agreed.
         *
         * @param behindHead the bytes that came behind the response; the listener releases them
         */
        void onAgreed(
                ChannelHandlerContext context, ClientHandshake.Opened agreed, HandshakeFacts facts, ByteBuf behindHead);

        /**
         * It does not open; the channel is still to be closed.
         *
         * @param end how the transport ended; LOCAL if it is this end that ends it
         */
        void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts);
    }

    private final ClientHandshake.Attempt handshake;
    private final RequestHead request;
    private final String host;
    private final Listener listener;
    private final @Nullable SslHandler tls;
    private final FirstBytes firstBytes = new FirstBytes();
    private final ClientResponse response = new ClientResponse();

    private Stage stage;
    private TransportEvidence evidence = new TransportEvidence(false);
    private @Nullable Refusal refusal;
    private boolean done;

    /** A response that is not 101, while its body is read. */
    private record Refusal(ResponseHead head, HandshakeFailure failure, ResponseBody body, Future<?> timer) {}

    /**
     * @param tls the handler of TLS, which this one adds before itself; null for none
     * @param host that the server's certificate should be made out to
     */
    ClientOpening(ClientHandshake.Attempt handshake, @Nullable SslHandler tls, String host, Listener listener) {
        this.handshake = handshake;
        this.request = handshake.request();
        this.tls = tls;
        this.stage = tls == null ? Stage.UPGRADE : Stage.TLS;
        this.host = host;
        this.listener = listener;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (tls == null) {
            sendRequest(context);
        } else {
            context.pipeline().addFirst(firstBytes, tls);
        }
    }

    private void sendRequest(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.wrappedBuffer(HeadWriter.write(request)))
                .addListener((ChannelFuture written) -> {
                    if (written.cause() != null) {
                        evidence.failure(written.cause());
                    }
                });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        evidence.event(event);
        if (event instanceof SslHandshakeCompletionEvent handshaken && !done) {
            if (handshaken.isSuccess()) {
                evidence = new TransportEvidence(true);
                stage = Stage.UPGRADE;
                listener.onTlsEstablished(sessionOf(context));
                sendRequest(context);
            } else {
                onFailure(handshaken.cause());
            }
        }
    }

    private static String sessionOf(ChannelHandlerContext context) {
        SSLSession session = context.pipeline().get(SslHandler.class).engine().getSession();
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            if (!done) {
                read(context, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf bytes) {
        ByteBuffer in = bytes.nioBuffer();
        if (refusal == null) {
            ClientResponse.Progress progress = response.take(in);
            bytes.skipBytes(bytes.readableBytes() - in.remaining());
            if (progress instanceof ClientResponse.Malformed malformed) {
                response.beginning().ifPresent(first -> listener.onObserved("the answer begins with \"" + first + '"'));
                fail(
                        new CloseCause.HandshakeInvalid(malformed.error(), malformed.sentence()),
                        TransportEnd.LOCAL,
                        facts());
            } else if (progress instanceof ClientResponse.Head head) {
                judge(context, head.head(), bytes);
            }
        }
        if (refusal != null && !done) {
            refusal.body().take(in);
            if (refusal.body().isComplete()) {
                finishRefusal(refusal, TransportEnd.LOCAL);
            }
        }
    }

    private void judge(ChannelHandlerContext context, ResponseHead head, ByteBuf behindHead) {
        ClientHandshake.Result result = handshake.verify(head);
        if (result instanceof ClientHandshake.Opened agreed) {
            done = true;
            HandshakeFacts facts = facts(head, "", agreed.subprotocol(), agreed.outcome());
            listener.onAgreed(context, agreed, facts, behindHead.readRetainedSlice(behindHead.readableBytes()));
            return;
        }
        ClientHandshake.Failed failed = (ClientHandshake.Failed) result;
        if (isRefusal(failed.failure().error())) {
            Future<?> timer = context.executor()
                    .schedule(this::onBodyTimeout, ResponseBody.MOST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            refusal = new Refusal(head, failed.failure(), new ResponseBody(head.status(), head.headers()), timer);
        } else {
            fail(
                    new CloseCause.HandshakeInvalid(
                            failed.failure().error().name(), failed.failure().sentence()),
                    TransportEnd.LOCAL,
                    facts(head, "", Optional.empty(), failed.outcome()));
        }
    }

    private static boolean isRefusal(HandshakeError error) {
        return switch (error) {
            case STATUS_REDIRECT, STATUS_AUTHENTICATION, STATUS_NOT_101 -> true;
            default -> false;
        };
    }

    private void onBodyTimeout() {
        if (refusal != null && !done) {
            finishRefusal(refusal, TransportEnd.LOCAL);
        }
    }

    private void finishRefusal(Refusal ended, TransportEnd end) {
        ended.timer().cancel(false);
        ResponseHead head = ended.head();
        fail(
                new CloseCause.HandshakeRefused(head.status(), ended.failure().sentence()),
                end,
                facts(head, ended.body().text(), Optional.empty(), ExtensionOutcome.NOT_REACHED));
    }

    /** The time for the stage is over. */
    void onTimeout(Duration limit) {
        if (done) {
            return;
        }
        if (refusal != null) {
            finishRefusal(refusal, TransportEnd.LOCAL);
            return;
        }
        observeBeginning();
        fail(new CloseCause.TimedOutOpening(stage, limit), TransportEnd.LOCAL, facts());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        onEnd(evidence.atInactive());
    }

    private void onEnd(TransportEnd end) {
        if (done) {
            return;
        }
        if (refusal != null) {
            finishRefusal(refusal, end);
            return;
        }
        observeBeginning();
        fail(new CloseCause.HandshakeLost(stage, end), end, facts());
    }

    private void observeBeginning() {
        response.beginning()
                .ifPresent(first -> listener.onObserved("of the response's head only " + response.bytesRead()
                        + " bytes came; it begins with \"" + first + '"'));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        onFailure(failure);
    }

    private void onFailure(Throwable failure) {
        evidence.failure(failure);
        if (done) {
            return;
        }
        // In TLS 1.3 a server refuses a client's certificate after the handshake is over for the client
        Optional<CloseCause.TlsFailed> told = TlsFailures.describe(failure, host, firstBytes);
        if (told.isPresent() && refusal == null) {
            TransportEnd end = TransportEnds.of(failure);
            boolean alert =
                    TransportEnds.chainOf(failure).stream().anyMatch(link -> TransportEnds.receivedAlert(link) != null);
            fail(told.get(), alert ? end : TransportEnd.LOCAL, facts());
        } else if (TransportEnds.chainOf(failure).stream().anyMatch(IOException.class::isInstance)) {
            onEnd(evidence.atInactive());
        } else {
            LOG.log(Logger.Level.ERROR, "the opening of a WebSocket failed on this end", failure);
            fail(new CloseCause.LocalFailure(failure.toString()), TransportEnd.LOCAL, facts());
        }
    }

    /** Gives up without a word to the listener. */
    void stop() {
        done = true;
        if (refusal != null) {
            refusal.timer().cancel(false);
        }
    }

    private void fail(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
        stop();
        listener.onFailed(cause, end, facts);
    }

    private HandshakeFacts facts() {
        return new HandshakeFacts(
                OptionalInt.empty(),
                Headers.EMPTY,
                "",
                Optional.empty(),
                offers(),
                ExtensionOutcome.NOT_REACHED,
                ClientTraits.NONE);
    }

    private HandshakeFacts facts(
            ResponseHead head, String body, Optional<String> subprotocol, ExtensionOutcome extensions) {
        return new HandshakeFacts(
                OptionalInt.of(head.status()),
                head.headers(),
                body,
                subprotocol,
                offers(),
                extensions,
                ClientTraits.NONE);
    }

    private List<String> offers() {
        return request.headers().tokens("Sec-WebSocket-Extensions");
    }
}
