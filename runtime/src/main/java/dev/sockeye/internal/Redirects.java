package dev.sockeye.internal;

import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.WebSocketUri;
import dev.sockeye.protocol.handshake.WebSocketUriException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Decides where one attempt goes on when it is redirected (RFC 9110 §15.4). Confined to one thread. */
final class Redirects {
    /** What may tell who the application is, and so stays with whom it was meant for. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");

    private final int most;
    private final boolean withCookies;
    private final Set<WebSocketUri> seen = new HashSet<>();
    private int followed;

    /** What to do with an answer. */
    sealed interface Step permits Follow, Refuse {}

    /** Go on there, with these headers of the application. */
    record Follow(WebSocketUri target, Headers headers) implements Step {}

    /** Go nowhere, and say why. */
    record Refuse(String why) implements Step {}

    /**
     * @param most how many are followed
     * @param withCookies whether cookies are kept, so that the same URI may be answered otherwise the next time
     */
    Redirects(int most, boolean withCookies) {
        this.most = most;
        this.withCookies = withCookies;
    }

    /** {@return whether redirects are followed, and this answer is one} */
    boolean concerns(int status, Headers answer) {
        boolean redirect =
                switch (status) {
                    case 301, 302, 303, 307, 308 -> true;
                    default -> false;
                };
        return most > 0 && redirect && answer.contains("Location");
    }

    /**
     * {@return where to go on}
     *
     * @param from the URI that was redirected
     * @param headers of the application, as they went there
     * @param answer the headers of the redirect
     */
    Step next(WebSocketUri from, Headers headers, Headers answer) {
        WebSocketUri target;
        try {
            target = targetOf(from, answer.first("Location").orElse(""));
        } catch (URISyntaxException | IllegalArgumentException notAUri) {
            return new Refuse("its Location is no URI of a WebSocket"
                    + (notAUri instanceof WebSocketUriException told ? " (" + told.getMessage() + ")" : ""));
        }
        seen.add(from);
        String way = "from " + redacted(from) + " to " + redacted(target);
        if (from.secure() && !target.secure()) {
            return new Refuse("it leads " + way + ", which would give up TLS");
        }
        boolean mayDiffer = withCookies && answer.contains("Set-Cookie");
        if (seen.contains(target) && !mayDiffer) {
            return new Refuse("it leads " + way + ", where this attempt has been already");
        }
        if (followed == most) {
            return new Refuse("it leads " + way + ", and " + most + " redirects were followed already");
        }
        followed++;
        return new Follow(target, isSameOrigin(from, target) ? headers : withoutCredentials(headers));
    }

    /** {@return a URI without its query, which may hold a secret} */
    static String redacted(WebSocketUri uri) {
        return CloseReport.redacted(uri.toString());
    }

    /** RFC 9110 §10.2.2: the Location may be relative, and may have a fragment, which no WebSocket URI has. */
    private static WebSocketUri targetOf(WebSocketUri from, String location) throws URISyntaxException {
        int fragment = location.indexOf('#');
        String reference = fragment < 0 ? location : location.substring(0, fragment);
        URI base = new URI((from.secure() ? "https://" : "http://") + from.authority() + from.resourceName());
        // RFC 3986 §5.2.2: an empty path keeps that of the base, which URI.resolve gets wrong
        URI target = reference.startsWith("?")
                ? new URI(base.getScheme() + "://" + base.getRawAuthority() + base.getRawPath() + reference)
                : base.resolve(new URI(reference));
        String rest = target.toString().substring(target.getScheme().length());
        return switch (target.getScheme().toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> WebSocketUri.parse("ws" + rest);
            case "https", "wss" -> WebSocketUri.parse("wss" + rest);
            default -> throw new URISyntaxException("", "a scheme that carries no WebSocket");
        };
    }

    private static boolean isSameOrigin(WebSocketUri one, WebSocketUri other) {
        return one.secure() == other.secure() && one.host().equals(other.host()) && one.port() == other.port();
    }

    private static Headers withoutCredentials(Headers headers) {
        Headers.Builder kept = Headers.builder();
        for (Header header : headers) {
            if (!CREDENTIALS.contains(header.name().toLowerCase(Locale.ROOT))) {
                kept.add(header.name(), header.value());
            }
        }
        return kept.build();
    }
}
