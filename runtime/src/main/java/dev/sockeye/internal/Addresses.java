package dev.sockeye.internal;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Writes socket addresses as people read them. */
final class Addresses {
    private Addresses() {}

    /** {@return {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}; empty for none} */
    static String text(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress socket)) {
            return address == null ? "" : address.toString();
        }
        String host = socket.getAddress() == null
                ? socket.getHostString()
                : socket.getAddress().getHostAddress();
        return (socket.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + socket.getPort();
    }

    /** {@return the address in what {@link #text} makes, without brackets, zone and port} */
    static String host(String text) {
        String host = text.substring(0, Math.max(0, text.lastIndexOf(':')));
        return withoutZone(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    /** {@return an address without the interface that a link-local one of IPv6 is given with} */
    static String withoutZone(String host) {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }
}
