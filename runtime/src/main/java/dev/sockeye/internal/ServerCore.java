package dev.sockeye.internal;

import dev.sockeye.DrainReason;
import dev.sockeye.ServerConfig;
import dev.sockeye.ServerStartException;
import dev.sockeye.ServerStartException.Kind;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseReport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running server: its listening socket, its event loops and the count of what goes on there. */
public final class ServerCore implements WebSocketServer, ServerConnection.Owner {
    private static final Logger LOG = System.getLogger(ServerCore.class.getName());
    private static final Duration CLOSE_WINDOW = Duration.ofSeconds(2);

    private final ServerConfig config;
    private final ServerSettings settings;
    private final ServerAdmission admission;
    private final MissedExtensions missedExtensions;
    private final @Nullable X509Certificate certificate;
    private final EventLoopGroup group;
    private final IdentityHashMap<EventLoop, ServerLoop> loops = new IdentityHashMap<>();
    private final Channel listening;
    private final InetSocketAddress address;
    private final AtomicInteger open = new AtomicInteger();
    private final Consumer<CloseReport> closedListener = this::onClosed;
    private final ChannelFutureListener connectionClosed = this::onConnectionClosed;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final AtomicReference<@Nullable ServerDrain> drain = new AtomicReference<>();

    private ServerCore(ServerConfig config) {
        this.config = config;
        ServerTlsContext tls = config.tls().map(ServerTlsContext::of).orElse(null);
        List<String> agreeable =
                config.extensions().stream().map(extension -> extension.name()).toList();
        missedExtensions = new MissedExtensions(agreeable);
        SessionConfig session = new SessionConfig(
                config.connection(),
                config.sendQueue(),
                config.connectionAge(),
                config.dispatcher().orElse(null),
                new Witness(agreeable),
                new Signals(config.metrics()));
        SettingWarnings.check(session.connection());
        settings = new ServerSettings(
                new ServerRouter(config),
                session,
                new ServerQuestions(session.dispatcher()),
                new ServerAgreements(),
                config.headLimits(),
                config.handshakeTimeout(),
                tls == null ? null : tls.context());
        certificate = tls == null ? null : tls.certificate();
        admission = new ServerAdmission(config.connectionLimits());
        Transports transport = Transports.pick();
        group = transport.newGroup(config.threads(), "sockeye-server", false);
        for (EventExecutor executor : group) {
            EventLoop loop = (EventLoop) executor;
            loops.put(loop, new ServerLoop(loop));
        }
        listening = bind(transport);
        address = (InetSocketAddress) listening.localAddress();
    }

    /**
     * Starts a server.
     *
     * @throws ServerStartException if it cannot listen, or its certificate cannot be used
     */
    public static WebSocketServer start(ServerConfig config) {
        return new ServerCore(config);
    }

