package dev.sockeye.internal;

import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A channel after its upgrade: turns Netty's events into calls of {@link OpenWebSocket}. It is the last handler of the
 * pipeline, and the only one besides TLS. The connection begins when it is added, on the event loop; bytes that came behind
 * the opening handshake reach it through the pipeline.
 */
public final class WebSocketChannel extends ChannelInboundHandlerAdapter {
    /** Makes the WebSocket when this is added; null from then on, with all that was needed for it. */
    private @Nullable Function<ChannelHandlerContext, OpenWebSocket> opening;

    private @Nullable OpenWebSocket socket;

    /**
     * @param handler called from the moment of adding
     * @param listener gets the report after the handler
     */
    public WebSocketChannel(
            WebSocketHandler handler, SessionConfig session, OpenedHandshake opened, Consumer<CloseReport> listener) {
        opening = context -> new OpenWebSocket(context, handler, session, opened, listener);
    }

    /** {@return the WebSocket, once this has been added to a pipeline} */
    public OpenWebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not added to a pipeline");
        }
        return socket;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (opening == null) {
            throw new IllegalStateException("added to a pipeline before");
        }
        socket = opening.apply(context);
        opening = null;
        socket.begin();
        if (!context.channel().isActive()) {
            socket.onEnd(TransportEnd.FIN);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            socket().onBytes(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        socket().onReadComplete();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        socket().onChannelWritability();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        evidence().event(event);
        if (event == SslCloseCompletionEvent.SUCCESS || event == ChannelInputShutdownEvent.INSTANCE) {
            // With TLS, close_notify is the orderly end of the peer's stream; its FIN only follows.
            socket().onEnd(evidence().atInactive());
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        socket().onEnd(evidence().atInactive());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // What TLS throws is an IOException too, within a decoder's exception.
        if (failure instanceof IOException || failure.getCause() instanceof IOException) {
            evidence().failure(failure);
            socket().onEnd(evidence().atInactive());
        } else {
            socket().onFailure(failure);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        socket().onEnd(TransportEnd.LOCAL);
    }

    private TransportEvidence evidence() {
        return socket().evidence();
    }
}
