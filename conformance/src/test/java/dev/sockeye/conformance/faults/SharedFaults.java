package dev.sockeye.conformance.faults;

import dev.sockeye.ClientTls;
import dev.sockeye.ServerTls;
import dev.sockeye.conformance.faults.SharedFault.Arrangement;
import dev.sockeye.conformance.faults.SharedFault.Part;
import dev.sockeye.conformance.faults.SharedFault.Stage;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.testkit.TestCertificates;
import dev.sockeye.testkit.TestCertificates.Issued;
import dev.sockeye.testkit.TestCertificates.PemFiles;
import dev.sockeye.testkit.fault.AnswerFaults;
import dev.sockeye.testkit.fault.Fault;
import dev.sockeye.testkit.fault.Faults;
import dev.sockeye.testkit.fault.FaultyServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The faults of the matrix that a client meets whoever made it, with a real part wherever the matrix has one. */
final class SharedFaults {
    static final TestCertificates AUTHORITY = TestCertificates.authority();

    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String HOST = "127.0.0.1";
    private static final String[] EVERYONE = {Comparison.JDK, Comparison.JAVA_WEBSOCKET, Comparison.WS};
    private static final String UPGRADING =
            "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";

    /** Impatient, so that silence does not take long; the authority is trusted where TLS is. */
    static final ClientEnd SOCKEYE = ClientEnd.plain()
            .with(builder -> builder.heartbeat(new Heartbeat(SHORT, SHORT)).handshakeTimeout(SHORT.multipliedBy(4)));

    static final ClientEnd QUIET = SOCKEYE.with(builder -> builder.heartbeat(Heartbeat.OFF));

    private final Path directory;
    private final Path authority;

    SharedFaults(Path directory) {
        this.directory = directory;
        authority = AUTHORITY.self().writeTo(directory, "shared-authority").certificate();
    }

    Path authority() {
        return authority;
    }

    ClientTls trust() {
        return ClientTls.trust(authority);
    }

    Stream<SharedFault> all() {
        return Stream.of(unreachable(), certificates(), answers(), losses(), closes(), violations())
                .flatMap(faults -> faults);
    }

    private static Stream<SharedFault> unreachable() {
        return Stream.of(
                SharedFault.of("nothing listens", "refused", () -> Stage.at(ws(RealProxy.freePort()))),
                SharedFault.of("the name does not exist", "dns", () -> Stage.at("ws://nowhere.invalid/")),
                SharedFault.of("the server is silent after TCP connects", "silent", scripted(AnswerFaults.silence()))
                        .untoldBy(EVERYONE),
                SharedFault.of(
                        "the server ends TCP instead of answering", "early-close", scripted(AnswerFaults.noAnswer())));
    }

    // ---- TLS

    private Stream<SharedFault> certificates() {
        return Stream.of(
                certificate("is not trusted", TestCertificates.selfSigned(HOST), "untrusted"),
                certificate("has expired", AUTHORITY.issueExpired(HOST), "expired"),
                certificate("is for another host", AUTHORITY.issue("example.com"), "wrong-name"),
                SharedFault.of("TLS to a plain port", "tls-on-plain", () -> {
                    ServerEnd.Running server = ServerEnd.plain().start();
                    return Stage.at(wss(server.server().port()), server::close);
                }),
                SharedFault.of("nginx answers 400: the request came in plain to its TLS port", "plain-on-tls", () -> {
                    RealProxy proxy = RealProxy.nginxWithTls(
                            directory, AUTHORITY.issue(HOST).writeTo(directory, "shared-nginx"), "");
                    return Stage.at(proxy.uri("/feed"), proxy::close);
                }));
    }

    private SharedFault certificate(String problem, Issued issued, String cause) {
        return SharedFault.of("the server’s certificate " + problem, cause, () -> {
            PemFiles files = issued.writeTo(directory, "shared-" + cause);
            ServerEnd.Running server = ServerEnd.plain()
                    .with(builder -> builder.tls(ServerTls.pem(files.certificate(), files.key())))
                    .start();
            return Stage.at(wss(server.server().port()), server::close);
        });
    }

