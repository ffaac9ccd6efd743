package dev.sockeye.internal;

import dev.sockeye.HttpRequest;
import dev.sockeye.PageHandler;
import dev.sockeye.ServerConfig;
import dev.sockeye.WebSocketAcceptor;
import dev.sockeye.internal.ServerDecision.Answer;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.HttpVersion;
import dev.sockeye.protocol.handshake.RequestHead;
import dev.sockeye.protocol.handshake.ServerHandshake;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests: which go to a WebSocket route, which to a page, which are refused and how that is said. Has no
 * I/O; immutable and safe from any thread.
 */
final class ServerRouter {
    /** Pages take no input; what a client sends along all the same is skipped up to here. */
    static final long MOST_BODY_BYTES = 64 << 10;

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int EXPECTATION_FAILED = 417;

    /** The decimal digits of lengths that are looked at; longer ones are too large whatever they are. */
    private static final int MOST_LENGTH_DIGITS = 18;

    private final ServerHandshake handshake;
    private final Set<String> requiredExtensions;
    private final ServerRoutes<WebSocketAcceptor> routes;
    private final ServerRoutes<PageHandler> pages;

    ServerRouter(ServerConfig config) {
        handshake = ServerHandshake.builder()
                .subprotocols(config.subprotocols())
                .extensions(config.extensions())
                .originPolicy(config.origins())
                .build();
        requiredExtensions = config.requiredExtensions();
        routes = new ServerRoutes<>(config.routes());
        pages = new ServerRoutes<>(config.pages());
    }

    /** {@return whether the request asks for a WebSocket, well or badly} */
    static boolean isUpgrade(RequestHead head) {
        Headers headers = head.headers();
        return headers.hasToken("Upgrade", "websocket")
                || headers.contains("Sec-WebSocket-Key")
                || headers.contains("Sec-WebSocket-Version");
    }

    /** Decides about a request. Nothing that a peer sends makes it throw. */
    ServerDecision decide(RequestHead head, @Nullable SocketAddress remote, boolean secure) {
        Optional<String> resource = head.resourceName();
        if (resource.isEmpty()) {
            return isUpgrade(head) ? evaluate(head, head.target(), null, remote, secure) : badTarget(head);
        }
        String path = pathOf(resource.get());
        ServerRoutes.Match<WebSocketAcceptor> route = routes.find(path);
        if (isUpgrade(head)) {
            return route == null ? noRoute(path) : evaluate(head, resource.get(), route, remote, secure);
        }
        ServerRoutes.Match<PageHandler> page = pages.find(path);
        // A plain request to a WebSocket's path is worth a report: a proxy may have stripped the upgrade
        return page == null && route != null
                ? evaluate(head, resource.get(), route, remote, secure)
                : plain(head, resource.get(), page, remote, secure);
    }

    private static String pathOf(String resource) {
        int query = resource.indexOf('?');
        return query < 0 ? resource : resource.substring(0, query);
    }

    // ---- requests to open a WebSocket

    private ServerDecision evaluate(
            RequestHead head,
            String target,
            ServerRoutes.@Nullable Match<WebSocketAcceptor> route,
            @Nullable SocketAddress remote,
            boolean secure) {
        ServerHandshake.Result result = handshake.evaluate(head);
        if (result instanceof ServerHandshake.Refused refused) {
            return ServerRefusals.of(refused.failure());
        }
        ServerHandshake.Accepted accepted = (ServerHandshake.Accepted) result;
        if (route == null) {
            return noRoute(head.target());
        }
        Set<String> missing = missingExtensions(accepted);
        if (!missing.isEmpty()) {
            return ServerRefusals.of(
                    BAD_REQUEST,
                    "This server requires the extension " + String.join(" and ", missing)
                            + ", for which the request makes no offer that it can accept.",
                    Headers.EMPTY);
        }
        ServerHttpRequest request =
                new ServerHttpRequest(head, target, route.parameters(), remote, secure, accepted.subprotocol());
        // The report keeps the target as long as the connection lives, so it shares the route's text where it can
        String pattern = route.pattern().toString();
        return new ServerDecision.AskAcceptor(
                route.target(), request, accepted, target.equals(pattern) ? pattern : target);
    }

