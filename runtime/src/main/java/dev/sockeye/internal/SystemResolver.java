package dev.sockeye.internal;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks the operating system, as every other program of the machine does: with its hosts file, its search domains and its
 * cache. The system's call blocks and cannot be given up, so it has threads of its own; they go when there is nothing to
 * look up.
 */
final class SystemResolver implements HostResolver {
    static final SystemResolver INSTANCE = new SystemResolver();

    /** How many names can hang at a name server that does not answer before others wait for them. */
    private static final int MOST_THREADS = 8;

    private static final long IDLE_SECONDS = 2;

    private final Executor threads = newThreads();

    private SystemResolver() {}

    private static Executor newThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("sockeye-dns", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        return literal == null
                ? CompletableFuture.supplyAsync(() -> lookUp(host), threads)
                : CompletableFuture.completedFuture(List.of(addressOf(literal)));
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            throw new CompletionException(unknown);
        }
    }

    private static InetAddress addressOf(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + literal.length, e);
        }
    }
}
