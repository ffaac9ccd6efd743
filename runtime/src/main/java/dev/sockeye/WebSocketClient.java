package dev.sockeye;

import dev.sockeye.internal.ClientCore;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.ClientExtension;
import dev.sockeye.protocol.extension.RequestedExtension;
import dev.sockeye.protocol.handshake.Headers;
import java.net.CookieHandler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Opens WebSockets. One client serves any number of connections with the same settings; every method is safe from any
 * thread. All clients of a JVM share a few daemon threads, which do not keep the JVM alive and go when the last client is
 * closed.
 *
 * <pre>{@code
 * try (WebSocketClient client = WebSocketClient.builder().build()) {
 *     CountDownLatch over = new CountDownLatch(1);
 *     client.connect("wss://example.com/feed", new WebSocketHandler() {
 *         public void onOpen(WebSocket socket) { socket.sendText("hello"); }
 *         public void onText(WebSocket socket, String text) { System.out.println(text); }
 *         public void onClose(CloseReport report) { System.out.println(report); over.countDown(); }
 *     });
 *     over.await();
 * }
 * }</pre>
 */
public final class WebSocketClient implements AutoCloseable {
    private final ClientConfig config;
    private final ClientCore core;

    private WebSocketClient(ClientConfig config) {
        this.config = config;
        this.core = new ClientCore(config);
    }

    /** {@return a builder that starts from the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return a client with the given settings}
     *
     * @throws IllegalArgumentException if a header, a subprotocol or an extension cannot stand in a handshake, or a file of
     *     the TLS settings cannot be used
     */
    public static WebSocketClient of(ClientConfig config) {
        return new WebSocketClient(config);
    }

    /** {@return the settings} */
    public ClientConfig config() {
        return config;
    }

    /**
     * Opens a WebSocket: resolves the name, connects TCP, sets up TLS for {@code wss}, and upgrades. Returns at once.
     *
     * <p>{@link WebSocketHandler#onClose} comes exactly once after every attempt, also one that never opened.
     *
     * @param uri such as {@code wss://example.com/feed?room=1}
     * @return the open WebSocket, after its {@code onOpen} was called or handed to the dispatcher. Completes exceptionally
     *     with {@link ConnectFailedException} after {@code onClose} if the connection did not come about, and also if the
     *     server did not agree to a required extension; {@code onOpen} is not called then. What depends on the stage runs
     *     on the connection's event loop unless it is given an executor. Cancelling its {@code CompletableFuture} ends the
     *     attempt.
     * @throws IllegalArgumentException if the URI is not a WebSocket URI; the message says what to write instead
     * @throws IllegalStateException if this client is closed
     */
    public CompletionStage<WebSocket> connect(String uri, WebSocketHandler handler) {
        return connect(ConnectTarget.of(uri), handler);
    }

    /**
     * Does the same as {@link #connect(String, WebSocketHandler)}, with headers of this attempt alone.
     *
     * @throws IllegalArgumentException if a header is the handshake's own business
     */
    public CompletionStage<WebSocket> connect(ConnectTarget target, WebSocketHandler handler) {
        return core.connect(target, handler);
    }

    /** Does the same as {@link #connect(String, WebSocketHandler)}. */
    public CompletionStage<WebSocket> connect(URI uri, WebSocketHandler handler) {
        return connect(uri.toString(), handler);
    }

    ClientCore core() {
        return core;
    }

    /** {@return how many attempts and connections of this client are not over} */
    public int connections() {
        return core.connections();
    }

    /**
     * Closes this client's connections with 1001 and ends its attempts, whose cause is {@code Aborted}. Returns at once;
     * each handler's {@code onClose} follows. Does nothing if the client is closed.
     */
    @Override
    public void close() {
        core.close();
    }

    /** Builds {@link WebSocketClient}. Not safe for use by several threads. */
    public static final class Builder {
        private List<String> subprotocols = List.of();
        private final List<RequestedExtension> extensions = new ArrayList<>();
        private Optional<String> origin = Optional.empty();
        private final Headers.Builder headers = Headers.builder();
        private Limits limits = Limits.DEFAULT;
        private Heartbeat heartbeat = Heartbeat.DEFAULT;
        private Duration idleTimeout = Duration.ZERO;
        private Duration closingTimeout = Duration.ofSeconds(10);
        private SendQueue sendQueue = SendQueue.DEFAULT;
        private Optional<Executor> dispatcher = Optional.empty();
        private ClientTls tls = ClientTls.system();
        private ProxySettings proxy = ProxySettings.none();
        private int mostRedirects;
        private Optional<CookieHandler> cookies = Optional.empty();
        private boolean serializeHandshakes = true;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration connectionAttemptDelay = Duration.ofMillis(250);
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private int threads;
        private WebSocketMetrics metrics = WebSocketMetrics.NONE;

        private Builder() {}

        /** Sets the subprotocols to offer, in order of preference. */
        public Builder subprotocols(String... names) {
            subprotocols = List.of(names);
            return this;
        }

        /** Offers permessage-deflate (RFC 7692) and goes on without it if the server does not agree. */
        public Builder compression(PermessageDeflate settings) {
            return preferExtension(settings.client());
        }

        /** Offers an extension and goes on without it if the server does not agree. */
        public Builder preferExtension(ClientExtension extension) {
            extensions.add(RequestedExtension.preferred(extension));
            return this;
        }

        /** Offers an extension and closes with 1010 if the server does not agree (RFC 6455 §7.4.1). */
        public Builder requireExtension(ClientExtension extension) {
            extensions.add(RequestedExtension.required(extension));
            return this;
        }

