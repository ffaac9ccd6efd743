package dev.sockeye.internal;

import dev.sockeye.ClientConfig;
import dev.sockeye.ConnectFailedException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.ClientHandshake;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.lang.System.Logger;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a WebSocket, and the WebSocket if it opens: asks a server, and again wherever it is redirected to, and
 * sees to it that the handler gets exactly one report. Confined to the event loop but for what says otherwise.
 */
final class ClientAttempt {
    private static final Logger LOG = System.getLogger(ClientAttempt.class.getName());

    /**
     * What an attempt needs of its client.
     *
     * @param turns who may connect when
     * @param tls null if neither the URI nor a redirect may need it
     */
    record Setting(
            ClientConfig config,
            SessionConfig session,
            HostResolver resolver,
            ConnectingTurns turns,
            EventLoop loop,
            Class<? extends Channel> channelType,
            @Nullable ClientTlsContext tls) {}

    private final Setting setting;
    private final WebSocketHandler handler;
    private final Consumer<ClientAttempt> whenOver;
    private final CompletableFuture<WebSocket> result = new CompletableFuture<>();
    private final long startedAt = System.nanoTime();
    private final List<Moment> moments = new ArrayList<>();

    private final StageTimer timer;
    private final Redirects redirects;
    private final @Nullable ClientCookies cookies;

    private WebSocketUri uri;

    /** Of the application, as far as they may go to the URI. */
    private Headers headers;

    private ClientHandshake handshake;
    private @Nullable ClientHop hop;
    private @Nullable OpenWebSocket socket;
    private boolean over;

    /**
     * @param headers further ones of the request
     * @param whenOver called once, after the handler's {@code onClose}, on the thread that called it
     * @throws IllegalArgumentException if a header cannot stand in a handshake
     */
    ClientAttempt(
            Setting setting,
            WebSocketUri uri,
            Headers headers,
            WebSocketHandler handler,
            Consumer<ClientAttempt> whenOver) {
        this.setting = setting;
        this.uri = uri;
        this.headers = headers;
        handshake = handshake(setting.config(), uri, headers);
        this.handler = handler;
        this.whenOver = whenOver;
        timer = new StageTimer(setting.loop());
        ClientConfig config = setting.config();
        cookies = config.cookies().map(ClientCookies::new).orElse(null);
        redirects = new Redirects(config.mostRedirects(), cookies != null);
    }

    /** Begins. For any thread, once. */
    void start() {
        result.whenComplete((opened, failure) -> {
            if (result.isCancelled()) {
                end();
            }
        });
        setting.loop().execute(this::begin);
    }

    /** {@return the open WebSocket; cancelling it ends the attempt} */
    CompletableFuture<WebSocket> result() {
        return result;
    }

    /** Closes the connection with 1001, or gives the attempt up. For any thread. */
    void end() {
        setting.loop().execute(() -> {
            if (socket != null) {
                // RFC 6455 §7.4.1: 1001 says that this end goes away
                socket.close(CloseCode.GOING_AWAY, "");
            } else {
                fail(new CloseCause.Aborted(), TransportEnd.LOCAL, HandshakeFacts.NONE);
            }
        });
    }

    private void begin() {
        if (over) {
            return;
        }
        if (cookies == null) {
            reach();
            return;
        }
        limitCookies();
        var unused = cookies.addTo(uri, headers)
                .whenCompleteAsync(
                        (withCookies, failure) -> {
                            if (withCookies != null) {
                                handshake = handshake(setting.config(), uri, withCookies);
                                reach();
                            } else {
                                failHere("the cookie handler threw " + failure);
                            }
                        },
                        setting.loop());
    }

    private void limitCookies() {
        timer.limit(
                setting.config().connectTimeout(),
                limit -> failHere("the cookie handler took longer than " + limit.toMillis() + " ms"));
    }

    private void failHere(String failure) {
        fail(new CloseCause.LocalFailure(failure), TransportEnd.LOCAL, HandshakeFacts.NONE);
    }

    private void reach() {
        if (over) {
            return;
        }
        timer.stop();
        hop = new ClientHop(setting, uri, handshake, new Asking());
        hop.start();
    }

    /**
     * {@return what is asked of a server}
     *
     * @param headers further ones of the request
     * @throws IllegalArgumentException if something cannot stand in a handshake
     */
    static ClientHandshake handshake(ClientConfig config, WebSocketUri uri, Headers headers) {
        ClientHandshake.Builder handshake =
                ClientHandshake.builder(uri).subprotocols(config.subprotocols()).extensions(config.extensions());
        config.origin().ifPresent(handshake::origin);
        headers.forEach(header -> handshake.header(header.name(), header.value()));
        return handshake.build();
    }

    /** Follows what a server makes of it. */
    private final class Asking implements ClientHop.Listener {
        @Override
        public void onMoment(Moment.Kind kind, String detail) {
            note(kind, detail);
        }

        @Override
        public void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
            CompletableFuture<?> stored = store(facts);
            if (cause instanceof CloseCause.HandshakeRefused refused
                    && redirects.concerns(refused.status(), facts.headers())) {
                redirected(refused, end, facts, stored);
            } else {
                fail(cause, end, facts);
            }
        }

