package dev.sockeye.internal;

import dev.sockeye.ConnectionLimits;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts a server's connections, in total and per address, against its limits. Safe from any thread. */
final class ServerAdmission {
    /** Of an IPv6 address the network is counted: whoever has one address has all 2^64 of it. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private static final int UNIQUE_LOCAL_MASK = 0xFE;
    private static final int UNIQUE_LOCAL = 0xFC;

    /** Whether a connection is within the limits. */
    enum Verdict {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_OF_ADDRESS,
        /** There are over twice as many connections as the limit says. */
        FLOOD,
        /** The same, of an address. */
        FLOOD_OF_ADDRESS;

        /** {@return whether the limit is that of the address} */
        boolean isOfAddress() {
            return this == TOO_MANY_OF_ADDRESS || this == FLOOD_OF_ADDRESS;
        }

        /** {@return whether so many are refused that each may take little} */
        boolean isFlood() {
            return this == FLOOD || this == FLOOD_OF_ADDRESS;
        }
    }

    private final ConnectionLimits limits;
    private final AtomicInteger total = new AtomicInteger();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    ServerAdmission(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** Counts a connection, which must be given to {@link #leave} at its end whatever the verdict. */
    Verdict enter(InetAddress address) {
        int connections = total.incrementAndGet();
        int ofAddress = isCounted(address) ? perAddress.merge(network(address), 1, Integer::sum) : 0;
        Verdict verdict = judge(ofAddress, limits.perAddress(), Verdict.TOO_MANY_OF_ADDRESS, Verdict.FLOOD_OF_ADDRESS);
        return verdict == Verdict.ADMITTED
                ? judge(connections, limits.total(), Verdict.TOO_MANY, Verdict.FLOOD)
                : verdict;
    }

    private static Verdict judge(int connections, int limit, Verdict tooMany, Verdict flood) {
        if (limit == 0 || connections <= limit) {
            return Verdict.ADMITTED;
        }
        return connections > 2L * limit ? flood : tooMany;
    }

    /** Counts a connection no more. */
    void leave(InetAddress address) {
        total.decrementAndGet();
        if (isCounted(address)) {
            perAddress.computeIfPresent(network(address), (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** {@return how many addresses are counted at the moment} */
    int addresses() {
        return perAddress.size();
    }

    private boolean isCounted(InetAddress address) {
        return limits.perAddress() > 0 && !(limits.privateExempt() && isPrivate(address));
    }

    static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || (address instanceof Inet6Address && (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL);
    }

    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