    private Channel bind(Transports transport) {
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, config.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Initializer())
                .bind(new InetSocketAddress(config.host(), config.port()))
                .awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw bindFailure(failure);
        }
        // Behind Netty's own handler, which makes the pause and passes the failure on to be logged each time
        bound.channel()
                .pipeline()
                .addLast(new ServerAcceptFailures(System::nanoTime, line -> LOG.log(Logger.Level.WARNING, line)));
        return bound.channel();
    }

    /** The JDK has one exception for all of these, so the system's words have to tell them apart. */
    private ServerStartException bindFailure(Throwable failure) {
        String words = TransportEnds.wordsOf(failure);
        String lower = words.toLowerCase(Locale.ROOT);
        Kind kind = Kind.CANNOT_LISTEN;
        String why = words;
        if (lower.contains("in use")) {
            kind = Kind.PORT_IN_USE;
            why = "another program listens there";
        } else if (lower.contains("permission denied")) {
            kind = Kind.PORT_FORBIDDEN;
            why = "this user may not; ports below 1024 need a privilege";
        } else if (lower.contains("cannot assign") || lower.contains("can't assign")) {
            kind = Kind.ADDRESS_UNUSABLE;
            why = "this machine does not have that address";
        } else if (failure instanceof java.nio.channels.UnresolvedAddressException
                || failure instanceof java.net.UnknownHostException) {
            kind = Kind.ADDRESS_UNUSABLE;
            why = "the host name does not resolve";
        }
        String where = hostInUri(config.host()) + ":" + config.port();
        return new ServerStartException(kind, "cannot listen on " + where + ": " + why, failure);
    }

    /** Puts a new connection's handlers in place. */
    @ChannelHandler.Sharable
    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
                // The client has gone before it was looked at
                channel.close();
                return;
            }
            channel.config().setRecvByteBufAllocator(new ReceiveBuffers());
            ServerLoop loop = loopOf(channel);
            loop.add(channel);
            ServerAdmission.Verdict verdict = admission.enter(remote.getAddress());
            // One listener serves all connections, so that none is made for each
            channel.closeFuture().addListener(connectionClosed);
            ServerConnection connection = new ServerConnection(settings, ServerCore.this, verdict, channel);
            SslContext tls = settings.tls();
            if (tls != null) {
                channel.pipeline().addLast(new ServerFirstBytes(tls, connection));
            }
            channel.pipeline().addLast(connection);
        }
    }

    private void onConnectionClosed(ChannelFuture closed) {
        Channel channel = closed.channel();
        loopOf(channel).remove(channel);
        InetAddress remote = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        admission.leave(remote);
    }

    private ServerLoop loopOf(Channel channel) {
        ServerLoop loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("the connection is on an event loop of another server");
        }
        return loop;
    }

    // ---- what connections tell

    @Override
    public int drainRetrySeconds() {
        ServerDrain draining = drain.get();
        return draining == null ? 0 : RetryAfter.ofDrain(draining.windowNanos(), ThreadLocalRandom.current()::nextInt);
    }

    @Override
    public int overloadRetrySeconds() {
        return RetryAfter.ofOverload(ThreadLocalRandom.current()::nextInt);
    }

    @Override
    public void onOpened() {
        open.incrementAndGet();
    }

    @Override
    public Consumer<CloseReport> closedListener() {
        return closedListener;
    }

    private void onClosed(CloseReport report) {
        missedExtensions.ended(report);
        try {
            config.onClose().accept(report);
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public void onFailed(CloseReport report) {
        try {
            config.onClose().accept(report);
        } catch (Throwable failure) {
            LOG.log(Logger.Level.ERROR, "onClose threw; an attempt had failed: " + report, failure);
        }
    }

    // ---- WebSocketServer

    @Override
    public int port() {
        return address.getPort();
    }

    @Override
    public URI uri(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash, unlike \"" + path + "\"");
        }
        String host = address.getAddress().isAnyLocalAddress() ? "localhost" : hostInUri(config.host());
        return URI.create((certificate == null ? "ws://" : "wss://") + host + ":" + port() + path);
    }

    private static String hostInUri(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    @Override
    public int connections() {
        return open.get();
    }

    @Override
    public Optional<X509Certificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    @Override
    public CompletionStage<Void> drain(Duration window, DrainReason reason) {
        if (window.isNegative()) {
            throw new IllegalArgumentException("a window must not be negative, was " + window);
        }
        long nanos = TimeUnit.NANOSECONDS.convert(window);
        return drain(nanos / 2, nanos, reason);
    }

    private CompletableFuture<Void> drain(long spreadNanos, long windowNanos, DrainReason reason) {
        ServerDrain mine = new ServerDrain(
                List.copyOf(loops.values()),
                reason,
                spreadNanos,
                windowNanos,
                () -> open.get() == 0 && settings.questions().open() == 0,
                this::stop);
        ServerDrain earlier = drain.compareAndExchange(null, mine);
        if (earlier == null) {
            mine.start();
        } else {
            earlier.shorten(spreadNanos, windowNanos);
        }
        return stopped.copy();
    }

    private void stop() {
        listening.close();
        group.shutdownGracefully(0, CLOSE_WINDOW.toMillis(), TimeUnit.MILLISECONDS)
                .addListener(ended -> stopped.complete(null));
    }

    @Override
    public void close() {
        CompletableFuture<Void> end = drain(0, CLOSE_WINDOW.toNanos(), DrainReason.GOING_AWAY);
        if (loops.keySet().stream().anyMatch(EventLoop::inEventLoop)) {
            return;
        }
        try {
            end.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a drain does not fail", impossible);
        }
    }
}
