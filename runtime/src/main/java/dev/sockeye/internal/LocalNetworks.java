package dev.sockeye.internal;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of this machine's interfaces that are up, as they were a moment ago. Reading them takes a while on a machine
 * with many, so it is done at most every two seconds, on a thread of its own, when somebody asks; who asks gets what was read
 * last. Safe from any thread.
 */
final class LocalNetworks {
    static final LocalNetworks OF_THIS_MACHINE =
            new LocalNetworks(LocalNetworks::read, ForkJoinPool.commonPool(), System::nanoTime);

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Reads the addresses. */
    interface Source {
        Set<String> read() throws SocketException;
    }

    private record Seen(Set<String> addresses, long version, long at) {}

    private final Source source;
    private final Executor executor;
    private final LongSupplier clock;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile @Nullable Seen seen;

    LocalNetworks(Source source, Executor executor, LongSupplier clock) {
        this.source = source;
        this.executor = executor;
        this.clock = clock;
    }

    static Set<String> read() throws SocketException {
        Set<String> addresses = new HashSet<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp()) {
                each.inetAddresses()
                        .map(InetAddress::getHostAddress)
                        .map(Addresses::withoutZone)
                        .forEach(addresses::add);
            }
        }
        return addresses;
    }

    /** {@return whether no interface that is up has an address} Unknown counts as not gone. */
    boolean isGone(String address) {
        refresh();
        Seen now = seen;
        return now != null && !now.addresses().contains(address);
    }

    /** {@return a number that changes when an address comes or goes} */
    long version() {
        refresh();
        Seen now = seen;
        return now == null ? 0 : now.version();
    }

    private void refresh() {
        Seen now = seen;
        boolean fresh = now != null && clock.getAsLong() - now.at() < FRESH_NANOS;
        if (!fresh && reading.compareAndSet(false, true)) {
            executor.execute(this::update);
        }
    }

    private void update() {
        try {
            Seen before = seen;
            Set<String> addresses = source.read();
            // The first reading is no change.
            long version = before == null || before.addresses().equals(addresses)
                    ? (before == null ? 0 : before.version())
                    : before.version() + 1;
            seen = new Seen(addresses, version, clock.getAsLong());
        } catch (SocketException unknown) {
            // What was read last holds until it can be read again.
        } finally {
            reading.set(false);
        }
    }
}
