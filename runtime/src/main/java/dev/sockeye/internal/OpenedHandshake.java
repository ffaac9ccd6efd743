package dev.sockeye.internal;

import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the opening handshake hands over to the connection.
 *
 * @param target for the report: the URI, or on a server the path and query
 * @param moments the steps of opening, on the clock of System.nanoTime
 * @param startedAtNanos when the attempt began, on the same clock
 */
public record OpenedHandshake(String target, Agreed agreed, List<Moment> moments, long startedAtNanos) {
    /**
     * What both ends agreed to. A connection keeps it for its whole life, so those that agreed to the same share one.
     *
     * @param extensions in the order of the response's header
     * @param missingExtensions on a client, the required extensions that were not agreed; if there are any, the connection
     *     is closed with 1010 and the handler never sees it open
     * @param facts asked for when the report is made
     */
    public record Agreed(
            Optional<String> subprotocol,
            List<NegotiatedExtension> extensions,
            List<String> missingExtensions,
            Supplier<HandshakeFacts> facts) {}
}