    private Set<String> missingExtensions(ServerHandshake.Accepted accepted) {
        if (requiredExtensions.isEmpty()) {
            return Set.of();
        }
        Set<String> missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        missing.addAll(requiredExtensions);
        accepted.extensions()
                .forEach(extension -> missing.remove(extension.descriptor().name()));
        return missing;
    }

    private Answer noRoute(String path) {
        String sentence = pages.find(path) == null
                ? "There is nothing at " + path + "; is the path right?"
                : "There is a page at " + path + ", but no WebSocket.";
        return ServerRefusals.of(NOT_FOUND, sentence, Headers.EMPTY);
    }

    // ---- plain requests

    private static Answer badTarget(RequestHead head) {
        return Answer.last(
                ServerReply.text(BAD_REQUEST, "The request target " + head.target() + " is not a path such as /chat."),
                null);
    }

    private static ServerDecision plain(
            RequestHead head,
            String resource,
            ServerRoutes.@Nullable Match<PageHandler> page,
            @Nullable SocketAddress remote,
            boolean secure) {
        // RFC 9112 §3.2: a request of HTTP/1.1 has one Host header, or the answer is 400
        if (isHttp11(head) && head.headers().all("Host").size() != 1) {
            return Answer.last(ServerReply.text(BAD_REQUEST, "A request needs exactly one Host header."), null);
        }
        Answer refusal = bodyRefusal(head);
        if (refusal != null) {
            return refusal;
        }
        boolean chunked = head.headers().contains("Transfer-Encoding");
        boolean waiting = head.headers().contains("Expect");
        // The answer does not wait for a body; one of unknown length is left unread and the connection ends
        boolean keepAlive = isHttp11(head) && !chunked && !waiting && !asksToClose(head);
        long bodyBytes = keepAlive ? contentLength(head) : 0;
        if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            Headers allow = Headers.builder().add("Allow", "GET, HEAD").build();
            ServerReply reply = ServerReply.text(METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.", allow);
            return new Answer(reply, null, keepAlive, bodyBytes);
        }
        if (page == null) {
            ServerReply reply = ServerReply.text(NOT_FOUND, "There is nothing at " + pathOf(resource) + ".");
            return new Answer(reply, null, keepAlive, bodyBytes);
        }
        HttpRequest request =
                new ServerHttpRequest(head, resource, page.parameters(), remote, secure, Optional.empty());
        return new ServerDecision.AskPage(page.target(), request, keepAlive, bodyBytes);
    }

    private static boolean isHttp11(RequestHead head) {
        return head.version().compareTo(HttpVersion.HTTP_1_1) >= 0;
    }

    private static boolean asksToClose(RequestHead head) {
        return head.headers().hasToken("Connection", "close");
    }

    private static @Nullable Answer bodyRefusal(RequestHead head) {
        List<String> lengths = head.headers().all("Content-Length");
        boolean malformed = lengths.size() > 1
                || lengths.stream().anyMatch(value -> !isNumber(value))
                || (!lengths.isEmpty() && head.headers().contains("Transfer-Encoding"));
        if (malformed) {
            // RFC 9112 §6.3: readers differ about where such a request ends
            return Answer.last(ServerReply.text(BAD_REQUEST, "The length of the request's body is unclear."), null);
        }
        if (contentLength(head) > MOST_BODY_BYTES) {
            return Answer.last(
                    ServerReply.text(
                            CONTENT_TOO_LARGE, "A request may have at most " + MOST_BODY_BYTES + " bytes of body."),
                    null);
        }
        List<String> expectations = head.headers().tokens("Expect");
        // RFC 9110 §10.1.1: 100-continue is the one expectation there is
        return expectations.stream().allMatch("100-continue"::equalsIgnoreCase)
                ? null
                : Answer.last(ServerReply.text(EXPECTATION_FAILED, "The Expect header asks for too much."), null);
    }

    private static boolean isNumber(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long contentLength(RequestHead head) {
        String length = head.headers().first("Content-Length").orElse("0");
        return length.length() > MOST_LENGTH_DIGITS ? Long.MAX_VALUE : Long.parseLong(length);
    }
}
