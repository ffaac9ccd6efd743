package dev.sockeye.internal;

import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel after its upgrade: turns Netty's events into calls of {@link OpenWebSocket}. It is the last handler of the
 * pipeline, and the only one besides TLS. The connection begins when it is added, on the event loop; bytes that came behind
 * the opening handshake reach it through the pipeline.
 */
public final class WebSocketChannel extends ChannelInboundHandlerAdapter {
    private final WebSocketHandler handler;
    private final SessionConfig session;
    private final OpenedHandshake opened;
    private final Consumer<CloseReport> listener;
    private @Nullable OpenWebSocket socket;
    private boolean closeNotifySeen;

    /**
     * @param handler called from the moment of adding
     * @param listener gets the report after the handler
     */
    public WebSocketChannel(
            WebSocketHandler handler, SessionConfig session, OpenedHandshake opened, Consumer<CloseReport> listener) {
        this.handler = handler;
        this.session = session;
        this.opened = opened;
        this.listener = listener;
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
        socket = new OpenWebSocket(context, handler, session, opened, listener);
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
        if (event instanceof SslCloseCompletionEvent closed) {
            if (closed.isSuccess()) {
                // The orderly end of the peer's stream; its FIN follows.
                closeNotifySeen = true;
                socket().onEnd(TransportEnd.FIN);
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            socket().onEnd(endOfStream(context));
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        socket().onEnd(endOfStream(context));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        socket().onFailure(failure);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        socket().onEnd(TransportEnd.LOCAL);
    }

    /** RFC 6455 §7.1.1 and TLS: a stream that ends without close_notify may have been cut by anyone on the way. */
    private TransportEnd endOfStream(ChannelHandlerContext context) {
        boolean truncated = !closeNotifySeen && context.pipeline().get(SslHandler.class) != null;
        return truncated
                ? TransportEnd.of(TransportEnd.Kind.TLS_TRUNCATED, "FIN without close_notify")
                : TransportEnd.FIN;
    }
}
