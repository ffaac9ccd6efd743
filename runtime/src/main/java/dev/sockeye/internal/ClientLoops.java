package dev.sockeye.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops that all clients of this JVM share: made for the first client that connects, gone some seconds after the
 * last one is closed. A client may have loops of its own instead. Their threads do not keep the JVM alive.
 */
final class ClientLoops {
    /** One loop serves thousands of connections; the second keeps a handler that is slow from holding up all others. */
    private static final int MOST_THREADS = 2;

    /** Lets what is still being written on closed connections go out. */
    private static final long QUIET_SECONDS = 2;

    private static final long STOP_SECONDS = 10;

    private static final Object LOCK = new Object();

    private static @Nullable ClientLoops shared;

    private final Class<? extends Channel> channelType;
    private final EventLoopGroup group;
    private int users;

    private ClientLoops(int threads) {
        Transports transport = Transports.pick();
        channelType = transport.clientChannel();
        group = transport.newGroup(threads, "sockeye-client", true);
    }

    /** {@return the shared loops} The caller gives them back once with {@link #release}. */
    static ClientLoops acquire() {
        synchronized (LOCK) {
            if (shared == null) {
                shared = new ClientLoops(
                        Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
            }
            shared.users++;
            return shared;
        }
    }

    /** {@return loops for one client} The caller gives them back once with {@link #release}. */
    static ClientLoops own(int threads) {
        ClientLoops loops = new ClientLoops(threads);
        loops.users = 1;
        return loops;
    }

    /** Gives the loops back; the last to do so stops them. */
    void release() {
        synchronized (LOCK) {
            users--;
            if (users > 0) {
                return;
            }
            if (shared == this) {
                shared = null;
            }
        }
        var unused = group.shutdownGracefully(QUIET_SECONDS, STOP_SECONDS, TimeUnit.SECONDS);
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends Channel> channelType() {
        return channelType;
    }
}
