package dev.sockeye;

import dev.sockeye.protocol.handshake.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A whole HTTP response of a {@link PageHandler}. Immutable; one page may answer any number of requests. */
public final class HttpPage {
    private static final int OK = 200;
    private static final int FOUND = 302;
    private static final int LARGEST_STATUS = 599;

    private final int status;
    private final Headers headers;
    private final ByteBuffer body;

    private HttpPage(int status, Headers headers, ByteBuffer body) {
        if (status < OK || status > LARGEST_STATUS) {
            throw new IllegalArgumentException(
                    "a page has a status of " + OK + " to " + LARGEST_STATUS + ", not " + status);
        }
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** {@return a page of HTML with status 200} */
    public static HttpPage html(String html) {
        return of("text/html; charset=utf-8", ByteBuffer.wrap(html.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@return a page of plain text with status 200} */
    public static HttpPage text(String text) {
        return of("text/plain; charset=utf-8", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * {@return a page of any type with status 200}
     *
     * @param contentType such as {@code application/json}
     * @param body the bytes between position and limit, which are copied
     */
    public static HttpPage of(String contentType, ByteBuffer body) {
        Headers headers = Headers.builder().add("Content-Type", contentType).build();
        return new HttpPage(OK, headers, copy(body));
    }

    /** {@return a page that sends the client to another address, with status 302} */
    public static HttpPage redirect(String location) {
        Headers headers = Headers.builder().add("Location", location).build();
        return new HttpPage(FOUND, headers, ByteBuffer.allocate(0));
    }

    /** {@return this page with another status, 200 to 599} */
    public HttpPage withStatus(int other) {
        return new HttpPage(other, headers, body);
    }

    /**
     * {@return this page with one more header} The server adds {@code Content-Length}, {@code Date} and {@code Connection}.
     *
     * @throws IllegalArgumentException if it cannot stand in a head
     */
    public HttpPage withHeader(String name, String value) {
        return new HttpPage(status, headers.toBuilder().add(name, value).build(), body);
    }

    /** {@return the HTTP status} */
    public int status() {
        return status;
    }

    /** {@return the headers, without those that the server adds} */
    public Headers headers() {
        return headers;
    }

    /** {@return the body as a read-only view of its own} */
    public ByteBuffer body() {
        return body.asReadOnlyBuffer();
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }
}
