package dev.sockeye.internal;

import dev.sockeye.ProxySettings;
import dev.sockeye.internal.ConnectingTurns.Turn;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.ProxyProblem;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets a transport to a target, directly or through a proxy, and holds the target's turn while the attempt lasts. Tells its
 * listener of the outcome once. Confined to the event loop.
 */
final class ClientTransport {
    /** What becomes of it. */
    interface Listener {
        /** A step went well, or something was seen that belongs into the report. */
        void onMoment(Moment.Kind kind, String detail);

        /**
         * The transport is there; its pipeline is empty, and its auto-read may be off.
         *
         * @param behind what has been read of it already; the listener releases it
         */
        void onReady(Channel channel, ByteBuf behind);

        /**
         * There is none; a channel, if there is one, is still to be closed.
         *
         * @param end how the transport to a proxy ended; LOCAL if it is this end that ends it
         * @param facts what a proxy answered
         */
        void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts);
    }

    private final ClientAttempt.Setting setting;
    private final WebSocketUri target;
    private final Listener listener;
    private final StageTimer timer;

    /** The proxies that are left to try; an empty element is the way without one. */
    private final Deque<Optional<ProxySettings.Server>> routes = new ArrayDeque<>();

    private @Nullable ProxyChoice choice;
    private @Nullable CompletableFuture<List<Optional<ProxySettings.Server>>> choosing;
    private @Nullable Turn turn;
    private @Nullable HostDial dial;
    private @Nullable ProxyTunnel tunnel;
    private @Nullable Channel channel;
    private boolean over;

    ClientTransport(ClientAttempt.Setting setting, WebSocketUri target, Listener listener) {
        this.setting = setting;
        this.target = target;
        this.listener = listener;
        timer = new StageTimer(setting.loop());
    }

    /** Begins, once. */
    void start() {
        ProxySettings settings = setting.config().proxy();
        if (settings instanceof ProxySettings.Selected selected) {
            choose(new ProxyChoice(selected, target));
            return;
        }
        routes.add(settings instanceof ProxySettings.Server proxy ? Optional.of(proxy) : Optional.empty());
        nextRoute();
    }

    private void choose(ProxyChoice asked) {
        choice = asked;
        timer.limit(
                setting.config().connectTimeout(), limit -> failed(new CloseCause.TimedOutOpening(Stage.PROXY, limit)));
        choosing = asked.ask();
        var unused = choosing.whenCompleteAsync(
                (chosen, failure) -> {
                    if (over) {
                        return;
                    }
                    timer.stop();
                    if (chosen == null) {
                        failed(new CloseCause.LocalFailure("the proxy selector threw " + failure));
                        return;
                    }
                    routes.addAll(chosen);
                    nextRoute();
                },
                setting.loop());
    }

    private void nextRoute() {
        Optional<ProxySettings.Server> route = routes.remove();
        if (route.isPresent()) {
            viaProxy(route.get());
        } else {
            releaseTurn();
            dial(target.host(), target.port(), setting.turns(), new Direct());
        }
    }

    private void dial(String host, int port, ConnectingTurns turns, HostDial.Listener follower) {
        dial = new HostDial(setting, host, port, turns, follower);
        dial.start();
    }

    private void viaProxy(ProxySettings.Server proxy) {
        if (turn != null) {
            toProxy(proxy);
            return;
        }
        InetSocketAddress remote = remoteHost();
        long askedAt = System.nanoTime();
        Turn asked = setting.turns().turn(remote, setting.loop(), held -> {
            if (!over) {
                long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedAt);
                observed("waited " + waited + " ms for other attempts to " + Addresses.text(remote));
                toProxy(proxy);
            }
        });
        turn = asked;
        if (asked.ask()) {
            toProxy(proxy);
        } else {
            timer.limit(setting.config().connectTimeout(), limit -> {
                observed("connect " + Addresses.text(remote) + ": another attempt to it was still under way");
                failed(new CloseCause.TimedOutOpening(Stage.TURN, limit));
            });
        }
    }

    /**
     * RFC 6455 §4.1: where a proxy resolves the names, each name counts as a host of its own. An address is known as what it
     * is.
     */
    private InetSocketAddress remoteHost() {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(target.host());
        try {
            return address == null
                    ? InetSocketAddress.createUnresolved(target.host(), target.port())
                    : new InetSocketAddress(InetAddress.getByAddress(address), target.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private void toProxy(ProxySettings.Server proxy) {
        timer.stop();
        // RFC 6455 §4.1 counts connections to the remote host, which the proxy is not
        dial(proxy.host(), proxy.port(), ConnectingTurns.WITHOUT_WAITING, new ToProxy(proxy));
    }

    private void ready(Channel connected, ByteBuf behind) {
        over = true;
        timer.stop();
        channel = connected;
        listener.onReady(connected, behind);
    }

    private void observed(String detail) {
        listener.onMoment(Moment.Kind.OBSERVED, detail);
    }

    private void failed(CloseCause cause) {
        failed(cause, TransportEnd.LOCAL, HandshakeFacts.NONE);
    }

    private void failed(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
        stop();
        listener.onFailed(cause, end, facts);
    }

    /** Gives up without a word to the listener, unless there is a transport. The turn and the channel stay. */
    void stop() {
        over = true;
        timer.stop();
        if (choosing != null) {
            choosing.cancel(false);
        }
        if (dial != null) {
            dial.stop();
        }
        if (tunnel != null) {
            tunnel.stop();
        }
    }

    /** Lets others connect to the target. Does nothing the second time. */
    void releaseTurn() {
        if (turn != null) {
            turn.release();
            turn = null;
        }
    }

    /** {@return the channel to the target or to a proxy, if there is one} */
    @Nullable
    Channel channel() {
        return channel;
    }

    /** Follows the way without a proxy. */
    private final class Direct implements HostDial.Listener {
        @Override
        public void onMoment(Moment.Kind kind, String detail) {
            listener.onMoment(kind, detail);
        }

        @Override
        public void onConnected(Channel connected, Turn held) {
            turn = held;
            ready(connected, Unpooled.EMPTY_BUFFER);
        }

        @Override
        public void onFailed(CloseCause cause) {
            failed(cause);
        }
    }

    /** Follows the way through a proxy. */
    private final class ToProxy implements HostDial.Listener, ProxyTunnel.Listener {
        private final ProxySettings.Server proxy;

        ToProxy(ProxySettings.Server proxy) {
            this.proxy = proxy;
        }

        @Override
        public void onMoment(Moment.Kind kind, String detail) {
            listener.onMoment(kind, "proxy " + proxy.address() + ": " + detail);
        }

        @Override
        public void onObserved(String detail) {
            observed(detail);
        }

        @Override
        public void onConnected(Channel connected, Turn held) {
            channel = connected;
            ProxyTunnel asked = ProxyTunnel.to(target, proxy, this);
            tunnel = asked;
            timer.limit(setting.config().handshakeTimeout(), limit -> {
                if (!asked.late()) {
                    failed(new CloseCause.TimedOutOpening(Stage.PROXY, limit));
                }
            });
            connected.pipeline().addLast(asked);
            connected.config().setAutoRead(true);
        }

        @Override
        public void onTunnel(ByteBuf behind) {
            listener.onMoment(Moment.Kind.PROXY_CONNECTED, proxy + " to " + target.host() + ":" + target.port());
            if (channel != null) {
                ready(channel, behind);
            }
        }

        @Override
        public void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
            failed(cause, end, facts);
        }

        /** It cannot be reached. */
        @Override
        public void onFailed(CloseCause cause) {
            CloseCause told = ofProxy(cause);
            if (choice != null) {
                choice.unreachable(proxy, told.describe());
            }
            if (routes.isEmpty()) {
                failed(told);
            } else {
                observed(told.describe());
                nextRoute();
            }
        }

        private CloseCause ofProxy(CloseCause cause) {
            if (cause instanceof CloseCause.TimedOutOpening late) {
                return new CloseCause.TimedOutOpening(Stage.PROXY, late.limit());
            }
            return new CloseCause.ProxyFailed(
                    proxy.address(), ProxyProblem.UNREACHABLE, OptionalInt.empty(), cause.describe());
        }
    }
}
