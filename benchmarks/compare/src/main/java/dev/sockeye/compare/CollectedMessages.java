package dev.sockeye.compare;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The first text and the first binary message that the JDK's client gets, put together from their parts. */
final class CollectedMessages implements WebSocket.Listener {
    private static final int LIMIT_SECONDS = 20;

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final CompletableFuture<byte[]> binary = new CompletableFuture<>();
    private final StringBuilder textSoFar = new StringBuilder();
    private final ByteArrayOutputStream binarySoFar = new ByteArrayOutputStream();

    WebSocket connect(RunningServer server, String path)
            throws InterruptedException, ExecutionException, TimeoutException {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), this)
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    String text() throws InterruptedException, ExecutionException, TimeoutException {
        return text.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** {@return whether a text has come, or comes within a time} */
    boolean hasTextWithin(long millis) throws InterruptedException, ExecutionException {
        try {
            text.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    byte[] binary() throws InterruptedException, ExecutionException, TimeoutException {
        return binary.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket client, CharSequence data, boolean last) {
        textSoFar.append(data);
        if (last) {
            text.complete(textSoFar.toString());
        }
        client.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket client, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binarySoFar.writeBytes(bytes);
        if (last) {
            binary.complete(binarySoFar.toByteArray());
        }
        client.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket client, Throwable error) {
        text.completeExceptionally(error);
        binary.completeExceptionally(error);
    }
}
