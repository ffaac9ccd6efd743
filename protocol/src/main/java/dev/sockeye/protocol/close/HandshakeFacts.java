package dev.sockeye.protocol.close;

import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.handshake.Headers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the opening handshake brought.
 *
 * @param status the HTTP status of the response, if one was read or sent
 * @param headers the response's headers
 * @param bodyPrefix the first bytes of a refusal's body as text, bounded by whoever read them
 * @param subprotocol the agreed subprotocol
 * @param extensionsOffered the offers as they stand in the request
 * @param extensions what became of each extension
 * @param client what the request told of the client; only a server knows more than it is
 */
public record HandshakeFacts(
        OptionalInt status,
        Headers headers,
        String bodyPrefix,
        Optional<String> subprotocol,
        List<String> extensionsOffered,
        ExtensionOutcome extensions,
        ClientTraits client) {
    /** No response was read. */
    public static final HandshakeFacts NONE = new HandshakeFacts(
            OptionalInt.empty(),
            Headers.EMPTY,
            "",
            Optional.empty(),
            List.of(),
            ExtensionOutcome.NOT_REACHED,
            ClientTraits.NONE);

    public HandshakeFacts {
        extensionsOffered = List.copyOf(extensionsOffered);
    }
}
