package dev.sockeye.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * How this machine's sockets are driven. Epoll where it is there, since it was measured to be the quickest; elsewhere NIO.
 * The system property {@code dev.sockeye.transport} asks for another: {@code epoll}, {@code io_uring} or {@code nio}.
 */
public enum Transports {
    EPOLL,
    IO_URING,
    NIO;

    /** The system property that asks for a transport. */
    public static final String PROPERTY = "dev.sockeye.transport";

    /**
     * {@return the transport for this process}
     *
     * @throws IllegalArgumentException if the one that was asked for is unknown or not there
     */
    public static Transports pick() {
        String wish = System.getProperty(PROPERTY, "");
        if (wish.isEmpty()) {
            return EPOLL.isAvailable() ? EPOLL : NIO;
        }
        Transports wanted =
                switch (wish.toLowerCase(Locale.ROOT)) {
                    case "epoll" -> EPOLL;
                    case "io_uring" -> IO_URING;
                    case "nio" -> NIO;
                    default ->
                        throw new IllegalArgumentException(
                                PROPERTY + " is epoll, io_uring or nio, was \"" + wish + '"');
                };
        if (!wanted.isAvailable()) {
            throw new IllegalArgumentException(PROPERTY + " asks for " + wish + ", which this machine does not have");
        }
        return wanted;
    }

    private boolean isAvailable() {
        return switch (this) {
            case EPOLL -> isThere(Epoll::isAvailable);
            case IO_URING -> isThere(IoUring::isAvailable);
            case NIO -> true;
        };
    }

    /** The native transports are optional: their classes may be missing. */
    private static boolean isThere(BooleanSupplier available) {
        try {
            return available.getAsBoolean();
        } catch (NoClassDefFoundError missing) {
            return false;
        }
    }

    /**
     * {@return a group of event loops}
     *
     * @param name what the threads are called
     * @param daemon whether the process may end while they run
     */
    public EventLoopGroup newGroup(int threads, String name, boolean daemon) {
        IoHandlerFactory handlers =
                switch (this) {
                    case EPOLL -> EpollIoHandler.newFactory();
                    case IO_URING -> IoUringIoHandler.newFactory();
                    case NIO -> NioIoHandler.newFactory();
                };
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, daemon), handlers);
    }

    /** {@return the class of listening sockets} */
    public Class<? extends ServerChannel> serverChannel() {
        return switch (this) {
            case EPOLL -> EpollServerSocketChannel.class;
            case IO_URING -> IoUringServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    /** {@return the class of connecting sockets} */
    public Class<? extends Channel> clientChannel() {
        return switch (this) {
            case EPOLL -> EpollSocketChannel.class;
            case IO_URING -> IoUringSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }
}