    // ---- the answer

    private Stream<SharedFault> answers() {
        return Stream.concat(
                Stream.of(
                        answer("HTTP 200", "not-websocket", AnswerFaults.status(200)),
                        answer("HTTP 302", "redirect", AnswerFaults.status(302, "Location: https://example.com/feed")),
                        answer("HTTP 401", "unauthorized", AnswerFaults.status(401, "WWW-Authenticate: Basic")),
                        answer("HTTP 403", "forbidden", AnswerFaults.status(403)),
                        answer("HTTP 404", "not-found", AnswerFaults.status(404)),
                        answer("HTTP 429", "rate-limited", AnswerFaults.status(429, "Retry-After: 30")),
                        answer("HTTP 503", "unavailable", AnswerFaults.status(503, "Retry-After: 30")),
                        answer("no Sec-WebSocket-Accept", "bad-accept", AnswerFaults.noAccept()),
                        answer("a wrong Sec-WebSocket-Accept", "bad-accept", AnswerFaults.wrongAccept()),
                        answer(
                                        "a subprotocol that was not offered",
                                        "subprotocol-refused",
                                        AnswerFaults.agreement("Sec-WebSocket-Protocol: soap"))
                                .untoldBy(Comparison.JAVA_WEBSOCKET),
                        answer(
                                        "an extension that was not offered",
                                        "extension-unasked",
                                        AnswerFaults.agreement("Sec-WebSocket-Extensions: x-unasked"))
                                .untoldBy(Comparison.JAVA_WEBSOCKET),
                        answer("something that is not HTTP", "not-http", AnswerFaults.notHttp())),
                Stream.of(
                        SharedFault.of(
                                "nginx answers 502: nothing listens behind it",
                                "bad-gateway",
                                () -> nginx("proxy_pass http://127.0.0.1:%d;".formatted(RealProxy.freePort()))),
                        SharedFault.of("HAProxy answers 503: nothing listens behind it", "unavailable", () -> {
                            RealProxy proxy = RealProxy.haproxy(
                                    directory,
                                    "backend out\n    retries 0\n    server one 127.0.0.1:" + RealProxy.freePort());
                            return Stage.at(proxy.uri("/feed"), proxy::close);
                        }),
                        SharedFault.of(
                                "nginx takes the Upgrade header away, as it does by default",
                                "upgrade-stripped",
                                () -> throughNginx(""))));
    }

    private static SharedFault answer(String what, String cause, Fault fault) {
        return SharedFault.of("the answer is " + what, cause, scripted(fault));
    }

    private Stage nginx(String location, Part... behind) throws IOException {
        RealProxy proxy = RealProxy.nginx(directory, "location / { " + location + " }");
        List<Part> parts = new ArrayList<>(List.of(behind));
        parts.add(0, proxy::close);
        return Stage.at(proxy.uri("/feed"), parts.toArray(Part[]::new));
    }

    private Stage throughNginx(String settings) throws IOException {
        ServerEnd.Running server = ServerEnd.plain()
                .with(builder -> builder.heartbeat(Heartbeat.OFF))
                .start();
        return nginx(
                "proxy_pass http://127.0.0.1:%d; %s".formatted(server.server().port(), settings), server::close);
    }

    // ---- no Close frame

