package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first bytes that a server sends, kept to tell what speaks at a port when it is not what was expected. As a handler
 * before TLS it looks at the first buffer and leaves the pipeline.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    /** Enough to recognise a protocol by its greeting. */
    private static final int MOST = 48;

    private static final int TLS_ALERT = 0x15;
    private static final int TLS_MAJOR_VERSION = 3;

    private final byte[] bytes = new byte[MOST];
    private int length;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf buffer) {
            take(buffer.nioBuffer());
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    /** Looks at what came next, and leaves it unread. */
    void take(ByteBuffer in) {
        int count = Math.min(in.remaining(), MOST - length);
        in.get(in.position(), bytes, length, count);
        length += count;
    }

    boolean areHttp() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).startsWith("HTTP/");
    }

    boolean areTlsAlert() {
        return length > 1 && bytes[0] == TLS_ALERT && bytes[1] == TLS_MAJOR_VERSION;
    }

    /** {@return them as text in which everything but printable ASCII is escaped; empty if nothing came} */
    Optional<String> text() {
        if (length == 0) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            char c = (char) (bytes[i] & 0xff);
            if (c >= ' ' && c <= '~' && c != '\\') {
                text.append(c);
            } else {
                text.append(String.format("\\x%02x", (int) c));
            }
        }
        return Optional.of(text.toString());
    }
}
