package dev.sockeye.internal;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Asks the operating system, as every other program of the machine does: with its hosts file, its search domains and its
 * cache. The system's call blocks and cannot be given up, so it has threads of its own; they go when there is nothing to
 * look up.
 */
final class SystemResolver implements HostResolver {
    static final SystemResolver INSTANCE = new SystemResolver();

    private final Executor threads = BlockingThreads.create("sockeye-dns");

    private SystemResolver() {}

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
