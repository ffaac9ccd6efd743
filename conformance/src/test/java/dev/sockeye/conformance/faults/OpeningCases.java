package dev.sockeye.conformance.faults;

import static dev.sockeye.conformance.faults.FaultCase.atClient;
import static dev.sockeye.conformance.faults.FaultCase.atServer;
import static dev.sockeye.diagnosis.Confidence.HIGH;
import static dev.sockeye.diagnosis.Confidence.MEDIUM;

import dev.sockeye.ClientTls;
import dev.sockeye.ServerTls;
import dev.sockeye.WebSocketClient;
import dev.sockeye.conformance.faults.FaultCase.End;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.handshake.OriginPolicy;
import dev.sockeye.testkit.TestCertificates;
import dev.sockeye.testkit.TestCertificates.Issued;
import dev.sockeye.testkit.fault.AnswerFaults;
import dev.sockeye.testkit.fault.Fault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Connections that do not come about: name, port, TLS, HTTP, the checks of the answer, extensions. */
final class OpeningCases {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final TestCertificates AUTHORITY = TestCertificates.authority();

    private final Path directory;

    OpeningCases(Path directory) {
        this.directory = directory;
    }

    Stream<FaultCase> all() {
        return Stream.of(transport(), tls(), answers(), extensions()).flatMap(cases -> cases);
    }

    private static Stream<FaultCase> transport() {
        return Stream.of(
                atClient(
                        "nothing listens",
                        Expected.of("refused", HIGH),
                        () -> ClientEnd.plain().of("ws://127.0.0.1:" + portOfNobody() + "/")),
                atClient(
                        "the name does not exist",
                        Expected.of("dns", HIGH),
                        () -> ClientEnd.plain().of("ws://nowhere.invalid/")),
                atClient(
                        "the server is silent after TCP connects",
                        Expected.of("silent", HIGH),
                        () -> ClientEnd.plain()
                                .with(builder -> builder.handshakeTimeout(SHORT))
                                .of(AnswerFaults.silence())),
                atClient(
                        "the server ends TCP instead of answering",
                        Expected.of("early-close", MEDIUM),
                        () -> ClientEnd.plain().of(AnswerFaults.noAnswer())),
                atServer(
                        "a client goes within its request",
                        Expected.of("early-close", MEDIUM),
                        () -> ServerEnd.plain().of(peer -> {
                            peer.write("GET /feed HTTP/1.1");
                            peer.halfClose();
                            peer.drain();
                        })));
    }

    private static int portOfNobody() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    // ---- TLS

    private Stream<FaultCase> tls() {
        ClientTls trusting =
                ClientTls.trust(AUTHORITY.self().writeTo(directory, "authority").certificate());
        return Stream.of(
                        certificate("is not trusted", ClientTls.system(), AUTHORITY.issue("localhost"), "untrusted"),
                        certificate("has expired", trusting, AUTHORITY.issueExpired("localhost"), "expired"),
                        certificate("is for another host", trusting, AUTHORITY.issue("example.com"), "wrong-name"),
                        Stream.of(
                                plainClientAtTlsPort(End.CLIENT, "plain-on-tls"),
                                plainClientAtTlsPort(End.SERVER, "plain-on-tls"),
                                tlsClientAtPlainPort(End.CLIENT, "tls-on-plain"),
                                tlsClientAtPlainPort(End.SERVER, "tls-on-plain")))
                .flatMap(cases -> cases);
    }

    private Stream<FaultCase> certificate(String problem, ClientTls tls, Issued issued, String cause) {
        String fault = "the server’s certificate " + problem;
        TestCertificates.PemFiles files = issued.writeTo(directory, cause);
        ServerEnd server =
                ServerEnd.plain().with(builder -> builder.tls(ServerTls.pem(files.certificate(), files.key())));
        ClientEnd client = ClientEnd.plain().with(builder -> builder.tls(tls));
        return Stream.of(
                atClient(fault, Expected.of(cause, HIGH), () -> together(client, server, End.CLIENT, "wss")),
                // An alert says that the certificate was refused, and seldom why.
                atServer(fault, Expected.of("untrusted", HIGH), () -> together(client, server, End.SERVER, "wss")));
    }

    private static FaultCase plainClientAtTlsPort(End end, String cause) {
        return new FaultCase(
                "a client that speaks plain HTTP to a TLS port",
                end,
                Expected.of(cause, HIGH),
                () -> together(
                        ClientEnd.plain(),
                        ServerEnd.plain().with(builder -> builder.tls(ServerTls.selfSigned("localhost"))),
                        end,
                        "ws"));
    }

    private static FaultCase tlsClientAtPlainPort(End end, String cause) {
        return new FaultCase(
                "a client that speaks TLS to a plain port",
                end,
                Expected.of(cause, HIGH),
                () -> together(ClientEnd.plain(), ServerEnd.plain(), end, "wss"));
    }

