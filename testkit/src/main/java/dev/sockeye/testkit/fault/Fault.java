package dev.sockeye.testkit.fault;

import java.io.IOException;

/** What a peer does with one connection, from its first byte on; the connection is closed afterwards. */
@FunctionalInterface
public interface Fault {
    /**
     * Does it. Called on a thread of the connection's own, where it may block.
     *
     * @throws IOException if the other end was faster to go
     */
    void inject(FaultyPeer peer) throws IOException;
}
