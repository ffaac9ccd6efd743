package dev.sockeye.internal;

import dev.sockeye.internal.ConnectingTurns.Turn;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.close.TransportEnd.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects TCP to one of a host's addresses as RFC 8305 (Happy Eyeballs) says: the next address is tried when the one before
 * fails, or when it has not answered for a while; the first that connects wins. An address whose turn it is not is waited for
 * while the others are tried. Confined to one event loop.
 */
final class ClientDial {
    /** Begins to connect. */
    interface Connector {
        /** {@return what becomes of it; closing its channel gives it up} */
        ChannelFuture connect(InetSocketAddress target);
    }

    /** What becomes of it. */
    interface Listener {
        /**
         * One address did not work; others may.
         *
         * @param end how it failed
         */
        void onAddressFailed(String address, TransportEnd end);

        /** It is one address's turn, after other attempts to that address. */
        void onTurn(String address, long waitedNanos);

        /**
         * One address is given up, since another one was quicker or there is no time left.
         *
         * @param waiting whether other attempts to it were still before this one
         */
        void onGivenUp(String address, boolean waiting);

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
    private final Connector connector;
    private final Deque<InetSocketAddress> left = new ArrayDeque<>();
    private final List<Trial> underWay = new ArrayList<>();
    private final ConnectingTurns turns;
    private final Duration delay;
    private final Listener listener;

    /** Starts the next address, however those before are doing. */
    private @Nullable Future<?> stagger;

    private String tellingAddress = "";
    private @Nullable TransportEnd tellingEnd;
    private boolean over;

    /**
     * @param addresses at least one, as they were resolved
     * @param delay how long an address has to itself before the next is tried, too
     */
    ClientDial(
            EventLoop loop,
            Connector connector,
            List<InetAddress> addresses,
            int port,
            ConnectingTurns turns,
            Duration delay,
            Listener listener) {
        this.loop = loop;
        this.connector = connector;
        this.turns = turns;
        this.delay = delay;
        this.listener = listener;
        interleaved(addresses).forEach(address -> left.add(new InetSocketAddress(address, port)));
    }

    /**
     * {@return the addresses by turns of IPv6 and IPv4, IPv6 first, those of one family in their order (RFC 8305 §4)} So a
     * family that does not work here costs one delay, not one for each of its addresses.
     */
    static List<InetAddress> interleaved(List<InetAddress> addresses) {
        Deque<InetAddress> six = new ArrayDeque<>();
        Deque<InetAddress> four = new ArrayDeque<>();
        addresses.forEach(address -> (address instanceof Inet6Address ? six : four).add(address));
        List<InetAddress> mixed = new ArrayList<>(addresses.size());
        while (!six.isEmpty() || !four.isEmpty()) {
            if (!six.isEmpty()) {
                mixed.add(six.remove());
            }
            if (!four.isEmpty()) {
                mixed.add(four.remove());
            }
        }
        return mixed;
    }

    /** Tries the next address. Keeping to the time for all of them is the caller's part, with {@link #stop}. */
    void start() {
        endStagger();
        Trial trial = new Trial(left.remove());
        underWay.add(trial);
        if (!left.isEmpty()) {
            stagger = loop.schedule(this::start, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
        trial.begin();
    }

    private void endStagger() {
        if (stagger != null) {
            stagger.cancel(false);
            stagger = null;
        }
    }

    private void failed(Trial trial, TransportEnd end) {
        underWay.remove(trial);
        listener.onAddressFailed(trial.address, end);
        // That a network is not there, as is common for IPv6, tells less than what another address answered.
        if (tellingEnd == null || end.kind() != Kind.UNREACHABLE) {
            tellingAddress = trial.address;
            tellingEnd = end;
        }
        if (!left.isEmpty()) {
            // RFC 8305 §5: a failure starts the next at once
            start();
        } else if (underWay.isEmpty()) {
            over = true;
            listener.onFailed(tellingAddress, tellingEnd);
        }
    }

    private void connected(Trial winner, Channel channel) {
        underWay.remove(winner);
        stop();
        listener.onConnected(channel, winner.turn);
    }

    /** Gives up what has not connected, and tells of each address. Does nothing once it is over. */
    void stop() {
        if (over) {
            return;
        }
        over = true;
        endStagger();
        underWay.forEach(Trial::giveUp);
    }

    /** {@return whether nothing is connecting, since other attempts to the addresses are still before this one} */
    boolean isWaiting() {
        return !underWay.isEmpty() && underWay.stream().allMatch(trial -> trial.connecting == null);
    }

    /** One address that is tried. */
    private final class Trial {
        private final InetSocketAddress target;
        private final String address;
        private final long askedAt = loop.ticker().nanoTime();
        private final Turn turn;
        private @Nullable ChannelFuture connecting;

        Trial(InetSocketAddress target) {
            this.target = target;
            address = Addresses.text(target);
            turn = turns.turn(target, loop, held -> {
                listener.onTurn(address, loop.ticker().nanoTime() - askedAt);
                connect();
            });
        }

        /** RFC 6455 §4.1: no more than one connection to an address and port is in the state CONNECTING. */
        void begin() {
            if (turn.ask()) {
                connect();
            }
        }

        private void connect() {
            ChannelFuture begun = connector.connect(target);
            connecting = begun;
            begun.addListener((ChannelFuture done) -> onDone(done));
        }

        private void onDone(ChannelFuture done) {
            Throwable failure = done.cause();
            if (over) {
                if (failure == null) {
                    done.channel().close();
                }
            } else if (failure == null) {
                connected(this, done.channel());
            } else {
                turn.release();
                failed(this, TransportEnds.of(failure));
            }
        }

        void giveUp() {
            listener.onGivenUp(address, connecting == null);
            if (connecting != null) {
                connecting.channel().close();
            }
            turn.release();
        }
    }
}
