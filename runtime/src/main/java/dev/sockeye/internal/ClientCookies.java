package dev.sockeye.internal;

import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks the application's cookie handler, which may block, on a thread that may. Safe from any thread. */
final class ClientCookies {
    private final CookieHandler handler;

    ClientCookies(CookieHandler handler) {
        this.handler = handler;
    }

    /** {@return these headers with the cookies for a URI in one Cookie line (RFC 6265 §5.4); those that are there stay} */
    CompletableFuture<Headers> addTo(WebSocketUri uri, Headers headers) {
        return CompletableFuture.supplyAsync(() -> merged(headers, cookiesFor(uri)), BlockingThreads.QUESTIONS);
    }

    /** What handlers know is http and https; a cookie that is Secure goes with https only. */
    private static URI questionFor(WebSocketUri uri) {
        return URI.create((uri.secure() ? "https://" : "http://") + uri.authority() + uri.resourceName());
    }

    private List<String> cookiesFor(WebSocketUri uri) {
        try {
            return handler.get(questionFor(uri), Map.of()).entrySet().stream()
                    .filter(entry -> "Cookie".equalsIgnoreCase(entry.getKey()))
                    .flatMap(entry -> entry.getValue().stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Headers merged(Headers headers, List<String> found) {
        Map<String, String> cookies = new LinkedHashMap<>();
        headers.all("Cookie").forEach(line -> addPairs(cookies, line));
        found.forEach(line -> addPairs(cookies, line));
        Headers.Builder merged = Headers.builder();
        for (Header header : headers) {
            if (!header.name().equalsIgnoreCase("Cookie")) {
                merged.add(header.name(), header.value());
            }
        }
        if (!cookies.isEmpty()) {
            merged.add("Cookie", String.join("; ", cookies.values()));
        }
        return merged.build();
    }

    /** The first of a name stays: the application's own is before the handler's. */
    private static void addPairs(Map<String, String> cookies, String line) {
        for (String pair : line.split(";", -1)) {
            String trimmed = pair.trim();
            if (!trimmed.isEmpty()) {
                cookies.putIfAbsent(trimmed.split("=", 2)[0].trim(), trimmed);
            }
        }
    }

    /** Hands the cookies of an answer to the handler. Completes when it has them. */
    CompletableFuture<Void> store(WebSocketUri uri, Headers answer) {
        List<String> set = answer.all("Set-Cookie");
        return set.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(() -> put(uri, set), BlockingThreads.QUESTIONS);
    }

    private void put(WebSocketUri uri, List<String> set) {
        try {
            handler.put(questionFor(uri), Map.of("Set-Cookie", set));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
