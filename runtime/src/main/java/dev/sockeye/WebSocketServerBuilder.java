package dev.sockeye;

import dev.sockeye.internal.ServerCore;
import dev.sockeye.internal.ServerPathPattern;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.ServerExtension;
import dev.sockeye.protocol.handshake.HeadLimits;
import dev.sockeye.protocol.handshake.OriginPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link WebSocketServer}. Not safe for use by several threads. */
public final class WebSocketServerBuilder {
    /** 8 KiB of request line, 100 headers, 16 KiB in all: twice what common servers allow for one header. */
    public static final HeadLimits DEFAULT_HEAD_LIMITS = new HeadLimits(8 << 10, 100, 16 << 10);

    private static final int DEFAULT_BACKLOG = 4_096;
    private static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private String host = "127.0.0.1";
    private int port;
    private int backlog = DEFAULT_BACKLOG;
    private int threads = Runtime.getRuntime().availableProcessors();
    private final Map<String, WebSocketAcceptor> routes = new LinkedHashMap<>();
    private final Map<String, PageHandler> pages = new LinkedHashMap<>();
    private List<String> subprotocols = List.of();
    private List<ServerExtension> extensions =
            List.of(PermessageDeflate.serverDefault().server());
    private Set<String> requiredExtensions = Set.of();
    private OriginPolicy origins = OriginPolicy.sameOrigin();
    private final ConnectionConfig.Builder connection = ConnectionConfig.builder(Role.SERVER);
    private SendQueue sendQueue = SendQueue.DEFAULT;
    private @Nullable Executor dispatcher;
    private @Nullable ServerTls tls;
    private HeadLimits headLimits = DEFAULT_HEAD_LIMITS;
    private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
    private ConnectionLimits connectionLimits = ConnectionLimits.DEFAULT;
    private ConnectionAge connectionAge = ConnectionAge.UNLIMITED;
    private Consumer<CloseReport> onClose = report -> {};
    private WebSocketMetrics metrics = WebSocketMetrics.NONE;

    WebSocketServerBuilder() {}

    /** Sets the name or address to listen on; unless set, this machine alone can connect. {@code 0.0.0.0} or {@code ::} is every address. */
    public WebSocketServerBuilder host(String value) {
        host = value;
        return this;
    }

    /** Sets the port to listen on; 0, the default, takes a free one. */
    public WebSocketServerBuilder port(int value) {
        port = value;
        return this;
    }

    /** Sets how many connections the system may hold that are not accepted yet; it may allow fewer. */
    public WebSocketServerBuilder backlog(int value) {
        backlog = value;
        return this;
    }

    /** Sets how many event loops, each with a thread of its own; unless set, one per processor. */
    public WebSocketServerBuilder threads(int value) {
        threads = value;
        return this;
    }

    /**
     * Adds a WebSocket route.
     *
     * @param path such as {@code /echo}, {@code /room/{name}} or {@code /files/*}: a name in braces stands for one segment,
     *     which the acceptor finds in {@link HttpRequest#pathParameters}; an asterisk at the end stands for all that
     *     follows. Paths without either are tried first, then the others in the order they were added
     * @throws IllegalArgumentException if the path is malformed or was added before
     */
    public WebSocketServerBuilder route(String path, WebSocketAcceptor acceptor) {
        add(routes, path, acceptor);
        return this;
    }

    /**
     * Adds a page: what answers plain GET and HEAD requests. A path may have both a route and a page.
     *
     * @param path as for {@link #route}
     */
    public WebSocketServerBuilder page(String path, PageHandler handler) {
        add(pages, path, handler);
        return this;
    }

    private static <T> void add(Map<String, T> table, String path, T target) {
        ServerPathPattern.parse(path);
        if (table.putIfAbsent(path, target) != null) {
            throw new IllegalArgumentException("the path " + path + " was added before");
        }
    }

    /** Sets the subprotocols: of those that a client offers too, the first in this list is chosen. None unless set. */
    public WebSocketServerBuilder subprotocols(String... inOrder) {
        subprotocols = List.of(inOrder);
        return this;
    }

    /** Sets how messages are compressed; unless set, as {@link PermessageDeflate#serverDefault()} says. Replaces {@link #extensions}. */
    public WebSocketServerBuilder compression(PermessageDeflate value) {
        return extensions(value.server());
    }

    /**
     * Sets the extensions, in the order in which they are tried and in which they transform outgoing messages; none turns
     * compression off.
     */
    public WebSocketServerBuilder extensions(ServerExtension... inOrder) {
        extensions = List.of(inOrder);
        return this;
    }

    /**
     * Refuses requests that cannot be agreed with these extensions. A server has no close code for it as a client has 1010;
     * it answers 400 with a sentence that names what is missing.
     */
    public WebSocketServerBuilder requireExtensions(String... names) {
        requiredExtensions = Set.of(names);
        return this;
    }

    /** Sets which web pages may connect; unless set, those of the host and port that they connect to. */
    public WebSocketServerBuilder origins(OriginPolicy policy) {
        origins = policy;
        return this;
    }

