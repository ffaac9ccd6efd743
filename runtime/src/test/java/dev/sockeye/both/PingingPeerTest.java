package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.connection.Heartbeat;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A peer over a real socket that asks for pongs and reads none. */
class PingingPeerTest {
    private static final int PATIENCE_SECONDS = 30;
    private static final int PINGS_AT_ONCE = 500;

    @Test
    void isEndedAsASlowConsumer() throws Exception {
        CompletableFuture<CloseReport> ended = new CompletableFuture<>();
        try (WebSocketServer server = WebSocketServer.builder()
                        .threads(1)
                        .limits(Limits.builder()
                                .maxControlFramesPerSecond(Integer.MAX_VALUE)
                                .build())
                        .heartbeat(new Heartbeat(Duration.ofMillis(200), Duration.ofMillis(400)))
                        .route("/", request -> new WebSocketHandler() {})
                        .onClose(ended::complete)
                        .start();
                Socket peer = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            Thread pinging = new Thread(() -> pingUntilTheEnd(peer), "pinging-peer");
            pinging.start();
            CloseReport report = ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

            assertThat(report.cause())
                    .isInstanceOfSatisfying(
                            CloseCause.SlowConsumer.class,
                            cause -> assertThat(cause.queuedBytes()).isGreaterThan(cause.limitBytes()));
            assertThat(report.closing().first()).isEqualTo(Closing.Initiator.THIS_END);
            assertThat(report.closing().sent())
                    .contains(ClosePayload.of(CloseCode.POLICY_VIOLATION, "reading too slowly"));
            assertThat(report.code()).isEqualTo(CloseCode.ABNORMAL);
            // The server has cut the connection, so the peer's writing fails.
            pinging.join();
        }
    }

    private static void pingUntilTheEnd(Socket peer) {
        byte[] ping = new byte[2 + 4 + 125];
        ping[0] = (byte) 0x89;
        ping[1] = (byte) (0x80 | 125);
        byte[] pings = new byte[PINGS_AT_ONCE * ping.length];
        for (int i = 0; i < PINGS_AT_ONCE; i++) {
            System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
        }
        try {
            OutputStream out = peer.getOutputStream();
            String request = String.join(
                    "\r\n",
                    "GET / HTTP/1.1",
                    "Host: localhost",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13",
                    "",
                    "");
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(pings);
            }
        } catch (IOException ended) {
            // The server has ended the connection, or the test is over.
        }
    }
}
