package dev.sockeye.compare.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketCreator;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty with its own WebSocket interface, which demands the next message by itself. */
final class JettyServer implements PeerServer {
    private final Set<Session> everybody = ConcurrentHashMap.newKeySet();

    @Override
    public int start(boolean compression) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(4096);
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> configure(container, compression)));
        server.start();
        return connector.getLocalPort();
    }

    private void configure(ServerWebSocketContainer container, boolean compression) {
        container.setMaxTextMessageSize(MAX_MESSAGE_BYTES);
        container.setMaxBinaryMessageSize(MAX_MESSAGE_BYTES);
        container.setMaxFrameSize(MAX_MESSAGE_BYTES);
        container.setIdleTimeout(Duration.ZERO);
        WebSocketCreator echo = (request, response, callback) -> {
            if (!compression) {
                response.setExtensions(List.of());
            }
            return new Echo();
        };
        container.addMapping(ECHO, echo);
        container.addMapping(BROADCAST, (request, response, callback) -> new Broadcast());
    }

    /** Sends messages back. */
    public static final class Echo extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketText(String message) {
            getSession().sendText(message, Callback.NOOP);
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            getSession().sendBinary(payload, callback);
        }
    }

    /** Sends messages to everybody. */
    public final class Broadcast extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            everybody.add(session);
        }

        @Override
        public void onWebSocketText(String message) {
            everybody.forEach(session -> session.sendText(message, Callback.NOOP));
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            everybody.forEach(session -> session.sendBinary(payload.slice(), Callback.NOOP));
            callback.succeed();
        }

        @Override
        public void onWebSocketClose(int statusCode, String reason, Callback callback) {
            everybody.remove(getSession());
            callback.succeed();
        }
    }
}
