package dev.sockeye.conformance.faults;

import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/** The library Java-WebSocket. */
final class JavaWebSocketClient implements OtherClient {
    private final SSLContext tls;
    private final Queue<WebSocketClient> begun = new ConcurrentLinkedQueue<>();

    JavaWebSocketClient(SSLContext tls) {
        this.tls = tls;
    }

    @Override
    public String name() {
        return Comparison.JAVA_WEBSOCKET;
    }

    @Override
    public Sight connect(String uri) {
        ToldSight sight = new ToldSight();
        WebSocketClient client = new Listening(URI.create(uri), sight);
        if (uri.startsWith("wss:")) {
            client.setSocketFactory(tls.getSocketFactory());
        }
        client.setDaemon(true);
        begun.add(client);
        client.connect();
        return sight;
    }

    private static final class Listening extends WebSocketClient {
        private final ToldSight sight;

        Listening(URI uri, ToldSight sight) {
            super(uri);
            this.sight = sight;
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            sight.open();
        }

        @Override
        public void onMessage(String message) {
            sight.tell("onMessage");
        }

        @Override
        public void onError(Exception error) {
            sight.tell("onError: " + OtherClient.words(error));
        }

        /** Comes behind {@code onError}, and last. */
        @Override
        public void onClose(int code, String reason, boolean remote) {
            sight.end("onClose " + code + " \"" + reason + "\" remote=" + remote);
        }
    }

    @Override
    public void close() {
        begun.forEach(client -> client.closeConnection(1000, ""));
    }
}
