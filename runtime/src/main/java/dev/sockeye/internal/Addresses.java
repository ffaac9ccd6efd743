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
}
