package dev.sockeye;

import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.extension.ServerExtension;
import dev.sockeye.protocol.handshake.HeadLimits;
import dev.sockeye.protocol.handshake.OriginPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The settings of a {@link WebSocketServer}, as its {@link WebSocketServerBuilder} made them. Immutable.
 *
 * @param host the name or address to listen on
 * @param port 0 for a free one
 * @param backlog how many connections the system may hold that are not accepted yet
 * @param threads how many event loops
 * @param routes from path patterns to what accepts their WebSockets, in the order of matching
 * @param pages from path patterns to what answers their plain requests, in the order of matching
 * @param subprotocols in the server's order of preference
 * @param extensions in the order in which they transform outgoing messages
 * @param requiredExtensions names without which a request is refused
 * @param origins which pages may connect
 * @param connection limits, heartbeat and timeouts of open connections
 * @param sendQueue how much is held for a peer that reads too slowly
 * @param dispatcher where handlers run; empty for the event loops
 * @param tls where the certificate comes from; empty for plain TCP
 * @param headLimits how much of a request's head is read
 * @param handshakeTimeout time from accepting a connection to its upgrade, TLS included
 * @param connectionLimits how many connections are held
 * @param connectionAge how old WebSockets become
 * @param onClose told of the end of every connection, and of every request to open one that failed
 * @param metrics told of connections as they open, end, and in between
 */
public record ServerConfig(
        String host,
        int port,
        int backlog,
        int threads,
        Map<String, WebSocketAcceptor> routes,
        Map<String, PageHandler> pages,
        List<String> subprotocols,
        List<ServerExtension> extensions,
        Set<String> requiredExtensions,
        OriginPolicy origins,
        ConnectionConfig connection,
        SendQueue sendQueue,
        Optional<Executor> dispatcher,
        Optional<ServerTls> tls,
        HeadLimits headLimits,
        Duration handshakeTimeout,
        ConnectionLimits connectionLimits,
        ConnectionAge connectionAge,
        Consumer<CloseReport> onClose,
        WebSocketMetrics metrics) {
    private static final int LARGEST_PORT = 65_535;

    public ServerConfig {
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("a port is 0 to " + LARGEST_PORT + ", was " + port);
        }
        if (backlog <= 0 || threads <= 0) {
            throw new IllegalArgumentException(
                    "backlog and threads must be positive, were " + backlog + " and " + threads);
        }
        if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
            throw new IllegalArgumentException("handshakeTimeout must be positive, was " + handshakeTimeout);
        }
        // Map.copyOf would lose the order
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
        pages = Collections.unmodifiableMap(new LinkedHashMap<>(pages));
        subprotocols = List.copyOf(subprotocols);
        extensions = List.copyOf(extensions);
        requiredExtensions = Set.copyOf(requiredExtensions);
    }
}
