package dev.sockeye.diagnosis.knowledge;

import dev.sockeye.protocol.close.HandshakeFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A program that answers handshakes or passes them on, and what it is known by.
 *
 * @param id stable
 * @param product its name
 * @param headers expressions, each of which is found in a line {@code Name: value} of the response; one is enough
 * @param body found in the beginning of the response's body
 * @param proxy whether it stands between the client and the server of the application
 */
public record Component(
        String id,
        String product,
        List<TextPattern> headers,
        Optional<TextPattern> body,
        boolean proxy,
        String source,
        Certainty certainty) {
    static Component of(Entry entry) {
        entry.allowOnly(Set.of("product", "header", "body", "proxy", "source", "certainty"));
        return new Component(
                entry.id(),
                entry.text("product"),
                entry.all("header").stream()
                        .map(header -> TextPattern.of(entry, "header", header))
                        .toList(),
                entry.optional("body").map(body -> TextPattern.of(entry, "body", body)),
                entry.flag("proxy"),
                entry.text("source"),
                entry.certainty());
    }

    /** {@return whether a response shows that this component is on the path} */
    public boolean isSeenIn(HandshakeFacts handshake) {
        for (TextPattern header : headers) {
            if (header.isIn(handshake.headers())) {
                return true;
            }
        }
        return body.isPresent() && body.get().isIn(handshake.bodyPrefix());
    }
}
