package dev.sockeye.conformance.interop;

import dev.sockeye.ServerTls;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.WebSocketServer;
import dev.sockeye.WebSocketServerBuilder;
import dev.sockeye.conformance.autobahn.EchoHandler;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.handshake.OriginPolicy;
import dev.sockeye.testkit.TestCertificates.PemFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Sockeye's server with the paths that the peers' clients ask for; it keeps the reports. */
final class SockeyeServer implements AutoCloseable {
    static final String SUBPROTOCOL = "sockeye.echo";
    static final Limits LIMITS = Limits.builder().maxMessageBytes(64 << 20).build();

    private static final Duration REPORT_LIMIT = Duration.ofSeconds(15);

    private final WebSocketServer server;
    private final Mode mode;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moreReports = lock.newCondition();
    private final List<CloseReport> reports = new ArrayList<>();

    SockeyeServer(Mode mode, PemFiles tls) {
        this.mode = mode;
        WebSocketServerBuilder builder = WebSocketServer.builder()
                .route("/echo", request -> new EchoHandler())
                .route("/close/{code}/{reason}", request -> new Closer(request.pathParameters()))
                .subprotocols(SUBPROTOCOL)
                .origins(OriginPolicy.allowAll())
                .limits(LIMITS)
                .onClose(this::add);
        if (mode.compressed()) {
            builder.compression(
                    PermessageDeflate.serverDefault().toBuilder().minimumSize(0).build());
        } else {
            builder.extensions();
        }
        if (mode.tls()) {
            builder.tls(ServerTls.pem(tls.certificate(), tls.key()));
        }
        server = builder.start();
    }

    /** Closes as the path says. */
    private record Closer(Map<String, String> path) implements WebSocketHandler {
        @Override
        public void onOpen(WebSocket socket) {
            CloseCode code = new CloseCode(Integer.parseInt(path.getOrDefault("code", "")));
            socket.close(code, path.getOrDefault("reason", ""));
        }
    }

    int port() {
        return server.port();
    }

    /** {@return the URL that the peers' clients are given} */
    String url() {
        return mode.scheme() + "://localhost:" + server.port();
    }

    private void add(CloseReport report) {
        lock.lock();
        try {
            reports.add(report);
            moreReports.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return the report that fits, waiting for it} */
    CloseReport awaitReport(String what, Predicate<CloseReport> fits) throws InterruptedException {
        long left = REPORT_LIMIT.toNanos();
        lock.lockInterruptibly();
        try {
            int next = 0;
            while (true) {
                for (; next < reports.size(); next++) {
                    if (fits.test(reports.get(next))) {
                        return reports.get(next);
                    }
                }
                if (left <= 0) {
                    throw new AssertionError("no report of " + what + " among " + reports);
                }
                left = moreReports.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
