package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A way to the socket of a channel that leaves out the channel's pipeline and queue, which for a small message are most of
 * what Netty costs. It is open while nothing waits in the channel; what the socket does not take at once goes through the
 * channel as always. Confined to the event loop.
 */
final class DirectSocket {
    private static final String EPOLL_PACKAGE = "io.netty.channel.epoll.";

    private final Channel channel;
    private final Socket socket;

    private DirectSocket(Channel channel, Socket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /** {@return the way to the socket; null if it is not epoll's, or if something such as TLS is before it} */
    @SuppressWarnings("ReferenceEquality") // Whether it is this very handler.
    static @Nullable DirectSocket of(ChannelHandlerContext context) {
        Channel channel = context.channel();
        // The name is looked at first because the class may not be there.
        return context.pipeline().first() == context.handler()
                        && channel.getClass().getName().startsWith(EPOLL_PACKAGE)
                ? Epoll.open(channel)
                : null;
    }

    /** Loaded only where Netty's epoll classes are. */
    private static final class Epoll {
        static @Nullable DirectSocket open(Channel channel) {
            return channel instanceof EpollSocketChannel tcp && tcp.fd() instanceof Socket socket
                    ? new DirectSocket(channel, socket)
                    : null;
        }
    }

    /**
     * Hands bytes to the system.
     *
     * @return how many bytes from the first on the system took; 0 if others wait before them
     * @throws IOException if the connection is broken; who asks again is told less of how
     */
    int send(ByteBuf buffer, int from, int to) throws IOException {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() == 0 && buffer.hasMemoryAddress()
                ? socket.sendAddress(buffer.memoryAddress(), from, to)
                : 0;
    }
}
