package dev.sockeye.protocol.close;

import dev.sockeye.protocol.handshake.Headers;

/**
 * What the request of an opening handshake tells a server of who sent it. The headers themselves are not kept, because they
 * would stay with every connection for its whole life, and may hold secrets.
 *
 * @param browser whether it looks like a browser's: an Origin, and a User-Agent that begins as theirs do
 * @param proxied whether a proxy says that it passed the request on
 */
public record ClientTraits(boolean browser, boolean proxied) {
    /** Nothing is known. */
    public static final ClientTraits NONE = new ClientTraits(false, false);

    /** {@return what these headers of a request tell} */
    public static ClientTraits of(Headers request) {
        boolean browser = request.first("Origin").isPresent()
                && request.first("User-Agent").orElse("").startsWith("Mozilla/");
        boolean proxied = request.first("Via").isPresent()
                || request.first("Forwarded").isPresent()
                || request.first("X-Forwarded-For").isPresent();
        return new ClientTraits(browser, proxied);
    }
}
