package dev.sockeye.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a server sends back what it got, byte for byte, asked with the JDK's own client. */
public final class EchoCheck {
    private static final String TEXT = "Sockeye, cá hồi đỏ, 紅鮭, 🐟 ".repeat(100);
    private static final int BINARY_BYTES = 2 << 20;
    private static final int LIMIT_SECONDS = 20;

    private EchoCheck() {}

    /**
     * Sends a text and a binary message of 2 MiB to {@code /echo}, or bytes to the yardstick.
     *
     * @throws MeasurementException if anything else comes back, or nothing within 20 seconds
     */
    public static void of(RunningServer server) throws InterruptedException {
        byte[] bytes = new byte[BINARY_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        try {
            if (!server.peer().kind().isWebSocket()) {
                expect(server, Arrays.equals(Arrays.copyOf(bytes, 4096), overTcp(server.port(), bytes)));
                return;
            }
            Messages messages = new Messages();
            WebSocket client = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/echo"), messages)
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            try {
                client.sendText(TEXT, true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                expect(server, TEXT.equals(messages.text.get(LIMIT_SECONDS, TimeUnit.SECONDS)));
                client.sendBinary(ByteBuffer.wrap(bytes), true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                expect(server, Arrays.equals(bytes, messages.binary.get(LIMIT_SECONDS, TimeUnit.SECONDS)));
            } finally {
                client.abort();
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new MeasurementException(server.peer().name() + " does not echo", e);
        }
    }

    private static byte[] overTcp(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_SECONDS * 1000);
            socket.getOutputStream().write(bytes, 0, 4096);
            return socket.getInputStream().readNBytes(4096);
        }
    }

    private static void expect(RunningServer server, boolean same) {
        if (!same) {
            throw new MeasurementException(server.peer().name() + " sends back something else");
        }
    }

    private static final class Messages implements WebSocket.Listener {
        final CompletableFuture<String> text = new CompletableFuture<>();
        final CompletableFuture<byte[]> binary = new CompletableFuture<>();
        private final StringBuilder textSoFar = new StringBuilder();
        private final ByteArrayOutputStream binarySoFar = new ByteArrayOutputStream();

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
}