    /** Sets how much is accepted of a client's frames and messages. */
    public WebSocketServerBuilder limits(Limits value) {
        connection.limits(value);
        return this;
    }

    /** Sets when silent clients are pinged and given up. An adaptive heartbeat is refused when the server starts. */
    public WebSocketServerBuilder heartbeat(Heartbeat value) {
        connection.heartbeat(value);
        return this;
    }

    /** Sets how long a connection may go without a message in either direction; zero, the default, is for ever. */
    public WebSocketServerBuilder idleTimeout(Duration value) {
        connection.idleTimeout(value);
        return this;
    }

    /** Sets how long a client may take to answer a Close frame. */
    public WebSocketServerBuilder closingTimeout(Duration value) {
        connection.closingTimeout(value);
        return this;
    }

    /** Sets how much is held for a client that reads too slowly, and what is done then. */
    public WebSocketServerBuilder sendQueue(SendQueue value) {
        sendQueue = value;
        return this;
    }

    /**
     * Runs handlers, acceptors and pages on an executor, where they may block: in order and one at a time for each
     * connection. Unless set they run on the event loops. The server does not shut the executor down.
     *
     * <p>The executor must run every task that it accepts, and throw if it does not accept one; then the connection is closed
     * with 1011. One that drops tasks without a word, such as a {@code ThreadPoolExecutor} with a discarding policy, leaves
     * the handlers it dropped a task of without any further callback, {@code onClose} included.
     */
    public WebSocketServerBuilder dispatchOn(Executor executor) {
        dispatcher = executor;
        return this;
    }

    /** Speaks TLS. */
    public WebSocketServerBuilder tls(ServerTls value) {
        tls = value;
        return this;
    }

    /** Sets how much of a request's head is read before it is refused. */
    public WebSocketServerBuilder headLimits(HeadLimits value) {
        headLimits = value;
        return this;
    }

    /**
     * Sets how long a client may take from the connection to its request to open a WebSocket, TLS included, or from one
     * plain request to the next; 10 s unless set.
     */
    public WebSocketServerBuilder handshakeTimeout(Duration value) {
        handshakeTimeout = value;
        return this;
    }

    /** Sets how many connections are held in all; 0, the default, for no limit but the system's. */
    public WebSocketServerBuilder maxConnections(int total) {
        connectionLimits = new ConnectionLimits(total, connectionLimits.perAddress(), connectionLimits.privateExempt());
        return this;
    }

    /** Sets how many connections one address may have, private addresses included; 0 for no limit. */
    public WebSocketServerBuilder maxConnectionsPerAddress(int perAddress) {
        connectionLimits = new ConnectionLimits(connectionLimits.total(), perAddress, false);
        return this;
    }

    /** Sets how many connections are held, in full. */
    public WebSocketServerBuilder connectionLimits(ConnectionLimits value) {
        connectionLimits = value;
        return this;
    }

    /**
     * Closes WebSockets with 1001 when they are this old, or up to a fifth younger, each at an age of its own, so that their
     * clients connect anew and load finds its way to other instances; zero, the default, never does. A message that is under
     * way is waited for, as long as the closing timeout.
     */
    public WebSocketServerBuilder maxConnectionAge(Duration limit) {
        return maxConnectionAge(ConnectionAge.of(limit));
    }

    /** Closes WebSockets when they are old, with the jitter given; otherwise as {@link #maxConnectionAge(Duration)}. */
    public WebSocketServerBuilder maxConnectionAge(ConnectionAge value) {
        connectionAge = value;
        return this;
    }

    /**
     * Sets what is told of the end of every connection, after its handler, and of every failed attempt to open one.
     * Connections that never sent a byte and left are port probes and are not told of; nor are plain HTTP requests.
     *
     * @param listener called on the event loop, where it must not block, or where the handler was called
     */
    public WebSocketServerBuilder onClose(Consumer<CloseReport> listener) {
        onClose = listener;
        return this;
    }

    /** Sets what is told of connections for dashboards and alerts; unless set, nothing is. Servers may share one. */
    public WebSocketServerBuilder metrics(WebSocketMetrics value) {
        metrics = value;
        return this;
    }

    /**
     * {@return a new server with these settings, which is listening}
     *
     * @throws IllegalArgumentException if a setting is out of its range
     * @throws ServerStartException if it cannot listen, or its certificate cannot be used
     */
    public WebSocketServer start() {
        return ServerCore.start(config());
    }

    /**
     * {@return the settings}
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public ServerConfig config() {
        return new ServerConfig(
                host,
                port,
                backlog,
                threads,
                routes,
                pages,
                subprotocols,
                extensions,
                requiredExtensions,
                origins,
                connection.build(),
                sendQueue,
                Optional.ofNullable(dispatcher),
                Optional.ofNullable(tls),
                headLimits,
                handshakeTimeout,
                connectionLimits,
                connectionAge,
                onClose,
                metrics);
    }
}
