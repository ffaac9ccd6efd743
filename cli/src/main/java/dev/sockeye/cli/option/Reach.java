package dev.sockeye.cli.option;

import dev.sockeye.ClientTls;
import dev.sockeye.ProxySettings;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.handshake.Header;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a client reaches a server and what it says to it at first.
 *
 * @param trusted a PEM file of certificates to trust as well
 * @param insecure whether any certificate will do
 * @param proxy what to connect through
 */
public record Reach(
        List<String> subprotocols,
        List<Header> headers,
        Optional<String> origin,
        Optional<Path> trusted,
        boolean insecure,
        ProxySettings proxy) {
    public Reach {
        subprotocols = List.copyOf(subprotocols);
        headers = List.copyOf(headers);
    }

    /** Gives these settings to a client. */
    public void configure(WebSocketClient.Builder client) {
        client.subprotocols(subprotocols.toArray(String[]::new)).proxy(proxy);
        headers.forEach(header -> client.header(header.name(), header.value()));
        origin.ifPresent(client::origin);
        trusted.ifPresent(pem -> client.tls(ClientTls.trust(pem)));
        if (insecure) {
            client.tls(ClientTls.insecure());
        }
    }
}
