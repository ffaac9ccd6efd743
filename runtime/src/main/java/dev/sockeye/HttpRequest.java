package dev.sockeye;

import dev.sockeye.protocol.handshake.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** An HTTP request to a {@link WebSocketServer}. Immutable; safe to keep, though it then keeps its headers too. */
public interface HttpRequest {
    /** {@return the method, such as {@code GET}} */
    String method();

    /** {@return the path and the query as they stand in the request, such as {@code /room/7?token=x}} */
    String target();

    /** {@return the header lines} */
    Headers headers();

    /** {@return what stands where the route or page has names in braces, percent-decoded} */
    Map<String, String> pathParameters();

    /** {@return the address of the other end of the transport, such as {@code 192.0.2.1:51334}} */
    String remoteAddress();

    /** {@return whether the connection came over this server's own TLS} */
    boolean isSecure();

    /** {@return the path as it stands in the request, without the query} */
    default String path() {
        int query = target().indexOf('?');
        return query < 0 ? target() : target().substring(0, query);
    }

    /** {@return the query as it stands in the request, without the question mark} */
    default Optional<String> query() {
        int query = target().indexOf('?');
        return query < 0 ? Optional.empty() : Optional.of(target().substring(query + 1));
    }

    /**
     * {@return the value of the query's first parameter of that name, percent-decoded; empty text if it stands without a
     * value}
     */
    default Optional<String> queryParameter(String name) {
        for (String pair : query().orElse("").split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (!pair.isEmpty() && decodeForm(key).equals(name)) {
                return Optional.of(equals < 0 ? "" : decodeForm(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decodeForm(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            // A percent sign that encodes nothing stands for itself, as browsers read it
            return text;
        }
    }
}