        @Override
        public void onAgreed(
                ChannelHandlerContext context,
                ClientHandshake.Opened agreed,
                HandshakeFacts facts,
                ByteBuf behindHead) {
            var unused = store(facts);
            become(context, agreed, facts);
            if (behindHead.isReadable()) {
                // The context has left the pipeline; what it fires reaches the handler that took its place
                context.fireChannelRead(behindHead);
            } else {
                behindHead.release();
            }
        }
    }

    /** {@return completes when the cookies of an answer are kept, or could not be} */
    private CompletableFuture<?> store(HandshakeFacts facts) {
        return cookies == null
                ? CompletableFuture.completedFuture(null)
                : cookies.store(uri, facts.headers()).exceptionally(failure -> {
                    LOG.log(
                            Logger.Level.WARNING,
                            "the cookie handler threw; the cookies of an answer are lost",
                            failure);
                    return null;
                });
    }

    private void redirected(
            CloseCause.HandshakeRefused refused, TransportEnd end, HandshakeFacts facts, CompletableFuture<?> stored) {
        Redirects.Step step = redirects.next(uri, headers, facts.headers());
        if (step instanceof Redirects.Refuse refuse) {
            fail(
                    new CloseCause.HandshakeRefused(
                            refused.status(),
                            refused.detail() + " The redirect was not followed: " + refuse.why() + "."),
                    end,
                    facts);
        } else if (step instanceof Redirects.Follow follow) {
            note(
                    Moment.Kind.OBSERVED,
                    "redirected with " + refused.status() + " to " + Redirects.redacted(follow.target()));
            if (hop != null) {
                hop.leave();
                hop = null;
            }
            uri = follow.target();
            headers = follow.headers();
            handshake = handshake(setting.config(), uri, headers);
            limitCookies();
            // What the redirect has set goes with the next request
            var unused = stored.thenRunAsync(this::begin, setting.loop());
        }
    }

    /** Hands the channel over to the open WebSocket, whose part the report is from now on. */
    private void become(ChannelHandlerContext context, ClientHandshake.Opened agreed, HandshakeFacts facts) {
        over = true;
        timer.stop();
        // It is open; what its handler does may take its time
        releaseTurn();
        List<String> missing = agreed.outcome().missing();
        OpenedHandshake opened = new OpenedHandshake(
                uri.toString(),
                new OpenedHandshake.Agreed(agreed.subprotocol(), agreed.extensions(), missing, () -> facts),
                List.copyOf(moments),
                startedAt);
        WebSocketChannel webSocket = new WebSocketChannel(handler, setting.session(), opened, report -> {
            whenOver.accept(this);
            if (!missing.isEmpty()) {
                result.completeExceptionally(new ConnectFailedException(report));
            }
        });
        context.pipeline().replace(context.handler(), "websocket", webSocket);
        socket = webSocket.socket();
        if (missing.isEmpty()) {
            result.complete(socket);
        }
    }

    /**
     * Ends the attempt.
     *
     * @param end how the transport ended, if there was one
     */
    private void fail(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
        if (over) {
            return;
        }
        over = true;
        timer.stop();
        if (hop != null) {
            hop.stop();
        }
        Channel channel = hop == null ? null : hop.channel();
        CloseReport report = report(cause, end, facts, channel);
        releaseTurn();
        SocketAddress local = channel == null ? null : channel.localAddress();
        tell(setting.session().attemptFailed(report, setting.loop(), local));
    }

    private void releaseTurn() {
        if (hop != null) {
            hop.releaseTurn();
        }
    }

    private CloseReport report(CloseCause cause, TransportEnd end, HandshakeFacts facts, @Nullable Channel channel) {
        CloseReport.Builder report = CloseReport.builder(Role.CLIENT, cause)
                .target(uri.toString())
                .startedAt(startedAt)
                .handshake(facts);
        if (channel != null) {
            TcpInfoReader.read(channel).ifPresent(info -> report.tcp(info, System.nanoTime()));
            note(Moment.Kind.TRANSPORT_ENDED, "");
            report.transportEnd(end)
                    .localAddress(Addresses.text(channel.localAddress()))
                    .remoteAddress(Addresses.text(channel.remoteAddress()));
            var unused = channel.close();
        }
        moments.forEach(moment -> report.moment(moment.kind(), moment.nanos(), moment.detail()));
        return report.build();
    }

    private void tell(CloseReport report) {
        Runnable last = () -> {
            try {
                handler.onClose(report);
            } catch (Throwable failure) {
                LOG.log(Logger.Level.ERROR, "onClose threw; the attempt had ended: " + report, failure);
            }
            whenOver.accept(this);
            result.completeExceptionally(new ConnectFailedException(report));
        };
        Executor dispatcher = setting.session().dispatcher();
        if (dispatcher == null) {
            last.run();
        } else {
            new SerialExecutor(dispatcher).execute(last);
        }
    }

    private void note(Moment.Kind kind, String detail) {
        moments.add(new Moment(kind, System.nanoTime(), detail));
    }
}
