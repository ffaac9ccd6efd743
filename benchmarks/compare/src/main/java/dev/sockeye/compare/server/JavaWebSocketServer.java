package dev.sockeye.compare.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.DefaultExtension;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.WebSocketServer;

/** Java-WebSocket with one decoder for each processor, and no Nagle. */
final class JavaWebSocketServer implements PeerServer {
    @Override
    public int start(boolean compression) throws InterruptedException {
        PerMessageDeflateExtension deflate = new PerMessageDeflateExtension();
        deflate.setServerNoContextTakeover(true);
        deflate.setClientNoContextTakeover(true);
        deflate.setThreshold(0);
        Echo server = new Echo(new Draft_6455(
                List.of(compression ? deflate : new DefaultExtension()), List.of(new Protocol("")), MAX_MESSAGE_BYTES));
        server.setTcpNoDelay(true);
        server.setMaxPendingConnections(4096);
        server.start();
        server.started.await();
        return server.getPort();
    }

    private static final class Echo extends WebSocketServer {
        final CountDownLatch started = new CountDownLatch(1);
        private final Set<WebSocket> everybody = ConcurrentHashMap.newKeySet();

        Echo(Draft_6455 draft) {
            super(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Runtime.getRuntime().availableProcessors(),
                    List.of(draft));
        }

        @Override
        public void onStart() {
            started.countDown();
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {
            if (handshake.getResourceDescriptor().equals(BROADCAST)) {
                socket.setAttachment(BROADCAST);
                everybody.add(socket);
            }
        }

        @Override
        public void onMessage(WebSocket socket, String message) {
            if (socket.getAttachment() == null) {
                socket.send(message);
            } else {
                broadcast(message, everybody);
            }
        }

        @Override
        public void onMessage(WebSocket socket, ByteBuffer message) {
            if (socket.getAttachment() == null) {
                socket.send(message);
            } else {
                broadcast(message, everybody);
            }
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {
            everybody.remove(socket);
        }

        @Override
        public void onError(WebSocket socket, Exception failure) {
            failure.printStackTrace();
        }
    }
}
