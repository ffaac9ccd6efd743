package dev.sockeye.internal;

import dev.sockeye.protocol.handshake.HandshakeFailure;
import dev.sockeye.protocol.handshake.HeadLimits;
import dev.sockeye.protocol.handshake.HeadParser;
import dev.sockeye.protocol.handshake.HeadResult;
import dev.sockeye.protocol.handshake.ResponseHead;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the response to the upgrade, past interim responses, up to the byte behind its head. */
final class ClientResponse {
    /** RFC 9110 §15.2: any number may come; no server has use for this many. */
    private static final int MOST_INTERIM = 16;

    private final FirstBytes first = new FirstBytes();
    private long read;
    private int interim;
    private HeadParser<ResponseHead> parser = HeadParser.forResponse(HeadLimits.DEFAULT);

    /** What is known of the response so far. */
    sealed interface Progress permits Waiting, Head, Malformed {}

    /** The head goes on. */
    record Waiting() implements Progress {}

    /** The head is complete; what follows it is unread. */
    record Head(ResponseHead head) implements Progress {}

    /** What came is no head of HTTP. */
    record Malformed(String error, String sentence) implements Progress {}

    /** Reads on. */
    Progress take(ByteBuffer in) {
        first.take(in);
        while (true) {
            int before = in.remaining();
            HeadResult<ResponseHead> result = parser.parse(in);
            read += before - in.remaining();
            if (result instanceof HeadResult.Failed<ResponseHead> failed) {
                return malformed(failed.failure());
            }
            if (!(result instanceof HeadResult.Complete<ResponseHead> complete)) {
                return new Waiting();
            }
            if (!complete.head().isInterim()) {
                return new Head(complete.head());
            }
            interim++;
            if (interim > MOST_INTERIM) {
                return new Malformed(
                        "TOO_MANY_INTERIM_RESPONSES",
                        "More than " + MOST_INTERIM + " responses came that only announce another.");
            }
            parser = HeadParser.forResponse(HeadLimits.DEFAULT);
        }
    }

    private Malformed malformed(HandshakeFailure failure) {
        return first.areTlsAlert()
                ? new Malformed(
                        "PLAIN_ON_TLS_PORT", failure.sentence() + " It is a TLS alert: the port speaks TLS; use wss.")
                : new Malformed(failure.error().name(), failure.sentence());
    }

    /** {@return how many bytes of the head came} */
    long bytesRead() {
        return read;
    }

    /** {@return the first bytes that came, for people to read; empty if none did} */
    Optional<String> beginning() {
        return first.text();
    }
}
