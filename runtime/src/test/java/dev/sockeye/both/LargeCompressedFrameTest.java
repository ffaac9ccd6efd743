package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.handshake.AcceptValue;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that compress a message as large as the limit into one frame, though it does not compress. */
class LargeCompressedFrameTest {
    private static final int PATIENCE_SECONDS = 30;
    private static final int MESSAGE_BYTES = 16 << 20;
    private static final String AGREED =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n";

    /** FIN, RSV1, binary. */
    private static final int FIRST_BYTE = 0xC2;

    private static final int LENGTH_IN_8_BYTES = 127;
    private static final int MASKED = 0x80;

    private final CompletableFuture<ByteBuffer> received = new CompletableFuture<>();

    private final WebSocketHandler handler = new WebSocketHandler() {
        @Override
        public void onBinary(WebSocket socket, ByteBuffer data) {
            received.complete(
                    ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip());
        }

        @Override
        public void onClose(CloseReport report) {
            received.completeExceptionally(new AssertionError(report.toString()));
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 9})
    @Tag("RFC6455-10.4-1")
    void aServerTakesIt(int level) throws Exception {
        byte[] message = random();
        try (WebSocketServer server = WebSocketServer.builder()
                        .threads(1)
                        .route("/", request -> handler)
                        .start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeBytes("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + AGREED + "\r\n");
            assertThat(readHead(socket)).contains("permessage-deflate");
            byte[] payload = deflated(message, level);
            out.writeByte(FIRST_BYTE);
            out.writeByte(MASKED | LENGTH_IN_8_BYTES);
            out.writeLong(payload.length);
            // A key of zeros leaves the payload as it is.
            out.writeInt(0);
            out.write(payload);
            assertThat(received.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(ByteBuffer.wrap(message));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 9})
    @Tag("RFC6455-10.4-1")
    void aClientTakesIt(int level) throws Exception {
        byte[] message = random();
        byte[] payload = deflated(message, level);
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                WebSocketClient client = WebSocketClient.builder()
                        .compression(PermessageDeflate.clientDefault())
                        .build()) {
            var opening = client.connect("ws://127.0.0.1:" + listening.getLocalPort() + "/", handler);
            try (Socket socket = listening.accept()) {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeBytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + AcceptValue.of(keyIn(readHead(socket))) + "\r\n" + AGREED
                        + "\r\n");
                out.writeByte(FIRST_BYTE);
                out.writeByte(LENGTH_IN_8_BYTES);
                out.writeLong(payload.length);
                out.write(payload);
                assertThat(received.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(ByteBuffer.wrap(message));
                opening.toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .abort();
            }
        }
    }

    private static byte[] random() {
        byte[] message = new byte[MESSAGE_BYTES];
        new Random(16).nextBytes(message);
        return message;
    }

    /** RFC 7692 §7.2.1: compressed, flushed, and without the four bytes that every flush ends with. */
    private static byte[] deflated(byte[] message, int level) {
        Deflater deflater = new Deflater(level, true);
        try {
            deflater.setInput(message);
            byte[] out = new byte[message.length + (1 << 20)];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            assertThat(length).as("larger than the message").isBetween(message.length + 5, out.length - 1);
            return java.util.Arrays.copyOf(out, length - 4);
        } finally {
            deflater.end();
        }
    }

    private static String keyIn(String request) {
        String name = "sec-websocket-key:";
        return request.lines()
                .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String readHead(Socket socket) throws IOException {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the peer went away after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