    private Stream<SharedFault> losses() {
        return Stream.of(
                SharedFault.of("FIN without a Close frame", "peer-cut", scripted(Faults.fin())),
                SharedFault.of("FIN within a frame", "peer-cut", scripted(Faults.finWithinFrame())),
                SharedFault.of("FIN in one direction, the other left open", "peer-cut", scripted(Faults.halfClose())),
                SharedFault.of("reset", "peer-cut", scripted(Faults.reset())),
                SharedFault.of("TLS cut without close_notify", "tls-truncation", () -> {
                    FaultyServer server =
                            FaultyServer.startTls(AUTHORITY.issue(HOST).serverContext(), Faults.fin());
                    return Stage.at(wss(server.port()), server::close);
                }),
                SharedFault.of("the server’s process is killed (SIGKILL)", "peer-cut", () -> {
                            PythonServer server = PythonServer.start(directory, HOST, 0);
                            return Stage.at(server.uri(), server::close).andThen(() -> server.signal("KILL"));
                        })
                        .or("peer-crash"),
                SharedFault.of("the server ends in order (SIGTERM) with 1001", "deploy", () -> {
                    PythonServer server = PythonServer.start(directory, HOST, 0);
                    return Stage.at(server.uri(), server::close).andThen(() -> server.signal("TERM"));
                }),
                SharedFault.of("the server ends on SIGTERM without a Close frame", "peer-cut", () -> {
                            WsServer server = WsServer.start(0, Duration.ZERO);
                            return Stage.at(server.uri(), server::close).andThen(server::terminate);
                        })
                        .or("peer-crash"),
                SharedFault.of(
                                "nginx cuts an idle connection, for the first time",
                                "peer-cut",
                                () -> throughNginx("proxy_read_timeout 1500ms; " + UPGRADING)
                                        .withoutPings())
                        .or("proxy-idle"),
                SharedFault.of(
                                "a peer that neither reads nor writes, its TCP alive",
                                "peer-stall",
                                scripted(Faults.freeze()))
                        .untoldBy(EVERYONE),
                SharedFault.of(
                                "a peer that reads and answers nothing, not even pings",
                                "peer-stall",
                                scripted(Faults.mute()))
                        .untoldBy(EVERYONE),
                SharedFault.of("the path drops all packets while nothing is sent", "path-lost", () -> {
                            Namespace namespace = Namespace.create();
                            PythonServer server =
                                    PythonServer.start(directory, namespace.there(), 0, namespace.prefix());
                            return Stage.at(server.uri(), server::close, namespace::close)
                                    .andThen(namespace::dropAll);
                        })
                        .untoldBy(EVERYONE));
    }

    // ---- Close frames

    private static Stream<SharedFault> closes() {
        return Stream.of(
                close(1000, "done", "normal"),
                close(1001, "", "deploy"),
                close(1008, "not you", "policy"),
                close(1009, "", "too-big"),
                close(1011, "", "peer-internal-error"),
                close(1012, "", "deploy"),
                close(1013, "", "overloaded"),
                close(4321, "ours", "private-code"));
    }

    private static SharedFault close(int code, String reason, String cause) {
        String told = reason.isEmpty() ? "" : " “" + reason + "”";
        return SharedFault.of("Close " + code + told, cause, scripted(Faults.close(code, reason)));
    }

    // ---- broken rules

    private static Stream<SharedFault> violations() {
        return Stream.of(
                frame("a reserved bit", Faults.reservedBit()),
                frame("RSV1 although compression is not agreed", Faults.compressedUnasked()),
                frame("a reserved opcode", Faults.reservedOpcode()),
                frame("the wrong masking for its end", Faults.wrongMask()).untoldBy(Comparison.JAVA_WEBSOCKET),
                frame("a continuation that continues nothing", Faults.orphanContinuation()),
                frame("a message within another", Faults.interruptedMessage()),
                frame("a ping of 126 bytes", Faults.controlTooLong()),
                frame("a ping in fragments", Faults.fragmentedControl()),
                frame("a length with more bytes than it needs", Faults.longLength()),
                frame("a Close frame with half a code", Faults.halfACloseCode()),
                SharedFault.of("text that is not UTF-8", "peer-bad-text", scripted(Faults.badUtf8())),
                SharedFault.of(
                        "a Close reason that is not UTF-8", "peer-bad-text", scripted(Faults.badUtf8InReason())));
    }

    private static SharedFault frame(String what, Fault fault) {
        return SharedFault.of(what, "peer-bad-frame", scripted(fault));
    }

    private static Arrangement scripted(Fault fault) {
        return () -> {
            FaultyServer server = FaultyServer.start(fault);
            return Stage.at(ws(server.port()), server::close);
        };
    }

    private static String ws(int port) {
        return "ws://" + HOST + ":" + port + "/feed";
    }

    private static String wss(int port) {
        return "wss://" + HOST + ":" + port + "/feed";
    }
}
