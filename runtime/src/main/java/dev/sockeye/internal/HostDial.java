package dev.sockeye.internal;

import dev.sockeye.internal.ConnectingTurns.Turn;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.Stage;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Resolves a host's name and connects TCP to one of its addresses, each within its time. Confined to the event loop. */
final class HostDial {
    /** Addresses of a name that are told of in the timeline. */
    private static final int MOST_TOLD_ADDRESSES = 8;

    /** What becomes of it. */
    interface Listener {
        /** A step went well, or something was seen that belongs into the report. */
        void onMoment(Moment.Kind kind, String detail);

        /**
         * It is connected. Nothing is read until the channel's auto-read is switched on.
         *
         * @param turn to give back when the attempt is over
         */
        void onConnected(Channel channel, Turn turn);

        /**
         * It did not come about.
         *
         * @param cause {@code DnsFailed}, {@code ConnectFailed} or {@code TimedOutOpening}
         */
        void onFailed(CloseCause cause);
    }

    private final ClientAttempt.Setting setting;
    private final String host;
    private final int port;
    private final ConnectingTurns turns;
    private final Listener listener;
    private final StageTimer timer;
    private @Nullable CompletableFuture<List<InetAddress>> resolving;
    private @Nullable ClientDial dial;
    private boolean over;

    HostDial(ClientAttempt.Setting setting, String host, int port, ConnectingTurns turns, Listener listener) {
        this.setting = setting;
        this.host = host;
        this.port = port;
        this.turns = turns;
        this.listener = listener;
        timer = new StageTimer(setting.loop());
    }

    /** Begins, once. */
    void start() {
        timer.limit(
                setting.config().connectTimeout(), limit -> failed(new CloseCause.TimedOutOpening(Stage.DNS, limit)));
        resolving = setting.resolver().resolve(host).toCompletableFuture();
        var unused = resolving.whenCompleteAsync(this::onResolved, setting.loop());
    }

    private void onResolved(@Nullable List<InetAddress> addresses, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        if (addresses == null || addresses.isEmpty()) {
            failed(new CloseCause.DnsFailed(host, wordsOf(failure)));
            return;
        }
        listener.onMoment(
                Moment.Kind.RESOLVED,
                addresses.stream()
                        .limit(MOST_TOLD_ADDRESSES)
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", ")));
        dial = new ClientDial(
                setting.loop(),
                this::connect,
                addresses,
                port,
                turns,
                setting.config().connectionAttemptDelay(),
                new Dialing());
        timer.limit(setting.config().connectTimeout(), this::onConnectTimeout);
        dial.start();
    }

    /** The time for it is that of all addresses together, which is kept here. */
    private ChannelFuture connect(InetSocketAddress target) {
        return new Bootstrap()
                .group(setting.loop())
                .channel(setting.channelType())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new Nothing())
                .connect(target);
    }

    /** The handlers are added once it is connected. */
    private static final class Nothing extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {}
    }

    /** The system says "nowhere.invalid: Name or service not known". */
    private String wordsOf(@Nullable Throwable failure) {
        if (failure == null) {
            return "the name has no address";
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String words = TransportEnds.wordsOf(cause);
        String name = host + ": ";
        if (words.startsWith(name)) {
            return words.substring(name.length());
        }
        return words.equals(host) ? "the name is unknown" : words;
    }

    private void onConnectTimeout(Duration limit) {
        boolean waiting = dial != null && dial.isWaiting();
        failed(new CloseCause.TimedOutOpening(waiting ? Stage.TURN : Stage.CONNECT, limit));
    }

    private void observed(String detail) {
        listener.onMoment(Moment.Kind.OBSERVED, detail);
    }

    private void failed(CloseCause cause) {
        stop();
        listener.onFailed(cause);
    }

    /** Gives up without a word to the listener. Does nothing once it is connected or has failed. */
    void stop() {
        if (over) {
            return;
        }
        over = true;
        timer.stop();
        if (resolving != null) {
            // A look-up that still waits for a thread needs none any more
            resolving.cancel(true);
        }
        if (dial != null) {
            dial.stop();
        }
    }

    /** Follows the dialling. */
    private final class Dialing implements ClientDial.Listener {
        @Override
        public void onAddressFailed(String address, TransportEnd end) {
            observed("connect " + address + ": " + end);
        }

        @Override
        public void onTurn(String address, long waitedNanos) {
            observed("waited " + TimeUnit.NANOSECONDS.toMillis(waitedNanos) + " ms for other attempts to " + address);
        }

        @Override
        public void onGivenUp(String address, boolean waiting) {
            observed("connect " + address + (waiting ? ": another attempt to it was still under way" : ": no answer"));
        }

        @Override
        public void onFailed(String address, TransportEnd end) {
            failed(new CloseCause.ConnectFailed(address, end));
        }

        @Override
        public void onConnected(Channel connected, Turn held) {
            over = true;
            timer.stop();
            listener.onMoment(Moment.Kind.CONNECTED, Addresses.text(connected.remoteAddress()));
            listener.onConnected(connected, held);
        }
    }
}
