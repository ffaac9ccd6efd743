package dev.sockeye.protocol.handshake;

import java.util.List;
import java.util.Optional;

/** Chooses the subprotocol of a connection on the server (RFC 6455 §4.2.2). Pure; called by any thread. */
@FunctionalInterface
public interface SubprotocolChooser {
    /**
     * Chooses among what the client offered.
     *
     * @param offered distinct names in the client's order of preference; never empty
     * @param request the whole request
     * @return one of the offered names exactly as it was offered, or empty to go on without a subprotocol
     */
    Optional<String> choose(List<String> offered, RequestHead request);
}
