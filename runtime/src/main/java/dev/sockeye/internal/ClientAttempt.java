package dev.sockeye.internal;

import dev.sockeye.ClientConfig;
import dev.sockeye.ConnectFailedException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.internal.ConnectingTurns.Turn;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.ClientHandshake;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a WebSocket, and the WebSocket if it opens: resolves, connects, sets up TLS, upgrades, each within its
 * time, and sees to it that the handler gets exactly one report. Confined to the event loop but for what says otherwise.
 */
final class ClientAttempt {
    private static final Logger LOG = System.getLogger(ClientAttempt.class.getName());

    /** Addresses of a name that are told of in the timeline. */
    private static final int MOST_TOLD_ADDRESSES = 8;

    /**
     * What an attempt needs of its client.
     *
     * @param turns who may connect when
     * @param tls null for a URI without TLS
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
    private final WebSocketUri uri;
    private final ClientHandshake handshake;
    private final WebSocketHandler handler;
    private final Consumer<ClientAttempt> whenOver;
    private final CompletableFuture<WebSocket> result = new CompletableFuture<>();
    private final long startedAt = System.nanoTime();
    private final List<Moment> moments = new ArrayList<>();

    private @Nullable Future<?> timer;
    private @Nullable CompletableFuture<List<InetAddress>> resolving;
    private @Nullable ClientDial dial;
    private @Nullable Turn turn;
    private @Nullable ClientOpening opening;
    private @Nullable Channel channel;
    private @Nullable OpenWebSocket socket;
    private boolean over;

    /**
     * @param whenOver called once, after the handler's {@code onClose}, on the thread that called it
     */
    ClientAttempt(
            Setting setting,
            WebSocketUri uri,
            ClientHandshake handshake,
            WebSocketHandler handler,
            Consumer<ClientAttempt> whenOver) {
        this.setting = setting;
        this.uri = uri;
        this.handshake = handshake;
        this.handler = handler;
        this.whenOver = whenOver;
    }

