package dev.sockeye.both;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.diagnosis.Confidence;
import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Evidence;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports that handlers get answer {@code diagnose()}, with what the runtime knows beyond one connection. */
class DiagnoseTest {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<CloseReport> clientReports = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReport> serverReports = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    private record Keeping(BlockingQueue<CloseReport> reports) implements WebSocketHandler {
        @Override
        public void onClose(CloseReport report) {
            reports.add(report);
        }
    }

    private WebSocketServer serve() {
        WebSocketServer server = WebSocketServer.builder()
                .host("127.0.0.1")
                .port(0)
                .extensions()
                .route("/ws", request -> new Keeping(serverReports))
                .start();
        opened.add(server);
        return server;
    }

    private Finding first(BlockingQueue<CloseReport> reports) throws InterruptedException {
        CloseReport report = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(report).isNotNull();
        assertThat(report.diagnose()).isInstanceOf(Diagnosis.class);
        Diagnosis diagnosis = Diagnosis.of(report);
        assertThat(diagnosis.describe(Locale.ENGLISH)).isNotEmpty();
        return diagnosis.first();
    }

    @Test
    void aMissingExtensionIsExplainedAtBothEnds() throws Exception {
        WebSocketServer server = serve();
        WebSocketClient client = WebSocketClient.builder()
                .requireExtension(PermessageDeflate.client(List.of(PermessageDeflate.clientDefault())))
                .build();
        opened.add(client);

        var unused = client.connect(uri(server), new Keeping(clientReports));

        Finding atClient = first(clientReports);
        assertThat(atClient.causeId()).isEqualTo("extension-missing");
        assertThat(atClient.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(ids(atClient)).contains("required", "offered", "nothing-came-back");
        Finding atServer = first(serverReports);
        assertThat(atServer.causeId()).isEqualTo("extension-missing");
        assertThat(ids(atServer)).contains("reason", "server-agrees-to-nothing");
    }

    @Test
    void whatBecomesOfTheNextAttemptIsKnownWhenTheReportIsAskedForItLater() throws Exception {
        WebSocketClient client = WebSocketClient.builder().build();
        opened.add(client);
        URI uri;
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            uri = URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/");
            var unused = client.connect(uri, new Keeping(clientReports));
            cutAfterOpening(listening);
        }
        CloseReport cut = clientReports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(cut).isNotNull();
        assertThat(cut.diagnose().causeId()).isEqualTo("peer-cut");

        var unused = client.connect(uri, new Keeping(clientReports));
        assertThat(first(clientReports).causeId()).isEqualTo("refused");

        assertThat(cut.diagnose().causeId()).isEqualTo("peer-crash");
        assertThat(ids(Diagnosis.of(cut).first())).contains("reconnect-refused");
    }

    @Test
    void aLoopThatStoodStillIsKnownToTheReport() throws Exception {
        WebSocketServer server = serve();
        WebSocketClient client = WebSocketClient.builder().build();
        opened.add(client);
        WebSocket socket = client.connect(uri(server), new Keeping(clientReports))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        socket.close();

        CloseReport report = clientReports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(report).isNotNull();
        assertThat(Diagnosis.of(report).context().longestStall()).isPresent();
        assertThat(Diagnosis.of(report).first().causeId()).isEqualTo("closed-here");
    }

    private static void cutAfterOpening(ServerSocket listening) throws Exception {
        try (Socket peer = listening.accept()) {
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                request.append((char) peer.getInputStream().read());
            }
            String key = request.toString()
                    .lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow();
            String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n";
            peer.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String accept(String key) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(hash);
    }

    private static URI uri(WebSocketServer server) {
        return URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    }

    private static List<String> ids(Finding finding) {
        return finding.facts().stream().map(Evidence::id).toList();
    }
}
