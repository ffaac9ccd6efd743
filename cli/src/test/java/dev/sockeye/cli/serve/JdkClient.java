package dev.sockeye.cli.serve;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's own WebSocket client, as a peer that shares no code with the server under test. */
final class JdkClient implements WebSocket.Listener {
    private static final long PATIENCE_SECONDS = 30;

    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<String> wholeText = new CompletableFuture<>();
    private final CompletableFuture<ByteBuffer> wholeBinary = new CompletableFuture<>();
    private final CompletableFuture<Long> allBytes = new CompletableFuture<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final long wantedBytes;
    private @Nullable WebSocket socket;
    private boolean reading = true;
    private long receivedBytes;

    private JdkClient(long wantedBytes) {
        this.wantedBytes = wantedBytes;
    }

    private WebSocket open(String url) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(url), this)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** {@return what comes back for a text message} */
    static String echo(String url, String message) {
        JdkClient client = new JdkClient(0);
        WebSocket socket = client.open(url);
        socket.sendText(message, true).join();
        String answer =
                client.wholeText.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        return answer;
    }

    /** {@return what comes back for a binary message} */
    static ByteBuffer echo(String url, byte[] message) {
        JdkClient client = new JdkClient(0);
        WebSocket socket = client.open(url);
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
        ByteBuffer answer =
                client.wholeBinary.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        return answer;
    }

    /** Sends messages without waiting for any to come back, and returns how many bytes came back in the end. */
    static long echoBurst(String url, int messages, int size) {
        JdkClient client = new JdkClient((long) messages * size);
        WebSocket socket = client.open(url);
        for (int i = 0; i < messages; i++) {
            socket.sendBinary(ByteBuffer.allocate(size), true).join();
        }
        long received =
                client.allBytes.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        return received;
    }

    /** Opens a connection; the future holds the code of the Close that comes. */
    static CompletableFuture<Integer> awaitClose(String url) {
        JdkClient client = new JdkClient(0);
        client.open(url);
        return client.closeCode;
    }

    /** {@return a client that has connected, and reads nothing until it is asked to} */
    static JdkClient thatDoesNotRead(String url) {
        JdkClient client = new JdkClient(0);
        client.reading = false;
        client.socket = client.open(url);
        return client;
    }

    /** Reads what has come, and returns the code of the Close behind it. */
    int readToTheClose() {
        Objects.requireNonNull(socket).request(Long.MAX_VALUE);
        return closeCode.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reading) {
            opened.request(1);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            wholeText.complete(text.toString());
        }
        socket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
        byte[] chunk = new byte[part.remaining()];
        part.get(chunk);
        bytes.writeBytes(chunk);
        receivedBytes += chunk.length;
        if (last) {
            wholeBinary.complete(ByteBuffer.wrap(bytes.toByteArray()));
        }
        if (receivedBytes == wantedBytes) {
            allBytes.complete(receivedBytes);
        }
        socket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closeCode.complete(code);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        wholeText.completeExceptionally(error);
        wholeBinary.completeExceptionally(error);
        allBytes.completeExceptionally(error);
        closeCode.completeExceptionally(error);
    }
}
