package dev.sockeye.conformance.faults;

import static dev.sockeye.conformance.faults.FaultCase.atClient;
import static dev.sockeye.conformance.faults.FaultCase.atServer;
import static dev.sockeye.diagnosis.Confidence.HIGH;
import static dev.sockeye.diagnosis.Confidence.MEDIUM;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What happens to the network between two machines; the other machine is a network namespace. */
final class NetworkCases {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Heartbeat QUICK = new Heartbeat(SHORT, SHORT);
    private static final int ECHOES = 40;

    private final Path directory;

    NetworkCases(Path directory) {
        this.directory = directory;
    }

    /** What is done to the network while a connection is open. */
    private interface Harm {
        void happen(Namespace namespace, WebSocket socket) throws Exception;
    }

    Stream<FaultCase> all() {
        Expected lost = Expected.of("path-lost", HIGH);
        return Stream.of(
                atClient(
                        "the path drops all packets while nothing is sent",
                        lost,
                        () -> whileOpen((namespace, socket) -> namespace.dropAll())),
                atClient(
                        "the path drops all packets while data is sent",
                        lost,
                        () -> whileOpen((namespace, socket) -> {
                            namespace.dropAll();
                            socket.sendText("x".repeat(10_000));
                        })),
                atClient(
                        "the own link goes down",
                        Expected.of("local-link", HIGH),
                        () -> whileOpen((namespace, socket) -> namespace.linkDown())),
                atClient(
                        "the own address is taken away",
                        Expected.of("ip-change", HIGH),
                        () -> whileOpen((namespace, socket) -> namespace.removeAddress())),
                atClient(
                        "the path drops 5 % of the packets, and the client closes in the end",
                        Expected.of("closed-here", HIGH), this::lossy),
                atClient("a firewall drops what comes to the port", Expected.of("filtered", HIGH), this::filtered),
                atClient("no machine has the address", Expected.of("no-route", HIGH), this::nobodyThere));
    }

    /** {@return the cases of flows that a firewall forgets} */
    static Stream<FaultCase> forgotten(ForgottenFlow reset, ForgottenFlow dropped) {
        return Stream.of(
                atServer(
                        "a firewall forgets a connection that is idle for a minute, and resets it",
                        Expected.of("nat-drop", MEDIUM),
                        reset::await),
                atServer(
                        "a firewall forgets a connection that is idle for a minute, and drops its packets",
                        Expected.oneOf("path-lost", "nat-drop"),
                        dropped::await));
    }

    private CloseReport whileOpen(Harm harm) throws Exception {
        ClientEnd end = ClientEnd.plain().with(builder -> builder.heartbeat(QUICK));
        try (Namespace namespace = Namespace.create();
                PythonServer server = PythonServer.start(directory, namespace.there(), 0, namespace.prefix());
                WebSocketClient client = end.client()) {
            Acting handler = end.begin(client, server.uri());
            harm.happen(namespace, handler.awaitOpen());
            return handler.awaitReport();
        }
    }

    private CloseReport lossy() throws Exception {
        AtomicInteger echoes = new AtomicInteger();
        ClientEnd end = ClientEnd.plain()
                .with(builder -> builder.heartbeat(new Heartbeat(SHORT, Duration.ofSeconds(5))))
                .whenOpen(socket -> socket.sendText("x"))
                .whenText(socket -> {
                    if (echoes.incrementAndGet() < ECHOES) {
                        socket.sendText("x");
                    } else {
                        socket.close();
                    }
                });
        try (Namespace namespace = Namespace.create();
                PythonServer server = PythonServer.start(directory, namespace.there(), 0, namespace.prefix())) {
            namespace.dropSome();
            return end.of(server.uri());
        }
    }

    private CloseReport filtered() throws Exception {
        try (Namespace namespace = Namespace.create()) {
            namespace.dropAll();
            return ClientEnd.plain()
                    .with(builder -> builder.connectTimeout(SHORT))
                    .of("ws://" + namespace.there() + ":8080/");
        }
    }

    private CloseReport nobodyThere() throws Exception {
        try (Namespace namespace = Namespace.create()) {
            return ClientEnd.plain().of("ws://" + namespace.nobody() + ":8080/");
        }
    }
}
