package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.ConnectFailedException;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.internal.CapturedLog;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An extension that the client wants and the server does not agree to, seen from both ends. */
class MissingExtensionTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final PermessageDeflate DEFLATE = PermessageDeflate.clientDefault();

    private final BlockingQueue<CloseReport> atServer = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReport> atClient = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CapturedLog log = new CapturedLog("dev.sockeye.extensions");
    private final WebSocketServer server = WebSocketServer.builder()
            .extensions()
            .onClose(atServer::add)
            .route("/", request -> new WebSocketHandler() {
                @Override
                public void onText(WebSocket socket, String text) {
                    socket.sendText(text);
                }
            })
            .start();

    private final WebSocketHandler handler = new WebSocketHandler() {
        @Override
        public void onText(WebSocket socket, String text) {
            answer.complete(text);
        }

        @Override
        public void onClose(CloseReport report) {
            atClient.add(report);
        }
    };

    @AfterEach
    void stop() {
        server.close();
        log.close();
    }

    private CompletableFuture<WebSocket> connect(WebSocketClient client) {
        return client.connect(server.uri("/"), handler).toCompletableFuture();
    }

    private static CloseReport next(BlockingQueue<CloseReport> reports) throws InterruptedException {
        CloseReport report = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(report).isNotNull();
        return report;
    }

    @Test
    void whereItIsRequiredBothEndsKnowOfThe1010AndWhatWasNeeded() throws Exception {
        ClosePayload need = ClosePayload.of(CloseCode.MANDATORY_EXTENSION, "required: permessage-deflate");
        try (WebSocketClient client =
                WebSocketClient.builder().requireExtension(DEFLATE.client()).build()) {
            assertThatThrownBy(() -> connect(client).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ConnectFailedException.class);
        }
        CloseReport here = next(atClient);
        assertThat(here.cause()).isInstanceOf(CloseCause.ExtensionMissing.class);
        assertThat(here.closing().sent()).contains(need);
        assertThat(here.closing().first()).isEqualTo(Closing.Initiator.THIS_END);
        assertThat(here.diagnose().causeId()).isEqualTo("extension-missing");
        CloseReport there = next(atServer);
        assertThat(there.cause()).isEqualTo(new CloseCause.PeerClosed(need));
        assertThat(there.diagnose().causeId()).isEqualTo("extension-missing");
    }

    @Test
    void theServerTellsOnceWhatItWouldHaveHadToEnable() throws Exception {
        try (WebSocketClient client =
                WebSocketClient.builder().requireExtension(DEFLATE.client()).build()) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<WebSocket> refused = connect(client);
                next(atServer);
                assertThat(refused).failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
        assertThat(log.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .contains("1010", "\"required: permessage-deflate\"", "This server agrees to none")
                        .contains("WebSocketServer.builder().compression(PermessageDeflate.serverDefault())"));
    }

    @Test
    void whereItIsPreferredBothEndsGoOnWithoutIt() throws Exception {
        try (WebSocketClient client =
                WebSocketClient.builder().preferExtension(DEFLATE.client()).build()) {
            WebSocket socket = connect(client).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            socket.sendText("plain");
            assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("plain");
            assertThat(socket.extensions()).isEmpty();
            socket.close(CloseCode.NORMAL, "");
            assertThat(next(atClient).handshake().headers().contains("Sec-WebSocket-Extensions"))
                    .isFalse();
            assertThat(next(atServer).code()).isEqualTo(CloseCode.NORMAL);
        }
        assertThat(log.warnings()).isEmpty();
    }
}
