package dev.sockeye.internal;

import dev.sockeye.ClientConfig;
import dev.sockeye.ClientTls;
import dev.sockeye.ConnectTarget;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What stands behind a client: its attempts, its connections and its links. Safe from any thread. */
public final class ClientCore {
    private static final WebSocketUri ANY = WebSocketUri.parse("ws://localhost/");

    private final ClientConfig config;
    private final SessionConfig session;
    private final HostResolver resolver;
    private final ConnectingTurns turns;
    private final Set<ClientAttempt> attempts = new HashSet<>();

    /** The links that live here, with what to do when this is closed. */
    private final Map<ClientLinkHome, Runnable> homes = new HashMap<>();

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
        SettingWarnings.check(session.connection());
        // A setting that no handshake can carry is refused here rather than at the first connection.
        var unused = ClientAttempt.handshake(config, ANY, config.headers());
        // The certificates that the platform trusts take a while to load, and many clients never need them.
        tls = config.tls().equals(ClientTls.system()) ? null : ClientTlsContext.of(config.tls());
    }

    /** @param further headers of one attempt, which stand in for those of the same name in the settings */
    private Headers headersWith(Headers further) {
        Headers.Builder all = Headers.builder();
        for (Header header : config.headers()) {
            if (!further.contains(header.name())) {
                all.add(header.name(), header.value());
            }
        }
        return all.addAll(further).build();
    }

    /**
     * Begins an attempt.
     *
     * @throws IllegalStateException if this is closed
     */
    public CompletionStage<WebSocket> connect(ConnectTarget target, WebSocketHandler handler) {
        synchronized (attempts) {
            return begin(target, handler, session, loops().group().next()).result();
        }
    }

    /**
     * Begins an attempt of a link that has joined.
     *
     * @throws IllegalStateException if this is closed
     */
    ClientAttempt connect(ConnectTarget target, WebSocketHandler handler, ClientLinkHome home) {
        synchronized (attempts) {
            return begin(target, handler, home.session(), home.loop());
        }
    }

    private ClientAttempt begin(
            ConnectTarget target, WebSocketHandler handler, SessionConfig settings, EventLoop loop) {
        WebSocketUri uri = WebSocketUri.parse(target.uri());
        ClientAttempt.Setting setting = new ClientAttempt.Setting(
                config, settings, resolver, turns, loop, loops().channelType(), mayNeedTls(uri) ? tls() : null);
        ClientAttempt attempt = new ClientAttempt(setting, uri, headersWith(target.headers()), handler, this::onOver);
        attempts.add(attempt);
        attempt.start();
        return attempt;
    }

    private boolean mayNeedTls(WebSocketUri uri) {
        return uri.secure() || config.mostRedirects() > 0;
    }

    private ClientLoops loops() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        if (loops == null) {
            loops = config.threads() == 0 ? ClientLoops.acquire() : ClientLoops.own(config.threads());
        }
        return loops;
    }

    SessionConfig session() {
        return session;
    }

    /**
     * Takes a link in, for which the loops stay until it leaves.
     *
     * @return the loop to live on
     * @throws IllegalStateException if this is closed
     */
    EventLoop join(ClientLinkHome home) {
        synchronized (attempts) {
            EventLoop loop = loops().group().next();
            homes.put(home, () -> {});
            return loop;
        }
    }

    void onClosed(ClientLinkHome home, Runnable task) {
        synchronized (attempts) {
            if (!closed) {
                homes.replace(home, task);
                return;
            }
        }
        task.run();
    }

    void leave(ClientLinkHome home) {
        synchronized (attempts) {
            homes.remove(home);
            releaseIfOver();
        }
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
        if (closed && attempts.isEmpty() && homes.isEmpty() && loops != null) {
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
        List<Runnable> links;
        synchronized (attempts) {
            if (closed) {
                return;
            }
            closed = true;
            open = List.copyOf(attempts);
            links = List.copyOf(homes.values());
            releaseIfOver();
        }
        links.forEach(Runnable::run);
        open.forEach(ClientAttempt::end);
    }
}
