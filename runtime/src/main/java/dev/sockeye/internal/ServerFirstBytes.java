package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

/**
 * Looks at the first byte of a connection to a server of TLS, puts TLS in place if it is that, and leaves. So a client that
 * speaks plain TCP can be told in words.
 */
final class ServerFirstBytes extends ChannelInboundHandlerAdapter {
    /** RFC 8446 §5.1: the type of the record that a TLS client begins with. No method of HTTP begins with this byte. */
    private static final int TLS_HANDSHAKE = 22;

    private final SslContext tls;
    private final ServerConnection connection;

    ServerFirstBytes(SslContext tls, ServerConnection connection) {
        this.tls = tls;
        this.connection = connection;
    }

    /** {@return whether the first bytes of a connection are those of TLS} */
    static boolean isTls(ByteBuf bytes) {
        return bytes.isReadable() && bytes.getUnsignedByte(bytes.readerIndex()) == TLS_HANDSHAKE;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        connection.onFirstBytes();
        if (isTls(bytes)) {
            SslHandler handler = tls.newHandler(context.alloc());
            // The deadline of the connection covers TLS too
            handler.setHandshakeTimeoutMillis(0);
            context.pipeline().addAfter(context.name(), null, handler);
        } else {
            connection.onPlainOnTls();
        }
        context.pipeline().remove(this);
        context.fireChannelRead(bytes);
    }
}
