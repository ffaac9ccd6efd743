package dev.sockeye.protocol.handshake;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why an opening handshake failed.
 *
 * @param error which rule was broken
 * @param header the name of the offending header, where one header is to blame
 * @param status on the server's side, the status to answer with; on the client's side, the status that came, if one did
 * @param sentence what was wrong and what was expected, for a developer: one line of printable characters, in which the
 *     peer's own words are quoted and cut short
 * @param responseHeaders on the client's side all headers of the response, such as {@code Location},
 *     {@code WWW-Authenticate} and {@code Retry-After}; otherwise empty
 */
public record HandshakeFailure(
        HandshakeError error, Optional<String> header, OptionalInt status, String sentence, Headers responseHeaders) {

    /** {@return a failure that a server answers with the given status} */
    static HandshakeFailure toAnswer(HandshakeError error, String header, int status, String sentence) {
        return new HandshakeFailure(error, Optional.of(header), OptionalInt.of(status), sentence, Headers.EMPTY);
    }

    /** {@return a failure with no header to blame, that a server answers with the given status} */
    static HandshakeFailure toAnswer(HandshakeError error, int status, String sentence) {
        return new HandshakeFailure(error, Optional.empty(), OptionalInt.of(status), sentence, Headers.EMPTY);
    }

    /** {@return a failure that a client found in a response} */
    static HandshakeFailure in(ResponseHead response, HandshakeError error, String header, String sentence) {
        return new HandshakeFailure(
                error, Optional.of(header), OptionalInt.of(response.status()), sentence, response.headers());
    }
}
