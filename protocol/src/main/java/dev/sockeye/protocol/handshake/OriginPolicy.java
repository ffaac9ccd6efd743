package dev.sockeye.protocol.handshake;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides from which web pages a server accepts connections (RFC 6455 §10.2). Browsers always send {@code Origin} and a
 * page cannot forge it; a request without the header does not come from a browser and is not asked about.
 *
 * <p>Implementations are pure and are called by any thread.
 */
@FunctionalInterface
public interface OriginPolicy {
    /**
     * Decides about one request.
     *
     * @param origin the value of {@code Origin} in lower case (RFC 6455 §4.2.2), such as {@code https://example.com};
     *     {@code null} in letters for a page that hides its origin
     * @param request the whole request
     * @return whether a page of this origin may connect
     */
    boolean allows(String origin, RequestHead request);

    /**
     * Allows pages that came from the host and port that the request is for: the default. The scheme is not compared,
     * since a server behind a proxy cannot know it; a port that is not written is the default one of the page's scheme.
     * The origin {@code null} and everything that is not an http or https origin are refused.
     */
    static OriginPolicy sameOrigin() {
        return (text, request) -> isSameOrigin(Origin.parse(text), request);
    }

    /**
     * Allows what {@link #sameOrigin()} allows, if the page's scheme is the given one too: for a server that knows how
     * browsers reach it.
     *
     * @param scheme {@code http} or {@code https}
     */
    static OriginPolicy sameOrigin(String scheme) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("A page's scheme is http or https, not " + Quote.of(scheme));
        }
        return (text, request) -> {
            Optional<Origin> origin =
                    Origin.parse(text).filter(page -> page.scheme().equals(scheme));
            return isSameOrigin(origin, request);
        };
    }

    /** Allows every page on the web: only for services that do not trust cookies or the network a browser is in. */
    static OriginPolicy allowAll() {
        return (origin, request) -> true;
    }

    /**
     * Allows the listed origins and no others; join it to {@link #sameOrigin()} with {@link #or} for both.
     *
     * @param origins each such as {@code https://example.com} or {@code http://localhost:3000}; the scheme's default port
     *     may be written or not; {@code null} in letters stands for pages that hide their origin
     * @throws IllegalArgumentException if one is not an origin, such as one with a path
     */
    static OriginPolicy allow(Collection<String> origins) {
        Set<Origin> allowed = new HashSet<>();
        for (String text : origins) {
            if (!text.equals("null")) {
                allowed.add(Origin.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(Quote.of(text)
                                + " is not an origin; expected scheme://host or scheme://host:port with no path")));
            }
        }
        boolean hidden = origins.contains("null");
        return (text, request) -> text.equals("null")
                ? hidden
                : Origin.parse(text).filter(allowed::contains).isPresent();
    }

    /** {@return a policy that allows what this one or the other one allows} */
    default OriginPolicy or(OriginPolicy other) {
        return (origin, request) -> allows(origin, request) || other.allows(origin, request);
    }

    private static boolean isSameOrigin(Optional<Origin> origin, RequestHead request) {
        return origin.filter(
                        page -> page.scheme().equals("http") || page.scheme().equals("https"))
                .filter(page -> request.authority().filter(page::isOf).isPresent())
                .isPresent();
    }
}