    /** Begins. For any thread, once. */
    CompletableFuture<WebSocket> start() {
        result.whenComplete((opened, failure) -> {
            if (result.isCancelled()) {
                end();
            }
        });
        setting.loop().execute(this::resolve);
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

    private void resolve() {
        if (over) {
            return;
        }
        limit(
                setting.config().connectTimeout(),
                limit -> failWithoutTransport(new CloseCause.TimedOutOpening(Stage.DNS, limit)));
        resolving = setting.resolver().resolve(uri.host()).toCompletableFuture();
        var unused = resolving.whenCompleteAsync(this::onResolved, setting.loop());
    }

    private void onResolved(@Nullable List<InetAddress> addresses, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        if (addresses == null || addresses.isEmpty()) {
            failWithoutTransport(new CloseCause.DnsFailed(uri.host(), wordsOf(failure)));
            return;
        }
        note(
                Moment.Kind.RESOLVED,
                addresses.stream()
                        .limit(MOST_TOLD_ADDRESSES)
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", ")));
        Duration time = setting.config().connectTimeout();
        dial = new ClientDial(
                setting.loop(),
                setting.channelType(),
                addresses,
                uri.port(),
                setting.turns(),
                System.nanoTime() + time.toNanos(),
                new Dialing());
        limit(time, this::onConnectTimeout);
        dial.start();
    }

    /** The system says "nowhere.invalid: Name or service not known". */
    private String wordsOf(@Nullable Throwable failure) {
        if (failure == null) {
            return "the name has no address";
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String words = TransportEnds.wordsOf(cause);
        String name = uri.host() + ": ";
        if (words.startsWith(name)) {
            return words.substring(name.length());
        }
        return words.equals(uri.host()) ? "the name is unknown" : words;
    }

    private void onConnectTimeout(Duration limit) {
        boolean waiting = dial != null && dial.isWaiting();
        if (dial != null) {
            String why = waiting ? ": another attempt to it was still under way" : ": no answer";
            note(Moment.Kind.OBSERVED, "connect " + dial.stop() + why);
        }
        failWithoutTransport(new CloseCause.TimedOutOpening(waiting ? Stage.TURN : Stage.CONNECT, limit));
    }

    /** Follows the dialling. */
    private final class Dialing implements ClientDial.Listener {
        @Override
        public void onAddressFailed(String address, TransportEnd end) {
            note(Moment.Kind.OBSERVED, "connect " + address + ": " + end);
        }

        @Override
        public void onTurn(String address, long waitedNanos) {
            note(
                    Moment.Kind.OBSERVED,
                    "waited " + TimeUnit.NANOSECONDS.toMillis(waitedNanos) + " ms for other attempts to " + address);
        }

        @Override
        public void onFailed(String address, TransportEnd end) {
            failWithoutTransport(new CloseCause.ConnectFailed(address, end));
        }

        @Override
        public void onConnected(Channel connected, Turn held) {
            turn = held;
            open(connected);
        }
    }

    private void open(Channel connected) {
        channel = connected;
        // Its work is done; to stop it now would close the channel before the report has looked at it.
        dial = null;
        note(Moment.Kind.CONNECTED, Addresses.text(connected.remoteAddress()));
        ClientTlsContext context = setting.tls();
        SslHandler tls = context == null ? null : context.newHandler(connected.alloc(), uri.host(), uri.port());
        opening = new ClientOpening(handshake.attempt(newKey()), tls, uri.host(), new Opening());
        limit(setting.config().handshakeTimeout(), opening::onTimeout);
        connected.pipeline().addLast(opening);
        connected.config().setAutoRead(true);
    }

    private byte[] newKey() {
        Entropy entropy = LoopResources.of(setting.loop()).entropy();
        ByteBuffer key = ByteBuffer.allocate(ClientHandshake.KEY_BYTES);
        while (key.hasRemaining()) {
            key.putInt(entropy.getAsInt());
        }
        return key.array();
    }

    /** Follows TLS and the opening handshake. */
    private final class Opening implements ClientOpening.Listener {
        @Override
        public void onTlsEstablished(String detail) {
            note(Moment.Kind.TLS_ESTABLISHED, detail);
            if (opening != null) {
                limit(setting.config().handshakeTimeout(), opening::onTimeout);
            }
        }

        @Override
        public void onObserved(String detail) {
            note(Moment.Kind.OBSERVED, detail);
        }

        @Override
        public void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
            fail(cause, end, facts);
        }

        @Override
        public void onAgreed(
                ChannelHandlerContext context,
                ClientHandshake.Opened agreed,
                HandshakeFacts facts,
                ByteBuf behindHead) {
            become(context, agreed, facts);
            if (behindHead.isReadable()) {
                // The context has left the pipeline; what it fires reaches the handler that took its place
                context.fireChannelRead(behindHead);
            } else {
                behindHead.release();
            }
        }
    }

    /** Hands the channel over to the open WebSocket, whose part the report is from now on. */
    private void become(ChannelHandlerContext context, ClientHandshake.Opened agreed, HandshakeFacts facts) {
        over = true;
        stopTimer();
        // It is open; what its handler does may take its time
        releaseTurn();
        List<String> missing = agreed.outcome().missing();
        OpenedHandshake opened = new OpenedHandshake(
                uri.toString(),
                agreed.subprotocol(),
                agreed.extensions(),
                missing,
                () -> facts,
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

    private void failWithoutTransport(CloseCause cause) {
        fail(cause, TransportEnd.LOCAL, HandshakeFacts.NONE);
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
        stopTimer();
        if (resolving != null) {
            // A look-up that still waits for a thread needs none any more
            resolving.cancel(true);
        }
        if (dial != null) {
            dial.stop();
        }
        if (opening != null) {
            opening.stop();
        }
        CloseReport report = report(cause, end, facts);
        releaseTurn();
        SocketAddress local = channel == null ? null : channel.localAddress();
        tell(setting.session().attemptFailed(report, setting.loop(), local));
    }

    private void releaseTurn() {
        if (turn != null) {
            turn.release();
        }
    }

    private CloseReport report(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
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

    private void limit(Duration time, Consumer<Duration> whenLate) {
        stopTimer();
        timer = setting.loop().schedule(() -> whenLate.accept(time), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void note(Moment.Kind kind, String detail) {
        moments.add(new Moment(kind, System.nanoTime(), detail));
    }
}
