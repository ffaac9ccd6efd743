package dev.sockeye.internal;

import dev.sockeye.internal.ConnectingTurns.Turn;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.close.TransportEnd.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects TCP to one of a host's addresses: tries them one after the other, each when it is its turn and with an even share
 * of the time that is left then, so that one which does not answer leaves time for the next. Confined to one event loop.
 */
final class ClientDial {
    /** What becomes of it. */
    interface Listener {
        /**
         * One address did not work; the next is tried if there is one.
         *
         * @param end how it failed
         */
        void onAddressFailed(String address, TransportEnd end);

        /** It is one address's turn, after other attempts to that address. */
        void onTurn(String address, long waitedNanos);

        /**
         * It is connected, on the event loop. Nothing is read until the channel's auto-read is switched on.
         *
         * @param turn to give back when the attempt is over
         */
        void onConnected(Channel channel, Turn turn);

        /**
         * No address is left.
         *
         * @param address the one whose failure tells most
         */
        void onFailed(String address, TransportEnd end);
    }

    private final EventLoop loop;
    private final Class<? extends Channel> channelType;
    private final List<InetAddress> addresses;
    private final int port;
    private final ConnectingTurns turns;
    private final long deadline;
    private final Listener listener;
    private int next;
    private @Nullable Turn turn;
    private @Nullable ChannelFuture connecting;
    private String address = "";
    private String tellingAddress = "";
    private @Nullable TransportEnd tellingEnd;
    private boolean waiting;

    /** Ends the waiting for a turn in favour of the next address. */
    private @Nullable Future<?> patience;

    private boolean stopped;

    /**
     * @param addresses at least one
     * @param deadline when the time for all of them is over, on the clock of System.nanoTime; keeping to the end of it is
     *     the caller's part, with {@link #stop}
     */
    ClientDial(
            EventLoop loop,
            Class<? extends Channel> channelType,
            List<InetAddress> addresses,
            int port,
            ConnectingTurns turns,
            long deadline,
            Listener listener) {
        this.loop = loop;
        this.channelType = channelType;
        this.addresses = addresses;
        this.port = port;
        this.turns = turns;
        this.deadline = deadline;
        this.listener = listener;
    }

    /** Tries the next address. */
    void start() {
        InetSocketAddress target = new InetSocketAddress(addresses.get(next), port);
        next++;
        address = Addresses.text(target);
        long askedAt = System.nanoTime();
        Turn asked = turns.turn(target, loop, held -> {
            endWaiting();
            listener.onTurn(address, System.nanoTime() - askedAt);
            connect(target, held);
        });
        turn = asked;
        // RFC 6455 §4.1: no more than one connection to an address and port is in the state CONNECTING
        waiting = !asked.ask();
        if (!waiting) {
            connect(target, asked);
        } else if (next < addresses.size()) {
            patience = loop.schedule(() -> onPatienceOver(asked), shareInMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void endWaiting() {
        waiting = false;
        endPatience();
    }

    private void endPatience() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }

    /** Those before hold this address for too long; the others need some of the time. */
    private void onPatienceOver(Turn asked) {
        if (waiting && !stopped) {
            endWaiting();
            asked.release();
            failed(TransportEnd.of(Kind.TIMEOUT, "other attempts to it were before this one"));
        }
    }

    private void connect(InetSocketAddress target, Turn held) {
        connecting = new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, shareInMillis())
                .handler(new Nothing())
                .connect(target);
        connecting.addListener((ChannelFuture done) -> onDone(done, held));
    }

    /** {@return the time for this address; 0, which is no limit of its own, for the last} */
    private int shareInMillis() {
        int left = addresses.size() - next + 1;
        if (left == 1) {
            return 0;
        }
        long share = TimeUnit.NANOSECONDS.toMillis((deadline - System.nanoTime()) / left);
        return (int) Math.max(1, Math.min(share, Integer.MAX_VALUE));
    }

    private void onDone(ChannelFuture done, Turn held) {
        Throwable failure = done.cause();
        if (stopped) {
            return;
        }
        if (failure == null) {
            listener.onConnected(done.channel(), held);
            return;
        }
        held.release();
        failed(TransportEnds.of(failure));
    }

    private void failed(TransportEnd end) {
        listener.onAddressFailed(address, end);
        // That a network is not there, as is common for IPv6, tells less than what another address answered.
        if (tellingEnd == null || end.kind() != Kind.UNREACHABLE) {
            tellingAddress = address;
            tellingEnd = end;
        }
        if (next < addresses.size()) {
            start();
        } else {
            listener.onFailed(tellingAddress, tellingEnd);
        }
    }

    /**
     * Gives up.
     *
     * @return the address that had not answered yet
     */
    String stop() {
        stopped = true;
        endPatience();
        if (connecting != null) {
            var unused = connecting.channel().close();
        }
        if (turn != null) {
            turn.release();
        }
        return address;
    }

    /** {@return whether other attempts to the address are still before this one} */
    boolean isWaiting() {
        return waiting;
    }

    /** The handlers are added once it is connected. */
    private static final class Nothing extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {}
    }
}
