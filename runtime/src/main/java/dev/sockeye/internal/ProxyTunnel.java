package dev.sockeye.internal;

import dev.sockeye.ProxySettings;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.ProxyProblem;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.OptionalInt;

/**
 * A channel that is connected to a proxy until it is a tunnel to the target. Tells its listener of the outcome once, and
 * nothing afterwards. Confined to the event loop. Never tells anything of the credentials.
 */
abstract class ProxyTunnel extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(ProxyTunnel.class.getName());

    /** What becomes of it. */
    interface Listener {
        /** Something was seen that belongs into the report. */
        void onObserved(String detail);

        /**
         * The tunnel is there, and this handler has left the pipeline.
         *
         * @param behind the bytes that came behind the proxy's answer; the listener releases them
         */
        void onTunnel(ByteBuf behind);

        /**
         * There is no tunnel; the channel is still to be closed.
         *
         * @param end how the transport ended; LOCAL if it is this end that ends it
         * @param facts what an HTTP proxy answered
         */
        void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts);
    }

    private final ProxySettings.Server proxy;
    private final Listener listener;
    private final TransportEvidence evidence = new TransportEvidence(false);
    private boolean done;

    ProxyTunnel(ProxySettings.Server proxy, Listener listener) {
        this.proxy = proxy;
        this.listener = listener;
    }

    /** {@return the handler that asks this proxy for a tunnel to the host and port of the URI} */
    static ProxyTunnel to(WebSocketUri target, ProxySettings.Server proxy, Listener listener) {
        return switch (proxy.kind()) {
            case HTTP -> new HttpTunnel(proxy, target, listener);
            case SOCKS5 -> new Socks5Tunnel(proxy, target, listener);
        };
    }

    /** Sends the first request. */
    abstract void begin(ChannelHandlerContext context);

    /** Reads what came; what belongs to the tunnel stays unread. */
    abstract void read(ChannelHandlerContext context, ByteBuf bytes);

    /** The transport has ended, and there is no tunnel yet. */
    void ended(TransportEnd end) {
        failed(ProxyProblem.BROKEN, OptionalInt.empty(), "it ended the connection before it answered: " + end, end);
    }

    /** The time is over. {@return whether there was something to tell better than that} */
    boolean late() {
        return false;
    }

    @Override
    public final void handlerAdded(ChannelHandlerContext context) {
        begin(context);
    }

    final void send(ChannelHandlerContext context, byte[] bytes) {
        context.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener((ChannelFuture written) -> {
            if (written.cause() != null) {
                evidence.failure(written.cause());
            }
        });
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
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

    @Override
    public final void userEventTriggered(ChannelHandlerContext context, Object event) {
        evidence.event(event);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        if (!done) {
            ended(evidence.atInactive());
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        evidence.failure(failure);
        if (done) {
            return;
        }
        if (TransportEnds.chainOf(failure).stream().anyMatch(IOException.class::isInstance)) {
            ended(evidence.atInactive());
        } else {
            LOG.log(Logger.Level.ERROR, "asking a proxy for a tunnel failed on this end", failure);
            tell(new CloseCause.LocalFailure(failure.toString()), TransportEnd.LOCAL, HandshakeFacts.NONE);
        }
    }

    /** Gives up without a word to the listener. */
    void stop() {
        done = true;
    }

    final boolean isDone() {
        return done;
    }

    final void observed(String detail) {
        listener.onObserved(detail);
    }

    final void established(ChannelHandlerContext context, ByteBuf behind) {
        done = true;
        ByteBuf rest = behind.readRetainedSlice(behind.readableBytes());
        context.pipeline().remove(this);
        listener.onTunnel(rest);
    }

    final void failed(ProxyProblem problem, OptionalInt status, String detail, TransportEnd end) {
        failed(problem, status, detail, end, HandshakeFacts.NONE);
    }

    final void failed(ProxyProblem problem, OptionalInt status, String detail, TransportEnd end, HandshakeFacts facts) {
        tell(new CloseCause.ProxyFailed(proxy.address(), problem, status, detail), end, facts);
    }

    private void tell(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
        stop();
        listener.onFailed(cause, end, facts);
    }
}
