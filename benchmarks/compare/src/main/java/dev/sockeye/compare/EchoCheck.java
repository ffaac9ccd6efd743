package dev.sockeye.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a server sends back what it got, byte for byte, asked with the JDK's own client. */
public final class EchoCheck {
    private static final String TEXT = "Sockeye, cá hồi đỏ, 紅鮭, 🐟 ".repeat(100);
    private static final int BINARY_BYTES = 2 << 20;
    private static final int LIMIT_SECONDS = 20;
    private static final long PATIENCE_MILLIS = 500;

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
            CollectedMessages messages = new CollectedMessages();
            WebSocket client = messages.connect(server, "/echo");
            try {
                client.sendText(TEXT, true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                expect(server, TEXT.equals(messages.text()));
                client.sendBinary(ByteBuffer.wrap(bytes), true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                expect(server, Arrays.equals(bytes, messages.binary()));
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

    /**
     * Has one of two clients send to {@code /broadcast}, and again until both have got it: a server may answer a handshake
     * before it counts the client among those that hear.
     *
     * @throws MeasurementException if not both get it within 20 seconds
     */
    public static void ofBroadcast(RunningServer server) throws InterruptedException {
        CollectedMessages first = new CollectedMessages();
        CollectedMessages second = new CollectedMessages();
        try {
            WebSocket sender = first.connect(server, "/broadcast");
            WebSocket other = second.connect(server, "/broadcast");
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
                do {
                    sender.sendText(TEXT, true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                } while (!(first.hasTextWithin(PATIENCE_MILLIS) && second.hasTextWithin(PATIENCE_MILLIS))
                        && System.nanoTime() - end < 0);
                expect(server, TEXT.equals(first.text()) && TEXT.equals(second.text()));
            } finally {
                sender.abort();
                other.abort();
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new MeasurementException(server.peer().name() + " does not broadcast", e);
        }
    }

    private static void expect(RunningServer server, boolean same) {
        if (!same) {
            throw new MeasurementException(server.peer().name() + " sends back something else");
        }
    }
}
