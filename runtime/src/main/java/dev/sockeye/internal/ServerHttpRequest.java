package dev.sockeye.internal;

import dev.sockeye.HttpRequest;
import dev.sockeye.UpgradeRequest;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.RequestHead;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as an acceptor or a page sees it.
 *
 * @param target the path and the query, also if the request names a whole URI
 */
record ServerHttpRequest(
        RequestHead head,
        String target,
        Map<String, String> pathParameters,
        @Nullable SocketAddress remote,
        boolean isSecure,
        Optional<String> subprotocol)
        implements UpgradeRequest, HttpRequest {
    @Override
    public String remoteAddress() {
        return Addresses.text(remote);
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public Headers headers() {
        return head.headers();
    }
}