    /** {@return the report of one end of a connection between Sockeye and Sockeye} */
    static CloseReport together(ClientEnd client, ServerEnd server, End end, String scheme) throws Exception {
        try (ServerEnd.Running running = server.start();
                WebSocketClient connecting = client.client()) {
            String uri = scheme + running.uri().substring(running.uri().indexOf(':'));
            CloseReport seen = client.of(connecting, uri.replace("127.0.0.1", "localhost"));
            return end == End.CLIENT ? seen : running.awaitReport();
        }
    }

    // ---- HTTP

    private static Stream<FaultCase> answers() {
        return Stream.of(
                status(200, "not-websocket"),
                status(302, "redirect", "Location: https://example.com/feed"),
                answer(
                        "a redirect to a sign-in page",
                        "unauthorized",
                        AnswerFaults.status(302, "Location: https://example.com/login")),
                status(400, "bad-request"),
                status(401, "unauthorized", "WWW-Authenticate: Basic"),
                status(403, "forbidden"),
                status(404, "not-found"),
                status(405, "wrong-method"),
                status(426, "upgrade-stripped", "Upgrade: websocket"),
                status(429, "rate-limited", "Retry-After: 30"),
                status(502, "bad-gateway"),
                status(503, "unavailable", "Retry-After: 30"),
                status(504, "gateway-timeout"),
                answer("a wrong Sec-WebSocket-Accept", "bad-accept", AnswerFaults.wrongAccept()),
                answer("no Sec-WebSocket-Accept", "bad-accept", AnswerFaults.noAccept()),
                answer(
                        "a subprotocol that was not offered",
                        "subprotocol-refused",
                        AnswerFaults.agreement("Sec-WebSocket-Protocol: soap")),
                answer("something that is not HTTP", "not-http", AnswerFaults.notHttp()),
                atServer(
                        "an origin that is not allowed",
                        Expected.of("origin-refused", HIGH),
                        () -> strangersPage(End.SERVER)),
                atClient(
                        "an origin that is not allowed",
                        Expected.of("origin-refused", HIGH),
                        () -> strangersPage(End.CLIENT)),
                atServer(
                        "a proxy that takes the Upgrade header away",
                        Expected.of("upgrade-stripped", HIGH),
                        () -> ServerEnd.plain().of(peer -> {
                            peer.write(lines(
                                    "GET /feed HTTP/1.1",
                                    "Host: localhost",
                                    "Via: 1.1 proxy",
                                    "X-Forwarded-For: 192.0.2.1",
                                    "Connection: close",
                                    "Sec-WebSocket-Version: 13",
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
                            peer.drain();
                        })),
                atServer(
                        "a version that is not 13",
                        Expected.of("wrong-version", HIGH),
                        () -> ServerEnd.plain().of(peer -> {
                            peer.write(lines(
                                    "GET /feed HTTP/1.1",
                                    "Host: localhost",
                                    "Upgrade: websocket",
                                    "Connection: Upgrade",
                                    "Sec-WebSocket-Version: 8",
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
                            peer.drain();
                        })));
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static FaultCase status(int status, String cause, String... headers) {
        return answer("HTTP " + status, cause, AnswerFaults.status(status, headers));
    }

    private static FaultCase answer(String what, String cause, Fault fault) {
        return atClient(
                "the answer is " + what,
                Expected.of(cause, HIGH),
                () -> ClientEnd.plain().of(fault));
    }

    private static CloseReport strangersPage(End end) throws Exception {
        return together(
                ClientEnd.plain().with(builder -> builder.origin("https://stranger.example")),
                ServerEnd.plain().with(builder -> builder.origins(OriginPolicy.sameOrigin())),
                end,
                "ws");
    }

    // ---- extensions

    private static Stream<FaultCase> extensions() {
        ClientEnd requiring = ClientEnd.plain()
                .with(builder ->
                        builder.requireExtension(PermessageDeflate.client(List.of(PermessageDeflate.clientDefault()))));
        String missing = "the server does not grant an extension that the client requires";
        ServerEnd without = ServerEnd.plain().with(builder -> builder.extensions());
        return Stream.of(
                atClient(
                        missing,
                        Expected.of("extension-missing", HIGH),
                        () -> together(requiring, without, End.CLIENT, "ws")),
                atServer(
                        missing,
                        Expected.of("extension-missing", HIGH),
                        () -> together(requiring, without, End.SERVER, "ws")),
                answer(
                        "an extension that was not offered",
                        "extension-unasked",
                        AnswerFaults.agreement("Sec-WebSocket-Extensions: x-unasked")),
                atClient(
                        "the answer is an extension with parameters that were not offered",
                        Expected.of("extension-params", HIGH),
                        () -> requiring.of(
                                AnswerFaults.agreement("Sec-WebSocket-Extensions: permessage-deflate; x-unknown=1"))));
    }
}