        /** Sets the {@code Origin} header, such as {@code https://example.com}. */
        public Builder origin(String value) {
            origin = Optional.of(value);
            return this;
        }

        /**
         * Adds a header to the request, such as {@code Authorization}.
         *
         * @throws IllegalArgumentException if it cannot stand in a request
         */
        public Builder header(String name, String value) {
            headers.add(name, value);
            return this;
        }

        /** Sets how much of a server's input is accepted. */
        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        /**
         * Sets when to ping a silent server, and when to give it up; {@link Heartbeat#adaptive()} learns what silence the path
         * bears.
         */
        public Builder heartbeat(Heartbeat value) {
            heartbeat = value;
            return this;
        }

        /** Ends a connection after this time without a message in either direction; zero, the default, for never. */
        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        /** Sets how long a server may take to answer a Close frame; 10 s by default. */
        public Builder closingTimeout(Duration value) {
            closingTimeout = value;
            return this;
        }

        /** Sets how much is held for a server that reads too slowly. */
        public Builder sendQueue(SendQueue value) {
            sendQueue = value;
            return this;
        }

        /**
         * Calls handlers on an executor, in order for each connection, so that they may block. It must run every task that it
         * accepts, and throw if it does not accept one: a handler whose task is dropped without a word gets no further
         * callback, {@code onClose} included.
         */
        public Builder dispatchOn(Executor executor) {
            dispatcher = Optional.of(executor);
            return this;
        }

        /** Sets how TLS is set up for {@code wss} URIs. */
        public Builder tls(ClientTls value) {
            tls = value;
            return this;
        }

        /** Sets what connections go through, such as {@code ProxySettings.http("proxy.example", 3128)}; none by default. */
        public Builder proxy(ProxySettings value) {
            proxy = value;
            return this;
        }

        /**
         * Follows redirects (301, 302, 303, 307, 308), never from {@code wss} to {@code ws} and never back to where the
         * attempt has been; one that is not followed ends it with {@code HandshakeRefused}, which says why. Headers named
         * {@code Authorization} and {@code Cookie} are left out from where the host, the port or the scheme differs. Unless
         * set, none is followed.
         *
         * @param most how many one attempt follows; 0 for none
         */
        public Builder followRedirects(int most) {
            mostRedirects = most;
            return this;
        }

        /**
         * Keeps cookies: what the handler has for the URI goes with each handshake, behind what the application has set
         * itself, and what an answer sets, be it an agreement, a refusal or a redirect, is given to the handler. The handler
         * is asked for {@code http} where the URI is {@code ws} and for {@code https} where it is {@code wss}, so that a
         * cookie that is {@code Secure} goes with {@code wss} only. It is called on threads that may block, by several
         * attempts at once. Unless set, no cookies are kept.
         *
         * @param handler such as a {@link java.net.CookieManager}
         */
        public Builder cookies(CookieHandler handler) {
            cookies = Optional.of(handler);
            return this;
        }

        /**
         * Sets whether the attempts of this process to one IP address and port go one at a time, in order: each waits until
         * the one before is open or has failed. RFC 6455 §4.1 asks for it, to protect servers, and it is the default. With
         * {@code false} this client's attempts neither wait nor are waited for: for load generators, and for servers that
         * answer an upgrade only when another one has come.
         */
        public Builder serializeHandshakes(boolean value) {
            serializeHandshakes = value;
            return this;
        }

        /**
         * Sets how long the name may take to resolve, and then how long waiting for other attempts to the same address and
         * connecting TCP may take, all addresses of the name together; 10 s by default. With a proxy it is the proxy's name
         * and addresses.
         */
        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        /**
         * Sets how long one address of a name has to itself before the next is tried, too; 250 ms by default, which RFC 8305
         * §5 recommends: longer than a round trip to most servers, so that the second connection is rarely made in vain,
         * and hardly noticed by a person.
         *
         * @param value from 10 ms to 2 s
         */
        public Builder connectionAttemptDelay(Duration value) {
            connectionAttemptDelay = value;
            return this;
        }

        /**
         * Sets how long a proxy may take to open a tunnel, then how long TLS may take, and then how long the opening
         * handshake may; 10 s by default.
         */
        public Builder handshakeTimeout(Duration value) {
            handshakeTimeout = value;
            return this;
        }

        /**
         * Gives this client event loops of its own, which end when it is closed: for load generators, and for clients whose
         * handlers keep more than the few loops busy that all clients of a JVM share otherwise.
         *
         * @param count how many; 0, the default, for the shared ones
         */
        public Builder threads(int count) {
            threads = count;
            return this;
        }

        /** Sets what is told of connections for dashboards and alerts; unless set, nothing is. Clients may share one. */
        public Builder metrics(WebSocketMetrics value) {
            metrics = value;
            return this;
        }

        /** {@return the settings as they are now} */
        public ClientConfig config() {
            return new ClientConfig(
                    subprotocols,
                    extensions,
                    origin,
                    headers.build(),
                    limits,
                    heartbeat,
                    idleTimeout,
                    closingTimeout,
                    sendQueue,
                    dispatcher,
                    tls,
                    proxy,
                    mostRedirects,
                    cookies,
                    serializeHandshakes,
                    connectTimeout,
                    connectionAttemptDelay,
                    handshakeTimeout,
                    threads,
                    metrics);
        }

        /**
         * {@return a client with these settings}
         *
         * @throws IllegalArgumentException if a header, a subprotocol or an extension cannot stand in a handshake, or a
         *     file of the TLS settings cannot be used
         */
        public WebSocketClient build() {
            return of(config());
        }
    }
}
