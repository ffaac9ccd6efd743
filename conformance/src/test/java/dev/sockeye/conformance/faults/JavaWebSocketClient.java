package dev.sockeye.conformance.faults;

import java.net.URI;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ServerHandshake;

/** The library Java-WebSocket. */
final class JavaWebSocketClient implements OtherClient {
    private static final long LATE_MILLIS = 500;

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
        private volatile boolean failed;
        private volatile boolean closed;

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
            failed = true;
            if (closed) {
                sight.end();
            }
        }

        /** Two threads tell of an attempt that failed, in either order, and one of them may have nothing to tell. */
        @Override
        public void onClose(int code, String reason, boolean remote) {
            sight.tell("onClose " + code + " \"" + reason + "\" remote=" + remote);
            closed = true;
            if (code != CloseFrame.NEVER_CONNECTED || failed) {
                sight.end();
            } else {
                CompletableFuture.delayedExecutor(LATE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(sight::end);
            }
        }
    }

    @Override
    public void close() {
        begun.forEach(client -> client.closeConnection(1000, ""));
    }
}
