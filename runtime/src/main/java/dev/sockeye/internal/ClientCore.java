package dev.sockeye.internal;

import dev.sockeye.ClientConfig;
import dev.sockeye.ClientTls;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.handshake.ClientHandshake;
import dev.sockeye.protocol.handshake.WebSocketUri;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What stands behind a client: its attempts and its connections. Safe from any thread. */
public final class ClientCore {
    private static final WebSocketUri ANY = WebSocketUri.parse("ws://localhost/");

    private final ClientConfig config;
    private final SessionConfig session;
    private final HostResolver resolver;
    private final ConnectingTurns turns;
    private final Set<ClientAttempt> attempts = new HashSet<>();
    private @Nullable ClientLoops loops;
    private @Nullable ClientTlsContext tls;
    private boolean closed;

    /**
     * @throws IllegalArgumentException if a setting cannot stand in a handshake, or a file of the TLS settings cannot be
     *     used
     */
    public ClientCore(ClientConfig config) {
        this(config, SystemResolver.INSTANCE);
    }

    ClientCore(ClientConfig config, HostResolver resolver) {
        this.config = config;
        this.resolver = resolver;
        turns = config.serializeHandshakes() ? ConnectingTurns.OF_THIS_PROCESS : ConnectingTurns.WITHOUT_WAITING;
        session = new SessionConfig(
                ConnectionConfig.builder(Role.CLIENT)
                        .limits(config.limits())
                        .heartbeat(config.heartbeat())
                        .idleTimeout(config.idleTimeout())
                        .closingTimeout(config.closingTimeout())
                        .build(),
                config.sendQueue(),
                config.dispatcher().orElse(null),
                Witness.ofClients(),
                new Signals(config.metrics()));
        // A setting that no handshake can carry is refused here rather than at the first connection.
        var unused = handshakeFor(ANY);
        // The certificates that the platform trusts take a while to load, and many clients never need them.
        tls = config.tls().equals(ClientTls.system()) ? null : ClientTlsContext.of(config.tls());
    }

    private ClientHandshake handshakeFor(WebSocketUri uri) {
        ClientHandshake.Builder handshake =
                ClientHandshake.builder(uri).subprotocols(config.subprotocols()).extensions(config.extensions());
        config.origin().ifPresent(handshake::origin);
        config.headers().forEach(header -> handshake.header(header.name(), header.value()));
        return handshake.build();
    }

    /**
     * Begins an attempt.
     *
     * @throws IllegalStateException if this is closed
     */
    public CompletionStage<WebSocket> connect(WebSocketUri uri, WebSocketHandler handler) {
        ClientHandshake handshake = handshakeFor(uri);
        ClientAttempt attempt;
        synchronized (attempts) {
            if (closed) {
                throw new IllegalStateException("the client is closed");
            }
            if (loops == null) {
                loops = ClientLoops.acquire();
            }
            ClientAttempt.Setting setting = new ClientAttempt.Setting(
                    config,
                    session,
                    resolver,
                    turns,
                    loops.group().next(),
                    loops.channelType(),
                    uri.secure() ? tls() : null);
            attempt = new ClientAttempt(setting, uri, handshake, handler, this::onOver);
            attempts.add(attempt);
        }
        return attempt.start();
    }

    private ClientTlsContext tls() {
        if (tls == null) {
            tls = ClientTlsContext.of(config.tls());
        }
        return tls;
    }

    private void onOver(ClientAttempt attempt) {
        synchronized (attempts) {
            attempts.remove(attempt);
            releaseIfOver();
        }
    }

    private void releaseIfOver() {
        if (closed && attempts.isEmpty() && loops != null) {
            loops.release();
            loops = null;
        }
    }

    /** {@return how many attempts and connections are not over} */
    public int connections() {
        synchronized (attempts) {
            return attempts.size();
        }
    }

    /** Ends all attempts and connections. Does nothing the second time. */
    public void close() {
        List<ClientAttempt> open;
        synchronized (attempts) {
            if (closed) {
                return;
            }
            closed = true;
            open = List.copyOf(attempts);
            releaseIfOver();
        }
        open.forEach(ClientAttempt::end);
    }
}
