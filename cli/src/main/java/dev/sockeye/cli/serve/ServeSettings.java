package dev.sockeye.cli.serve;

import dev.sockeye.ServerTls;
import dev.sockeye.cli.option.Compression;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an echo server is asked to be.
 *
 * @param port 0 for a free one
 * @param maxMessageBytes the largest message taken
 * @param origins the web pages that may connect; empty for all
 * @param maxConnectionAge after which clients are asked to connect anew; zero for never
 * @param drainTimeout how long the connections may take to close at the end
 */
record ServeSettings(
        String host,
        int port,
        Optional<ServerTls> tls,
        Compression compression,
        long maxMessageBytes,
        List<String> origins,
        Duration maxConnectionAge,
        Duration drainTimeout) {
    ServeSettings {
        origins = List.copyOf(origins);
    }
}
