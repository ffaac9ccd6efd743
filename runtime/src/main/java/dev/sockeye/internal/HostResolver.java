package dev.sockeye.internal;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Turns a host's name into addresses. */
interface HostResolver {
    /**
     * Looks a name up, anew each time.
     *
     * @param host a name or an address
     * @return the addresses in the order in which to try them; or an {@link java.net.UnknownHostException}
     */
    CompletionStage<List<InetAddress>> resolve(String host);
}
