package dev.sockeye.internal;

import dev.sockeye.HttpPage;
import dev.sockeye.protocol.handshake.HeadWriter;
import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.ResponseHead;
import dev.sockeye.protocol.handshake.ServerHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/**
 * A whole response of HTTP.
 *
 * @param headers with those that frame the body, without those that depend on the connection
 * @param body between position and limit; never changed
 */
record ServerReply(int status, Headers headers, ByteBuffer body) {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    /** RFC 9110 §5.6.7; unlike RFC_1123_DATE_TIME of the JDK, the day always has two digits. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** What the server alone says about a page, whatever the page says. */
    private static final Set<String> OWN_HEADERS = Set.of("content-length", "transfer-encoding", "connection", "date");

    /** {@return a reply of one line of text} */
    static ServerReply text(int status, String sentence) {
        return text(status, sentence, Headers.EMPTY);
    }

    /** {@return a reply of one line of text with further headers} */
    static ServerReply text(int status, String sentence, Headers more) {
        Headers headers = Headers.builder()
                .add("Content-Type", "text/plain; charset=utf-8")
                // Browsers must not take for HTML what may repeat the request's own words
                .add("X-Content-Type-Options", "nosniff")
                .addAll(withoutOwn(more))
                .build();
        return new ServerReply(status, headers, ByteBuffer.wrap((sentence + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    static ServerReply of(HttpPage page) {
        return new ServerReply(page.status(), withoutOwn(page.headers()), page.body());
    }

    static ServerReply of(ServerHandshake.Refused refused) {
        Headers.Builder headers = Headers.builder().add("X-Content-Type-Options", "nosniff");
        for (Header header : withoutOwn(refused.response().headers())) {
            headers.add(header.name(), header.value());
        }
        ByteBuffer body = ByteBuffer.wrap(refused.body().getBytes(StandardCharsets.UTF_8));
        return new ServerReply(refused.response().status(), headers.build(), body);
    }

    private static Headers withoutOwn(Headers headers) {
        Headers.Builder others = Headers.builder();
        for (Header header : headers) {
            if (!OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT))) {
                others.add(header.name(), header.value());
            }
        }
        return others.build();
    }

    /** {@return the response's head} */
    ResponseHead head(boolean keepAlive) {
        Headers.Builder all = headers.toBuilder().add("Date", DATE.format(Instant.now()));
        // RFC 9110 §8.6: neither has content, so neither has its length
        if (status != NO_CONTENT && status != NOT_MODIFIED) {
            all.add("Content-Length", Integer.toString(body.remaining()));
        }
        if (!keepAlive) {
            // RFC 9110 §7.8: Upgrade is named in Connection
            all.add("Connection", headers.contains("Upgrade") ? "Upgrade, close" : "close");
        }
        return new ResponseHead(status, HttpResponseStatus.valueOf(status).reasonPhrase(), all.build());
    }

    /** {@return the bytes of the response; the caller owns them} */
    ByteBuf encode(ByteBufAllocator allocator, boolean keepAlive, boolean withBody) {
        byte[] head = HeadWriter.write(head(keepAlive));
        boolean bodyFollows = withBody && status != NO_CONTENT && status != NOT_MODIFIED;
        ByteBuf bytes = allocator.buffer(head.length + (bodyFollows ? body.remaining() : 0));
        bytes.writeBytes(head);
        return bodyFollows ? bytes.writeBytes(body.duplicate()) : bytes;
    }

    /** {@return the body's beginning as text, for a report} */
    String bodyPrefix() {
        int most = 512;
        ByteBuffer prefix = body.duplicate();
        prefix.limit(prefix.position() + Math.min(most, prefix.remaining()));
        return StandardCharsets.UTF_8.decode(prefix).toString();
    }
}
