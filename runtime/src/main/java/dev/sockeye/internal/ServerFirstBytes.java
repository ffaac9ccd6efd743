package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first byte of a connection, puts TLS in place if it is that, and leaves. So a client that speaks the other
 * of TLS and plain TCP can be told in words.
 */
final class ServerFirstBytes extends ChannelInboundHandlerAdapter {
    /** RFC 8446 §5.1: the type of the record that a TLS client begins with. No method of HTTP begins with this byte. */
    private static final int TLS_HANDSHAKE = 22;

    private final @Nullable SslContext tls;
    private final ServerConnection connection;

    ServerFirstBytes(@Nullable SslContext tls, ServerConnection connection) {
        this.tls = tls;
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        connection.onFirstBytes();
        boolean isTls = bytes.isReadable() && bytes.getUnsignedByte(bytes.readerIndex()) == TLS_HANDSHAKE;
        if (isTls && tls != null) {
            SslHandler handler = tls.newHandler(context.alloc());
            // The deadline of the connection covers TLS too
            handler.setHandshakeTimeoutMillis(0);
            context.pipeline().addAfter(context.name(), null, handler);
        } else if (isTls) {
            connection.onTlsOnPlain();
        } else if (tls != null) {
            connection.onPlainOnTls();
        }
        context.pipeline().remove(this);
        context.fireChannelRead(bytes);
    }
}
