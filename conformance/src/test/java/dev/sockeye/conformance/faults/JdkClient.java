package dev.sockeye.conformance.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** {@code java.net.http.WebSocket}. */
final class JdkClient implements OtherClient {
    private final HttpClient client;

    JdkClient(SSLContext tls) {
        client = HttpClient.newBuilder().sslContext(tls).build();
    }

    @Override
    public String name() {
        return Comparison.JDK;
    }

    @Override
    public Sight connect(String uri) {
        ToldSight sight = new ToldSight();
        var unused = client.newWebSocketBuilder()
                .buildAsync(URI.create(uri), new Listener(sight))
                .whenComplete((socket, failure) -> {
                    if (failure != null) {
                        sight.end("buildAsync: " + words(failure));
                    }
                });
        return sight;
    }

    private static String words(Throwable failure) {
        String words = OtherClient.words(failure);
        Throwable told = failure.getCause() == null ? failure : failure.getCause();
        return told instanceof WebSocketHandshakeException refused
                ? words + ", its response " + refused.getResponse().statusCode()
                : words;
    }

    private record Listener(ToldSight sight) implements WebSocket.Listener {
        @Override
        public void onOpen(WebSocket socket) {
            sight.open();
            socket.request(Long.MAX_VALUE);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            sight.tell("onText");
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            sight.end("onClose " + code + " \"" + reason + "\"");
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            sight.end("onError: " + words(error));
        }
    }

    @Override
    public void close() {
        // It ends with its last connection.
    }
}
