package dev.sockeye.internal;

import dev.sockeye.internal.OpenedHandshake.Agreed;
import dev.sockeye.protocol.close.ClientTraits;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a server's connections agreed to, each agreement once: thousands of clients agree to one of a few. Extensions are the
 * same if they are equal, as records are. Safe from any thread.
 */
final class ServerAgreements {
    /** More than clients differ in; from there on, as when an extension is never equal to another, none is shared. */
    private static final int MOST_SHARED = 64;

    private record Key(Optional<String> subprotocol, List<NegotiatedExtension> extensions, ClientTraits client) {}

    private final Map<Key, Agreed> shared = new ConcurrentHashMap<>();

    Agreed of(Optional<String> subprotocol, List<NegotiatedExtension> extensions, ClientTraits client) {
        Key key = new Key(subprotocol, extensions, client);
        Agreed known = shared.get(key);
        if (known == null) {
            known = new Agreed(
                    subprotocol, extensions, List.of(), ServerAttempt.acceptedFacts(subprotocol, extensions, client));
            if (shared.size() < MOST_SHARED) {
                shared.putIfAbsent(key, known);
            }
        }
        return known;
    }
}
