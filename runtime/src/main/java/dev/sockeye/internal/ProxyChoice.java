package dev.sockeye.internal;

import dev.sockeye.ProxySettings;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks a proxy selector, which may block, and tells it which of its proxies could not be reached. Safe from any thread. */
final class ProxyChoice {
    private final ProxySettings.Selected settings;
    private final URI uri;

    ProxyChoice(ProxySettings.Selected settings, WebSocketUri target) {
        this.settings = settings;
        this.uri = questionFor(target);
    }

    /** What selectors know: http and https. The path is none of a proxy's business, and its query may hold a secret. */
    private static URI questionFor(WebSocketUri target) {
        return URI.create((target.secure() ? "https://" : "http://") + target.authority() + "/");
    }

    /** {@return the proxies to try, in order; an empty element is the way without a proxy} */
    CompletableFuture<List<Optional<ProxySettings.Server>>> ask() {
        return CompletableFuture.supplyAsync(this::select, BlockingThreads.QUESTIONS);
    }

    private List<Optional<ProxySettings.Server>> select() {
        ProxySelector selector = settings.selector().orElseGet(ProxySelector::getDefault);
        List<Optional<ProxySettings.Server>> routes = new ArrayList<>();
        // ProxySelector.getDefault: there may be none
        if (selector != null) {
            selector.select(uri).forEach(proxy -> routes.add(serverOf(proxy)));
        }
        return routes.isEmpty() ? List.of(Optional.empty()) : routes;
    }

    private static Optional<ProxySettings.Server> serverOf(Proxy proxy) {
        ProxySettings.Kind kind =
                switch (proxy.type()) {
                    case DIRECT -> null;
                    case HTTP -> ProxySettings.Kind.HTTP;
                    case SOCKS -> ProxySettings.Kind.SOCKS5;
                };
        return kind != null && proxy.address() instanceof InetSocketAddress address
                ? Optional.of(
                        new ProxySettings.Server(kind, address.getHostString(), address.getPort(), Optional.empty()))
                : Optional.empty();
    }

    /** Tells the selector, which may leave the proxy out for a while. */
    void unreachable(ProxySettings.Server proxy, String why) {
        BlockingThreads.QUESTIONS.execute(() -> {
            ProxySelector selector = settings.selector().orElseGet(ProxySelector::getDefault);
            if (selector != null) {
                selector.connectFailed(
                        uri, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()), new IOException(why));
            }
        });
    }
}
