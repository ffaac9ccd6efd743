package dev.sockeye.conformance.faults;

import static dev.sockeye.conformance.faults.FaultCase.atClient;
import static dev.sockeye.conformance.faults.FaultCase.atServer;
import static dev.sockeye.diagnosis.Confidence.HIGH;
import static dev.sockeye.diagnosis.Confidence.MEDIUM;

import dev.sockeye.DrainReason;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What happens to processes: they are killed, stopped, asked to end, or too busy. */
final class ProcessCases {
    private static final Heartbeat QUICK = new Heartbeat(Duration.ofMillis(500), Duration.ofMillis(500));
    private static final long STALL_MILLIS = 2500;

    /** So long that it explains the end of any connection. */
    private static final long LONG_STALL_MILLIS = 5500;

    private final Path directory;

    ProcessCases(Path directory) {
        this.directory = directory;
    }

    Stream<FaultCase> all() {
        String drained = "the server is deployed anew and drains with 1012";
        return Stream.of(
                atClient(drained, Expected.of("deploy", HIGH), () -> drained(FaultCase.End.CLIENT)),
                atServer(drained, Expected.of("drained-here", HIGH), () -> drained(FaultCase.End.SERVER)),
                atClient(
                        "the server’s process is killed (SIGKILL); the next attempt is refused",
                        Expected.of("peer-crash", MEDIUM),
                        () -> killed(false)),
                atClient(
                        "the server’s process is killed with input unread; the next attempt is refused",
                        Expected.of("peer-crash", MEDIUM),
                        () -> killed(true)),
                atClient("the server’s process is stopped (SIGSTOP)", Expected.of("peer-stall", MEDIUM), this::stopped),
                atClient(
                        "the server ends in order (SIGTERM) with 1001",
                        Expected.oneOf("deploy", "going-away"),
                        this::ended),
                atClient(
                        "the server ends on SIGTERM without a Close frame; the next attempt is refused",
                        Expected.of("peer-crash", MEDIUM),
                        ProcessCases::endedWithoutClose),
                atClient(
                        "the server ends on SIGTERM without a Close frame, and another takes its place",
                        Expected.of("peer-restart", MEDIUM),
                        ProcessCases::replaced),
                atClient(
                        "the own event loop stands still, and npm’s ws terminates for a ping without an answer",
                        Expected.of("self-stall", MEDIUM),
                        ProcessCases::stalledBeforeWs),
                atClient(
                        "the own event loop stands still past python websockets’ ping timeout",
                        Expected.of("self-stall", HIGH),
                        this::stalledBeforePython),
                atServer(
                        "the client’s event loop stands still past the server’s ping timeout",
                        Expected.of("peer-stall", MEDIUM),
                        () -> stalledBeforeSockeye(FaultCase.End.SERVER)),
                atClient(
                        "the own event loop stands still past Sockeye’s ping timeout",
                        Expected.of("self-stall", HIGH),
                        () -> stalledBeforeSockeye(FaultCase.End.CLIENT)));
    }

    private CloseReport killed(boolean unread) throws Exception {
        try (PythonServer server = PythonServer.start(directory, "127.0.0.1", 0);
                WebSocketClient client = ClientEnd.plain().client()) {
            Acting handler = ClientEnd.plain().begin(client, server.uri());
            WebSocket socket = handler.awaitOpen();
            if (unread) {
                server.signal("STOP");
                socket.sendText("never read");
            }
            server.signal("KILL");
            CloseReport report = handler.awaitReport();
            var unused = ClientEnd.plain().of(client, server.uri());
            return report;
        }
    }

    private static CloseReport drained(FaultCase.End end) throws Exception {
        try (ServerEnd.Running server = ServerEnd.plain().start();
                WebSocketClient client = ClientEnd.plain().client()) {
            Acting handler = ClientEnd.plain().begin(client, server.uri());
            handler.awaitOpen();
            var unused = server.server().drain(Duration.ofSeconds(2), DrainReason.SERVICE_RESTART);
            return end == FaultCase.End.CLIENT ? handler.awaitReport() : server.awaitReport();
        }
    }

    private CloseReport stopped() throws Exception {
        ClientEnd end = ClientEnd.plain().with(builder -> builder.heartbeat(QUICK));
        try (PythonServer server = PythonServer.start(directory, "127.0.0.1", 0);
                WebSocketClient client = end.client()) {
            Acting handler = end.begin(client, server.uri());
            handler.awaitOpen();
            server.signal("STOP");
            try {
                return handler.awaitReport();
            } finally {
                server.signal("KILL");
            }
        }
    }

    private CloseReport ended() throws Exception {
        try (PythonServer server = PythonServer.start(directory, "127.0.0.1", 0);
                WebSocketClient client = ClientEnd.plain().client()) {
            Acting handler = ClientEnd.plain().begin(client, server.uri());
            handler.awaitOpen();
            server.signal("TERM");
            return handler.awaitReport();
        }
    }

    private static CloseReport endedWithoutClose() throws Exception {
        try (WsServer server = WsServer.start(0, Duration.ZERO);
                WebSocketClient client = ClientEnd.plain().client()) {
            Acting handler = ClientEnd.plain().begin(client, server.uri());
            handler.awaitOpen();
            server.terminate();
            CloseReport report = handler.awaitReport();
            var unused = ClientEnd.plain().of(client, server.uri());
            return report;
        }
    }

    /** Two connections are cut, and the next attempt finds the new process. */
    private static CloseReport replaced() throws Exception {
        try (WsServer server = WsServer.start(0, Duration.ZERO);
                WebSocketClient client = ClientEnd.plain().client()) {
            Acting one = ClientEnd.plain().begin(client, server.uri());
            Acting other = ClientEnd.plain().begin(client, server.uri());
            one.awaitOpen();
            other.awaitOpen();
            server.terminate();
            CloseReport report = one.awaitReport();
            var unused = other.awaitReport();
            try (WsServer successor = WsServer.start(server.port(), Duration.ZERO)) {
                ClientEnd.plain().begin(client, successor.uri()).awaitOpen().abort();
            }
            return report;
        }
    }

    // ---- an event loop that stands still

    private static CloseReport stalledBeforeWs() throws Exception {
        try (WsServer server = WsServer.start(0, Duration.ofSeconds(1))) {
            return ClientEnd.plain()
                    .with(builder -> builder.heartbeat(Heartbeat.OFF))
                    .whenOpen(socket -> standStill(LONG_STALL_MILLIS))
                    .of(server.uri());
        }
    }

    private CloseReport stalledBeforePython() throws Exception {
        try (PythonServer server = PythonServer.start(directory, "127.0.0.1", 0.5)) {
            return ClientEnd.plain()
                    .with(builder -> builder.heartbeat(Heartbeat.OFF))
                    .whenOpen(socket -> standStill(STALL_MILLIS))
                    .of(server.uri());
        }
    }

    private static CloseReport stalledBeforeSockeye(FaultCase.End end) throws Exception {
        return OpeningCases.together(
                ClientEnd.plain()
                        .with(builder -> builder.heartbeat(Heartbeat.OFF))
                        .whenOpen(socket -> standStill(STALL_MILLIS)),
                ServerEnd.plain().with(builder -> builder.heartbeat(QUICK)),
                end,
                "ws");
    }

    /** Keeps the event loop from everything else, as a handler does that waits for a database. */
    private static void standStill(long millis) {
        try {
            var unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
