package dev.sockeye.compare.server;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.Options;
import org.xnio.Pooled;

/** Undertow with its own WebSocket interface, and whole messages. */
final class UndertowServer implements PeerServer {
    private final Set<WebSocketChannel> everybody = ConcurrentHashMap.newKeySet();

    @Override
    public int start(boolean compression) {
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setSocketOption(Options.BACKLOG, 4096)
                .setHandler(Handlers.path()
                        .addExactPath(ECHO, handshake(new Echo(), false, compression))
                        .addExactPath(BROADCAST, handshake(new Broadcast(), true, compression)))
                .build();
        server.start();
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private WebSocketProtocolHandshakeHandler handshake(
            AbstractReceiveListener listener, boolean broadcast, boolean compression) {
        WebSocketProtocolHandshakeHandler handler = Handlers.websocket((exchange, channel) -> {
            if (broadcast) {
                everybody.add(channel);
                channel.addCloseTask(everybody::remove);
            }
            channel.getReceiveSetter().set(listener);
            channel.resumeReceives();
        });
        return compression
                ? handler.addExtension(new PerMessageDeflateHandshake(
                        false, PerMessageDeflateHandshake.DEFAULT_DEFLATER, false, false))
                : handler;
    }

    private abstract static class WholeMessages extends AbstractReceiveListener {
        @Override
        protected long getMaxBinaryBufferSize() {
            return MAX_MESSAGE_BYTES;
        }

        @Override
        protected long getMaxTextBufferSize() {
            return MAX_MESSAGE_BYTES;
        }
    }

    private static final class Echo extends WholeMessages {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            WebSockets.sendText(message.getData(), channel, null);
        }

        // Undertow's message has no other way to be read without a copy.
        @SuppressWarnings("deprecation")
        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            Pooled<ByteBuffer[]> data = message.getData();
            WebSockets.sendBinary(data.getResource(), channel, new Free(), data);
        }
    }

    private final class Broadcast extends WholeMessages {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            String text = message.getData();
            everybody.forEach(one -> WebSockets.sendText(text, one, null));
        }

        @SuppressWarnings("deprecation")
        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            try (Pooled<ByteBuffer[]> data = message.getData()) {
                ByteBuffer bytes = WebSockets.mergeBuffers(data.getResource());
                everybody.forEach(one -> WebSockets.sendBinary(bytes.duplicate(), one, null));
            }
        }
    }

    @SuppressWarnings("deprecation")
    private static final class Free implements WebSocketCallback<Pooled<ByteBuffer[]>> {
        @Override
        public void complete(WebSocketChannel channel, Pooled<ByteBuffer[]> data) {
            data.free();
        }

        @Override
        public void onError(WebSocketChannel channel, Pooled<ByteBuffer[]> data, Throwable cause) {
            data.free();
        }
    }
}
