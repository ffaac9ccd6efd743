package dev.sockeye.conformance.faults;

import static dev.sockeye.conformance.faults.FaultCase.atClient;
import static dev.sockeye.conformance.faults.FaultCase.atServer;
import static dev.sockeye.diagnosis.Confidence.HIGH;

import dev.sockeye.WebSocketClient;
import dev.sockeye.conformance.faults.FaultCase.End;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.testkit.TestCertificates;
import dev.sockeye.testkit.fault.AnswerFaults;
import dev.sockeye.testkit.fault.Faults;
import dev.sockeye.testkit.fault.FaultyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What real proxies do to connections and handshakes. */
final class ProxyCases {
    private static final int REPETITIONS = 3;
    private static final long PATIENCE_SECONDS = 30;
    private static final String UPGRADING =
            "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";
    private static final ClientEnd QUIET = ClientEnd.plain().with(builder -> builder.heartbeat(Heartbeat.OFF));
    private static final ServerEnd QUIET_SERVER = ServerEnd.plain().with(builder -> builder.heartbeat(Heartbeat.OFF));

    private final Path directory;

    ProxyCases(Path directory) {
        this.directory = directory;
    }

    Stream<FaultCase> all() {
        return Stream.of(timers(), nginx(), haproxy()).flatMap(cases -> cases);
    }

    // ---- timers

    private Stream<FaultCase> timers() {
        Expected idle = Expected.of("proxy-idle", HIGH);
        return Stream.of(
                atClient("nginx cuts idle connections, three times", idle, () -> cutByNginx(End.CLIENT)),
                atServer("nginx cuts idle connections, three times", idle, () -> cutByNginx(End.SERVER)),
                atClient("HAProxy cuts idle connections, three times", idle, this::cutByHaproxy),
                atClient("Apache cuts idle connections, three times", idle, this::cutByApache),
                atClient(
                        "connections that carry data are cut at the same age, three times",
                        Expected.of("proxy-lifetime", HIGH),
                        ProxyCases::cutAtAge));
    }

