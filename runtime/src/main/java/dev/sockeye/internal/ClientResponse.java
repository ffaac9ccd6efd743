package dev.sockeye.internal;

import dev.sockeye.protocol.handshake.HandshakeFailure;
import dev.sockeye.protocol.handshake.HeadLimits;
import dev.sockeye.protocol.handshake.HeadParser;
import dev.sockeye.protocol.handshake.HeadResult;
import dev.sockeye.protocol.handshake.ResponseHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the response to the upgrade, past interim responses, up to the byte behind its head. */
final class ClientResponse {
    /** RFC 9110 §15.2: any number may come; no server has use for this many. */
    private static final int MOST_INTERIM = 16;

    /** How much of an answer that is not HTTP is kept to tell what it is. */
    private static final int KEPT_BYTES = 48;

    private static final int TLS_ALERT = 0x15;
    private static final int TLS_MAJOR_VERSION = 3;

    private final byte[] first = new byte[KEPT_BYTES];
    private int kept;
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
        keep(in);
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

    private void keep(ByteBuffer in) {
        int length = Math.min(in.remaining(), KEPT_BYTES - kept);
        in.get(in.position(), first, kept, length);
        kept += length;
    }

    private Malformed malformed(HandshakeFailure failure) {
        boolean tls = kept > 1 && first[0] == TLS_ALERT && first[1] == TLS_MAJOR_VERSION;
        String hint = tls ? " It is a TLS alert: the port speaks TLS; use wss." : "";
        return new Malformed(failure.error().name(), failure.sentence() + hint);
    }

    /** {@return how many bytes of the head came} */
    long bytesRead() {
        return read;
    }

    /** {@return the first bytes that came, as text in which everything but printable ASCII is escaped; empty if none did} */
    Optional<String> beginning() {
        return kept == 0 ? Optional.empty() : Optional.of(printable());
    }

    private String printable() {
        StringBuilder text = new StringBuilder();
        for (char c : new String(first, 0, kept, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (c >= ' ' && c <= '~' && c != '\\') {
                text.append(c);
            } else {
                text.append(String.format("\\x%02x", (int) c));
            }
        }
        return text.toString();
    }
}
