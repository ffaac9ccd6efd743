package dev.sockeye.internal;

import dev.sockeye.internal.ServerDecision.Answer;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.handshake.HandshakeError;
import dev.sockeye.protocol.handshake.HandshakeFailure;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.ServerHandshake;

/** What a server says to clients that it does not serve, and what it reports of them. Pure functions. */
final class ServerRefusals {
    private static final int BAD_REQUEST = 400;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private ServerRefusals() {}

    /** {@return the answer to a request that breaks the handshake's rules} */
    static Answer of(HandshakeFailure failure) {
        ServerHandshake.Refused refused = ServerHandshake.refuse(failure);
        int status = refused.response().status();
        // The origin is a matter of the server's policy; the request itself is valid
        CloseCause cause = failure.error() == HandshakeError.ORIGIN_REFUSED
                ? new CloseCause.HandshakeRefused(status, failure.sentence())
                : new CloseCause.HandshakeInvalid(failure.error().name(), failure.sentence());
        return Answer.last(ServerReply.of(refused), cause);
    }

    /** {@return the answer to a valid request that the server refuses for reasons of its own} */
    static Answer of(int status, String sentence, Headers headers) {
        return Answer.last(
                ServerReply.text(status, sentence, headers), new CloseCause.HandshakeRefused(status, sentence));
    }

    static Answer goingAway(int retrySeconds) {
        return of(UNAVAILABLE, "The server is going away.", retryAfter(retrySeconds));
    }

    /** {@return the answer to a connection that is over a limit} */
    static Answer overload(ServerAdmission.Verdict verdict, int retrySeconds) {
        return verdict.isOfAddress()
                ? of(TOO_MANY_REQUESTS, "There are too many connections from this address.", retryAfter(retrySeconds))
                : of(UNAVAILABLE, "The server has as many connections as it takes.", retryAfter(retrySeconds));
    }

    static Answer plainOnTls() {
        return badTransport(
                "PLAIN_ON_TLS_PORT", "This port speaks TLS, but the request came without it; use wss:// or https://.");
    }

    static Answer tlsOnPlain() {
        return badTransport("TLS_ON_PLAIN_PORT", "This port speaks no TLS, but the client does; use ws:// or http://.");
    }

    private static Answer badTransport(String error, String sentence) {
        return Answer.last(ServerReply.text(BAD_REQUEST, sentence), new CloseCause.HandshakeInvalid(error, sentence));
    }

    private static Headers retryAfter(int seconds) {
        return Headers.builder().add("Retry-After", Integer.toString(seconds)).build();
    }
}
