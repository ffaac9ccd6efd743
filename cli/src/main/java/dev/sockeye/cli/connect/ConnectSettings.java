package dev.sockeye.cli.connect;

import dev.sockeye.cli.option.Reach;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client is asked to do.
 *
 * @param requiredExtensions the connection is closed with 1010 unless the server agrees to each
 * @param heartbeat when to ping; empty for the default
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
        Reach reach,
        List<String> requiredExtensions,
        Optional<Heartbeat> heartbeat,
        int mostRedirects,
        boolean compression,
        long maxMessageBytes,
        Optional<Duration> stay,
        Optional<ReconnectSettings> reconnect,
        boolean json,
        Locale locale,
        boolean verbose) {
    ConnectSettings {
        requiredExtensions = List.copyOf(requiredExtensions);
    }
}
