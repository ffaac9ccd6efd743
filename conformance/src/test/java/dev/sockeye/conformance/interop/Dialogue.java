package dev.sockeye.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.ClientTls;
import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One connection of Sockeye's client, as a test talks over it. */
final class Dialogue implements WebSocketHandler {
    private static final long LIMIT_SECONDS = 60;

    /** A message that came. */
    private static final class Message {
        private final MessageType type;
        private final byte[] payload;

        Message(MessageType type, ByteBuffer data) {
            this.type = type;
            payload = new byte[data.remaining()];
            data.get(payload);
        }
    }

    private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReport> closed = new CompletableFuture<>();
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> pongs = new LinkedBlockingQueue<>();

    private Dialogue() {}

    /** {@return a client that takes messages of up to 64 MiB} */
    static WebSocketClient client(Mode mode, Path authority) {
        WebSocketClient.Builder builder = WebSocketClient.builder()
                .subprotocols(SockeyeServer.SUBPROTOCOL)
                .limits(SockeyeServer.LIMITS);
        if (mode.compressed()) {
            builder.compression(
                    PermessageDeflate.clientDefault().toBuilder().minimumSize(0).build());
        }
        if (mode.tls()) {
            builder.tls(ClientTls.trust(authority));
        }
        return builder.build();
    }

    /** Starts to connect. */
    static Dialogue start(WebSocketClient client, String uri) {
        Dialogue dialogue = new Dialogue();
        client.connect(uri, dialogue);
        return dialogue;
    }

    /** {@return the open connection} */
    WebSocket socket() throws InterruptedException {
        return await(opened);
    }

    /** {@return how it ended, waiting for it} */
    CloseReport report() throws InterruptedException {
        return await(closed);
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("nothing within " + LIMIT_SECONDS + " s", failed);
        }
    }

    void send(MessageType type, byte[] payload) throws InterruptedException {
        ByteBuffer data = ByteBuffer.wrap(payload);
        SendOutcome outcome = type == MessageType.TEXT ? socket().sendText(data) : socket().sendBinary(data);
        assertThat(outcome).isEqualTo(SendOutcome.QUEUED);
    }

    void sendFragments(MessageType type, byte[] payload, int size) throws InterruptedException {
        for (int at = 0; at < payload.length; at += size) {
            int length = Math.min(size, payload.length - at);
            SendOutcome outcome =
                    socket().sendPart(type, ByteBuffer.wrap(payload, at, length), at + length == payload.length);
            assertThat(outcome).isEqualTo(SendOutcome.QUEUED);
        }
    }

    /** Waits for the next message and holds it against what was sent. */
    void expectEcho(MessageType type, byte[] payload) throws InterruptedException {
        Message message = poll(messages);
        assertThat(message.type).isEqualTo(type);
        assertThat(message.payload.length).as("the length of the echo").isEqualTo(payload.length);
        assertThat(Arrays.equals(message.payload, payload))
                .as("the echo is what was sent")
                .isTrue();
    }

    byte[] pong() throws InterruptedException {
        return poll(pongs);
    }

    private <T> T poll(BlockingQueue<T> queue) throws InterruptedException {
        @Nullable T next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within " + LIMIT_SECONDS + " s; the end: " + closed.getNow(null));
        }
        return next;
    }

    @Override
    public void onOpen(WebSocket socket) {
        opened.complete(socket);
    }

    @Override
    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
        messages.add(new Message(MessageType.TEXT, utf8));
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
        messages.add(new Message(MessageType.BINARY, data));
    }

    @Override
    public void onPong(WebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        pongs.add(bytes);
    }

    @Override
    public void onClose(CloseReport report) {
        opened.completeExceptionally(new AssertionError("the connection did not open: " + report));
        closed.complete(report);
    }
}
