package dev.sockeye.diagnosis.knowledge;

import dev.sockeye.protocol.close.HandshakeFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A refusal of a handshake that tells by its form what is wrong. More particular signatures stand before general ones.
 *
 * @param id stable
 * @param cause the id of the {@link Cause} that it points to
 * @param status the HTTP status
 * @param headers expressions that are all found in lines {@code Name: value} of the response
 * @param body found in the beginning of the body, if the signature asks for it
 * @param meaning what it means and what to do, beyond the texts of its cause
 */
public record Signature(
        String id,
        String cause,
        Range status,
        List<TextPattern> headers,
        Optional<TextPattern> body,
        LocalText meaning,
        String source,
        Certainty certainty) {
    static Signature of(Entry entry) {
        entry.allowOnly(Set.of("cause", "status", "header", "body", "meaning.en", "meaning.vi", "source", "certainty"));
        return new Signature(
                entry.id(),
                entry.text("cause"),
                entry.range("status"),
                entry.all("header").stream()
                        .map(header -> TextPattern.of(entry, "header", header))
                        .toList(),
                entry.optional("body").map(body -> TextPattern.of(entry, "body", body)),
                entry.local("meaning"),
                entry.text("source"),
                entry.certainty());
    }

    /** {@return whether the response bears this signature} */
    public boolean isOn(HandshakeFacts handshake) {
        return handshake.status().isPresent()
                && status.contains(handshake.status().getAsInt())
                && headers.stream().allMatch(pattern -> pattern.isIn(handshake.headers()))
                && (body.isEmpty() || body.get().isIn(handshake.bodyPrefix()));
    }
}
