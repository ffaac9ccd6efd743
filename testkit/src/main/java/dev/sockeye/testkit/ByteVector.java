package dev.sockeye.testkit;

import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.ClosePayload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Bytes that arrive on an open connection, and what an endpoint has to make of them, however they are cut.
 *
 * @param name what the vector shows
 * @param file the file it stands in
 * @param clauses the RFC's clauses it shows, by their names in the clause list
 * @param receiver which end the bytes arrive at
 * @param limits of the receiver
 * @param extension what the receiver agreed to in the handshake, as a header's value, if anything
 * @param bytes what arrives; read-only
 * @param events what its application sees, in order, up to the peer's Close frame or the refusal
 * @param answers the frames that it sends for it, in order, but for the Close frame that a refusal begins with
 * @param refusal the rule that the bytes break, if they break one
 */
public record ByteVector(
        String name,
        String file,
        List<String> clauses,
        Role receiver,
        Limits limits,
        Optional<String> extension,
        ByteBuffer bytes,
        List<Expected> events,
        List<Answer> answers,
        Optional<Refusal> refusal) {
    public ByteVector {
        clauses = List.copyOf(clauses);
        bytes = bytes.asReadOnlyBuffer();
        events = List.copyOf(events);
        answers = List.copyOf(answers);
    }

    /** {@return a copy of the bytes, for the receiver to unmask in place} */
    public byte[] copyOfBytes() {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return copy;
    }

    /** {@return the name, for test reports} */
    @Override
    public String toString() {
        return file + ": " + name;
    }

    /** What the application sees. */
    public sealed interface Expected {}

    /** A message, a ping or a pong. */
    public record Seen(Event event) implements Expected {}

    /** The peer's Close frame. */
    public record PeerClose(ClosePayload payload) implements Expected {}

    /**
     * A frame that the receiver sends.
     *
     * @param kind "pong" or "close"
     * @param payload unmasked; read-only
     */
    public record Answer(String kind, ByteBuffer payload) {
        public Answer {
            payload = payload.asReadOnlyBuffer();
        }
    }

    /**
     * How the bytes are refused.
     *
     * @param error the rule
     * @param atByte the index of the first byte that shows it; the bytes before it must not be refused. Empty if it depends
     *     on the implementation, as within compressed bytes
     */
    public record Refusal(ProtocolError error, OptionalInt atByte) {}
}
