package dev.sockeye.internal;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.handshake.ClientHandshake;
import dev.sockeye.protocol.handshake.WebSocketUri;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One server that an attempt asks for a WebSocket: gets a transport, sets up TLS and upgrades, each within its time. Tells its
 * listener of the outcome once. Confined to the event loop.
 */
final class ClientHop {
    /** What becomes of it. */
    interface Listener {
        /** A step went well, or something was seen that belongs into the report. */
        void onMoment(Moment.Kind kind, String detail);

        /**
         * The server agreed.
         *
         * @param behindHead the bytes that came behind the response; the listener releases them
         */
        void onAgreed(
                ChannelHandlerContext context, ClientHandshake.Opened agreed, HandshakeFacts facts, ByteBuf behindHead);

        /**
         * It does not open; a channel, if there is one, is still to be closed.
         *
         * @param end how the transport ended, if there was one; LOCAL if it is this end that ends it
         */
        void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts);
    }

    private final ClientAttempt.Setting setting;
    private final WebSocketUri uri;
    private final ClientHandshake handshake;
    private final Listener listener;
    private final StageTimer timer;
    private final ClientTransport transport;
    private @Nullable ClientOpening opening;

    ClientHop(ClientAttempt.Setting setting, WebSocketUri uri, ClientHandshake handshake, Listener listener) {
        this.setting = setting;
        this.uri = uri;
        this.handshake = handshake;
        this.listener = listener;
        timer = new StageTimer(setting.loop());
        transport = new ClientTransport(setting, uri, new Reaching());
    }

    /** Begins, once. */
    void start() {
        transport.start();
    }

    private void open(Channel connected, ByteBuf behind) {
        ClientTlsContext context = uri.secure() ? setting.tls() : null;
        SslHandler tls = context == null ? null : context.newHandler(connected.alloc(), uri.host(), uri.port());
        opening = new ClientOpening(handshake.attempt(newKey()), tls, uri.host(), new Opening());
        timer.limit(setting.config().handshakeTimeout(), opening::onTimeout);
        connected.pipeline().addLast(opening);
        connected.config().setAutoRead(true);
        if (behind.isReadable()) {
            connected.pipeline().fireChannelRead(behind);
        } else {
            behind.release();
        }
    }

    private byte[] newKey() {
        Entropy entropy = LoopResources.of(setting.loop()).entropy();
        ByteBuffer key = ByteBuffer.allocate(ClientHandshake.KEY_BYTES);
        while (key.hasRemaining()) {
            key.putInt(entropy.getAsInt());
        }
        return key.array();
    }

    /** Gives up without a word to the listener. The turn and the channel stay. */
    void stop() {
        timer.stop();
        transport.stop();
        if (opening != null) {
            opening.stop();
        }
    }

    /** Lets others connect to the server. Does nothing the second time. */
    void releaseTurn() {
        transport.releaseTurn();
    }

    /** Goes away from a server that has said all it had to say. */
    void leave() {
        stop();
        releaseTurn();
        Channel channel = transport.channel();
        if (channel != null) {
            var unused = channel.close();
        }
    }

    /** {@return the channel to the server or to a proxy, if there is one} */
    @Nullable
    Channel channel() {
        return transport.channel();
    }

    /** Follows the way to the server. */
    private final class Reaching implements ClientTransport.Listener {
        @Override
        public void onMoment(Moment.Kind kind, String detail) {
            listener.onMoment(kind, detail);
        }

        @Override
        public void onReady(Channel connected, ByteBuf behind) {
            open(connected, behind);
        }

        @Override
        public void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
            listener.onFailed(cause, end, facts);
        }
    }

    /** Follows TLS and the opening handshake. */
    private final class Opening implements ClientOpening.Listener {
        @Override
        public void onTlsEstablished(String detail) {
            listener.onMoment(Moment.Kind.TLS_ESTABLISHED, detail);
            if (opening != null) {
                timer.limit(setting.config().handshakeTimeout(), opening::onTimeout);
            }
        }

        @Override
        public void onObserved(String detail) {
            listener.onMoment(Moment.Kind.OBSERVED, detail);
        }

        @Override
        public void onFailed(CloseCause cause, TransportEnd end, HandshakeFacts facts) {
            timer.stop();
            listener.onFailed(cause, end, facts);
        }

        @Override
        public void onAgreed(
                ChannelHandlerContext context,
                ClientHandshake.Opened agreed,
                HandshakeFacts facts,
                ByteBuf behindHead) {
            timer.stop();
            listener.onAgreed(context, agreed, facts, behindHead);
        }
    }
}
