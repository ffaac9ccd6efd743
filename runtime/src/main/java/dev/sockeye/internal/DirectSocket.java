package dev.sockeye.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
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

    private final Socket socket;

    private DirectSocket(Socket socket) {
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
                    ? new DirectSocket(socket)
                    : null;
        }
    }

    /** {@return whether the connection has not been closed here} */
    boolean isOpen() {
        return socket.isOpen();
    }

    /**
     * Hands bytes to the system; nothing may wait in the channel.
     *
     * @return how many bytes from the first on the system took; 0 if the connection has been closed here
     * @throws IOException if the connection is broken; who asks again is told less of how
     */
    int send(ByteBuf buffer, int from, int to) throws IOException {
        return socket.isOpen() && buffer.hasMemoryAddress() ? socket.sendAddress(buffer.memoryAddress(), from, to) : 0;
    }
}
