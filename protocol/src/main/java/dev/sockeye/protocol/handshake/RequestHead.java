package dev.sockeye.protocol.handshake;

import java.util.Optional;

/**
 * The head of an HTTP request as it came or as it will go out. It holds whatever was sent; {@link ServerHandshake} judges
 * it.
 *
 * @param method such as {@code GET}; case-sensitive
 * @param target the request target as written, such as {@code /chat?room=1}
 * @param version the HTTP version
 * @param headers the header lines
 */
public record RequestHead(String method, String target, HttpVersion version, Headers headers) {
    /**
     * {@return the resource name: the path, and the query if there is one (RFC 6455 §3)} Takes it from a target in origin
     * form ({@code /chat}) or in absolute form ({@code http://example.com/chat}); empty for any other target.
     */
    public Optional<String> resourceName() {
        return Optional.ofNullable(RequestTarget.resourceNameIn(target));
    }

    /**
     * {@return the host and port that the request is for} They come from an absolute target if there is one, else from
     * the {@code Host} header (RFC 9112 §3.2.2); empty if that header is missing, repeated or malformed.
     */
    Optional<Authority> authority() {
        Optional<Authority> fromTarget = RequestTarget.parse(target).flatMap(RequestTarget::authority);
        if (fromTarget.isPresent()) {
            return fromTarget;
        }
        return headers.count("Host") == 1 ? headers.first("Host").flatMap(Authority::parse) : Optional.empty();
    }
}
