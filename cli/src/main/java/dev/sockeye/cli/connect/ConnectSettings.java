package dev.sockeye.cli.connect;

import dev.sockeye.ProxySettings;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client is asked to do.
 *
 * @param requiredExtensions the connection is closed with 1010 unless the server agrees to each
 * @param heartbeat when to ping; empty for the default
 * @param trusted a PEM file of certificates to trust as well
 * @param insecure whether any certificate will do
 * @param proxy what to connect through
 * @param mostRedirects how many redirects to follow; 0 for none
 * @param compression whether to offer permessage-deflate
 * @param maxMessageBytes the largest message taken
 * @param stay how long to stay open after the input has ended; empty to wait for as many answers as messages went out
 * @param reconnect how to come back; empty to talk over one connection only
 * @param json whether standard output is JSON
 * @param locale of whoever reads why it ended
 * @param verbose whether control frames and the whole report are shown
 */
record ConnectSettings(
        WebSocketUri url,
        List<String> subprotocols,
        List<Header> headers,
        Optional<String> origin,
        List<String> requiredExtensions,
        Optional<Heartbeat> heartbeat,
        Optional<Path> trusted,
        boolean insecure,
        ProxySettings proxy,
        int mostRedirects,
        boolean compression,
        long maxMessageBytes,
        Optional<Duration> stay,
        Optional<ReconnectSettings> reconnect,
        boolean json,
        Locale locale,
        boolean verbose) {
    ConnectSettings {
        subprotocols = List.copyOf(subprotocols);
        headers = List.copyOf(headers);
        requiredExtensions = List.copyOf(requiredExtensions);
    }
}