    private CloseReport cutByNginx(End end) throws Exception {
        BlockingQueue<CloseReport> atServer = new LinkedBlockingQueue<>();
        try (ServerEnd.Running server = QUIET_SERVER
                        .with(builder -> builder.onClose(atServer::add))
                        .start();
                RealProxy proxy = RealProxy.nginx(
                        directory,
                        "location / { proxy_pass http://127.0.0.1:%d; proxy_read_timeout 2500ms; %s }"
                                .formatted(server.server().port(), UPGRADING))) {
            CloseReport atClient = repeatedly(proxy.uri("/feed"));
            CloseReport last = atClient;
            for (int i = 0; end == End.SERVER && i < REPETITIONS; i++) {
                last = atServer.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            return last;
        }
    }

    private CloseReport cutByHaproxy() throws Exception {
        try (ServerEnd.Running server = QUIET_SERVER.start();
                RealProxy proxy = RealProxy.haproxy(
                        directory,
                        "backend out\n    timeout tunnel 2500ms\n    server one 127.0.0.1:"
                                + server.server().port())) {
            return repeatedly(proxy.uri("/feed"));
        }
    }

    private CloseReport cutByApache() throws Exception {
        try (ServerEnd.Running server = QUIET_SERVER.start();
                RealProxy proxy = RealProxy.apache(
                        directory,
                        "Timeout 3\nProxyPass / http://127.0.0.1:%d/ upgrade=websocket"
                                .formatted(server.server().port()))) {
            return repeatedly(proxy.uri("/feed"));
        }
    }

    private static CloseReport cutAtAge() throws Exception {
        try (FaultyServer server = FaultyServer.start(Faults.cutAtAge(Duration.ofMillis(2500)))) {
            return repeatedly("ws://127.0.0.1:" + server.port() + "/feed");
        }
    }

    /** {@return the report of the last of several connections, one after the other} */
    private static CloseReport repeatedly(String uri) throws Exception {
        try (WebSocketClient client = QUIET.client()) {
            for (int i = 1; i < REPETITIONS; i++) {
                var unused = QUIET.of(client, uri);
            }
            return QUIET.of(client, uri);
        }
    }

    // ---- nginx

    private Stream<FaultCase> nginx() {
        String stripped = "nginx takes the Upgrade header away, as it does by default";
        return Stream.of(
                answered(400, "bad-request", "return 400;"),
                answered(401, "unauthorized", "return 401;"),
                answered(403, "forbidden", "return 403;"),
                answered(404, "not-found", "return 404;"),
                answered(429, "rate-limited", "add_header Retry-After 30 always; return 429;"),
                answered(503, "unavailable", "add_header Retry-After 30 always; return 503;"),
                atClient(
                        "nginx answers 502: nothing listens behind it",
                        Expected.of("bad-gateway", HIGH),
                        () -> throughNginx("proxy_pass http://127.0.0.1:%d;".formatted(RealProxy.freePort()))),
                atClient("nginx answers 504: it waits in vain", Expected.of("gateway-timeout", HIGH), () -> {
                    try (FaultyServer server = FaultyServer.start(AnswerFaults.silence())) {
                        return throughNginx(
                                "proxy_read_timeout 300ms; proxy_pass http://127.0.0.1:%d;".formatted(server.port()));
                    }
                }),
                atClient(
                        "nginx answers 400: the request came in plain to its TLS port",
                        Expected.of("plain-on-tls", HIGH),
                        this::plainAtTlsPort),
                atClient(stripped, Expected.of("upgrade-stripped", HIGH), () -> stripped(End.CLIENT)),
                atServer(stripped, Expected.of("upgrade-stripped", HIGH), () -> stripped(End.SERVER)),
                atClient(
                        "nginx takes away an extension that the client requires and got before",
                        Expected.of("extension-stripped", HIGH),
                        this::extensionStripped));
    }

    private FaultCase answered(int status, String cause, String setting) {
        return atClient("nginx answers " + status, Expected.of(cause, HIGH), () -> throughNginx(setting));
    }

    private CloseReport throughNginx(String setting) throws Exception {
        try (RealProxy proxy = RealProxy.nginx(directory, "location / { " + setting + " }")) {
            return ClientEnd.plain().of(proxy.uri("/feed"));
        }
    }

    private CloseReport plainAtTlsPort() throws Exception {
        TestCertificates.PemFiles tls = TestCertificates.selfSigned("localhost").writeTo(directory, "nginx-tls");
        try (RealProxy proxy = RealProxy.nginxWithTls(directory, tls, "location / { return 204; }")) {
            return ClientEnd.plain().of(proxy.uri("/feed"));
        }
    }

    private CloseReport stripped(End end) throws Exception {
        try (ServerEnd.Running server = ServerEnd.plain().start()) {
            CloseReport atClient = throughNginx(
                    "proxy_pass http://127.0.0.1:%d;".formatted(server.server().port()));
            return end == End.CLIENT ? atClient : server.awaitReport();
        }
    }

    private CloseReport extensionStripped() throws Exception {
        ClientEnd preferring = ClientEnd.plain()
                .with(builder -> builder.compression(PermessageDeflate.clientDefault()))
                .whenOpen(socket -> socket.close());
        ClientEnd requiring = ClientEnd.plain()
                .with(builder ->
                        builder.requireExtension(PermessageDeflate.client(List.of(PermessageDeflate.clientDefault()))));
        ServerEnd compressing =
                ServerEnd.plain().with(builder -> builder.compression(PermessageDeflate.serverDefault()));
        String location = "proxy_pass http://127.0.0.1:%d/feed; " + UPGRADING;
        try (ServerEnd.Running server = compressing.start();
                RealProxy proxy = RealProxy.nginx(
                        directory,
                        ("location /whole { " + location + " } location /stripped { " + location
                                        + " proxy_set_header Sec-WebSocket-Extensions ''; }")
                                .formatted(
                                        server.server().port(), server.server().port()))) {
            var unused = preferring.of(proxy.uri("/whole"));
            return requiring.of(proxy.uri("/stripped"));
        }
    }

    // ---- HAProxy

    private Stream<FaultCase> haproxy() {
        return Stream.of(
                atClient(
                        "HAProxy answers 503: nothing listens behind it",
                        Expected.of("unavailable", HIGH),
                        () -> throughHaproxy("retries 0\n    server one 127.0.0.1:" + RealProxy.freePort())),
                atClient(
                        "HAProxy answers 403",
                        Expected.of("forbidden", HIGH),
                        () -> throughHaproxy("http-request deny")),
                atClient(
                        "HAProxy answers 429",
                        Expected.of("rate-limited", HIGH),
                        () -> throughHaproxy("http-request deny deny_status 429")));
    }

    private CloseReport throughHaproxy(String setting) throws Exception {
        try (RealProxy proxy = RealProxy.haproxy(directory, "backend out\n    " + setting)) {
            return ClientEnd.plain().of(proxy.uri("/feed"));
        }
    }
}
