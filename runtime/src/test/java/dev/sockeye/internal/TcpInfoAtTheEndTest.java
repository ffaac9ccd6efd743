package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.protocol.close.CloseReport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the system knows of a TCP connection is read before this end closes the socket, for nothing is left afterwards. */
class TcpInfoAtTheEndTest {
    private static final long PATIENCE_SECONDS = 20;

    /** The ways in which this end closes the socket. */
    private enum Ending {
        ABORT,
        CLOSE,
        THROW;

        void act(WebSocket socket) {
            switch (this) {
                case ABORT -> socket.abort();
                case CLOSE -> socket.close();
                case THROW -> throw new IllegalStateException("as asked");
            }
        }
    }

    private final BlockingQueue<CloseReport> reports = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @EnumSource
    void aReportHasItAlsoIfThisEndCloses(Ending ending) throws Exception {
        assumeTrue(Transports.pick() == Transports.EPOLL, "only epoll tells");
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                ending.act(socket);
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .route("/", request -> handler)
                        .onClose(reports::add)
                        .start();
                WebSocketClient client = WebSocketClient.builder().build()) {
            WebSocket socket = client.connect(server.uri("/"), new WebSocketHandler() {})
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            socket.sendText("end");
            CloseReport report = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(report).isNotNull();
            assertThat(report.tcp()).isNotEmpty();
        }
    }
}
