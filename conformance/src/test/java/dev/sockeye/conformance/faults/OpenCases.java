package dev.sockeye.conformance.faults;

import static dev.sockeye.conformance.faults.FaultCase.atClient;
import static dev.sockeye.conformance.faults.FaultCase.atServer;
import static dev.sockeye.diagnosis.Confidence.HIGH;
import static dev.sockeye.diagnosis.Confidence.MEDIUM;

import dev.sockeye.ClientTls;
import dev.sockeye.SendQueue;
import dev.sockeye.SlowConsumerPolicy;
import dev.sockeye.WebSocket;
import dev.sockeye.conformance.faults.FaultCase.End;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.testkit.TestCertificates;
import dev.sockeye.testkit.fault.Fault;
import dev.sockeye.testkit.fault.Faults;
import dev.sockeye.testkit.fault.FaultyServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;

/** WebSockets that were open, with peers on the loopback that misbehave byte by byte. */
final class OpenCases {
    private static final int MIB = 1 << 20;
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Heartbeat QUICK = new Heartbeat(SHORT, SHORT);
    private static final Limits SMALL = Limits.builder().maxMessageBytes(MIB).build();

    private OpenCases() {}

    static Stream<FaultCase> all() {
        return Stream.of(losses(), silences(), closeFrames(), violations(), handlers(), sizes())
                .flatMap(cases -> cases);
    }

    // ---- no Close frame

    private static Stream<FaultCase> losses() {
        // The end of a process and a wish to cut look the same.
        Expected cutOrCrash = Expected.oneOf("peer-cut", "peer-crash");
        return Stream.of(
                        both("FIN without a Close frame", cutOrCrash, Faults.fin()),
                        both("FIN within a frame", cutOrCrash, Faults.finWithinFrame()),
                        both("FIN in one direction, the other left open", cutOrCrash, Faults.halfClose()),
                        both("reset", cutOrCrash, Faults.reset()),
                        Stream.of(atClient(
                                "TLS cut without close_notify",
                                Expected.of("tls-truncation", MEDIUM),
                                OpenCases::cutBelowTls)))
                .flatMap(cases -> cases);
    }

    private static CloseReport cutBelowTls() throws Exception {
        try (FaultyServer server =
                FaultyServer.startTls(TestCertificates.selfSigned("localhost").serverContext(), Faults.fin())) {
            return ClientEnd.plain()
                    .with(builder -> builder.tls(ClientTls.insecure()))
                    .of("wss://localhost:" + server.port() + "/feed");
        }
    }

    // ---- silence

    private static Stream<FaultCase> silences() {
        ClientEnd client = ClientEnd.plain().with(builder -> builder.heartbeat(QUICK));
        ServerEnd server = ServerEnd.plain().with(builder -> builder.heartbeat(QUICK));
        Expected stall = Expected.of("peer-stall", MEDIUM);
        String frozen = "a peer that neither reads nor writes, its TCP alive";
        String mute = "a peer that reads and answers nothing, not even pings";
        String unanswered = "the closing handshake is never answered";
        return Stream.of(
                atClient(frozen, stall, () -> client.of(Faults.freeze())),
                atServer(frozen, stall, () -> server.of(Faults.freeze())),
                atClient(mute, stall, () -> client.of(Faults.mute())),
                atServer(mute, stall, () -> server.of(Faults.mute())),
                atClient(
                        unanswered,
                        Expected.of("close-unanswered", HIGH).and("closed-here"),
                        () -> ClientEnd.plain()
                                .with(builder -> builder.closingTimeout(SHORT))
                                .whenOpen(WebSocket::close)
                                .of(Faults.mute())),
                atServer(
                        unanswered,
                        Expected.of("close-unanswered", HIGH).and("closed-here"),
                        () -> ServerEnd.plain()
                                .with(builder -> builder.closingTimeout(SHORT))
                                .whenOpen(WebSocket::close)
                                .of(Faults.mute())),
                atServer(
                        "a client that reads too slowly",
                        Expected.of("slow-consumer", HIGH),
                        () -> ServerEnd.plain()
                                .with(builder -> builder.sendQueue(
                                                SendQueue.DEFAULT.withPolicy(SlowConsumerPolicy.CLOSE))
                                        .closingTimeout(SHORT))
                                .whenOpen(OpenCases::sendMuch)
                                .of(Faults.freeze())));
    }

    /** More than the buffers of both systems and the queue hold. */
    private static void sendMuch(WebSocket socket) {
        for (int i = 0; i < 32; i++) {
            socket.sendBinary(ByteBuffer.allocate(MIB));
        }
    }

    // ---- Close frames

    private static Stream<FaultCase> closeFrames() {
        String crossing = "both ends close at once";
        return Stream.of(
                        closed(1000, Expected.of("normal", HIGH)),
                        Stream.of(
                                // A server that goes and one that gives the place to its successor say the same.
                                atClient(
                                        "Close 1001",
                                        Expected.oneOf("deploy", "going-away"),
                                        () -> ClientEnd.plain().of(Faults.close(1001, ""))),
                                // So do a page that is left and a program that ends.
                                atServer(
                                        "Close 1001",
                                        Expected.oneOf("browser-navigation", "going-away"),
                                        () -> ServerEnd.plain().of(Faults.close(1001, "")))),
                        closed(1002, Expected.of("bad-frame", HIGH)),
                        closed(1003, Expected.of("wrong-type", HIGH)),
                        closed(1007, Expected.of("bad-payload", HIGH)),
                        closed(1008, Expected.of("policy", HIGH)),
                        closed(1009, Expected.of("too-big", HIGH)),
                        closed(1011, Expected.of("peer-internal-error", HIGH)),
                        closed(1012, Expected.of("deploy", HIGH)),
                        closed(1013, Expected.of("overloaded", HIGH)),
                        closed(1014, Expected.of("gateway-broke", HIGH)),
                        closed(4321, Expected.of("private-code", HIGH)),
                        Stream.of(
                                atServer(
                                        "Close 1010",
                                        Expected.of("extension-missing", HIGH),
                                        () -> ServerEnd.plain().of(Faults.close(1010, "x-needed"))),
                                atClient(
                                        crossing,
                                        Expected.of("closed-here", HIGH),
                                        () -> ClientEnd.plain()
                                                .whenOpen(WebSocket::close)
                                                .of(Faults.crossingClose(1001))),
                                atServer(
                                        crossing,
                                        Expected.of("closed-here", HIGH),
                                        () -> ServerEnd.plain()
                                                .whenOpen(WebSocket::close)
                                                .of(Faults.crossingClose(1001)))))
                .flatMap(cases -> cases);
    }

    private static Stream<FaultCase> closed(int code, Expected expected) {
        return both("Close " + code, expected, Faults.close(code, ""));
    }

    // ---- broken rules

    private static Stream<FaultCase> violations() {
        return Stream.of(
                        frame("a reserved bit", Faults.reservedBit()),
                        frame("RSV1 although compression is not agreed", Faults.compressedUnasked()),
                        frame("a reserved opcode", Faults.reservedOpcode()),
                        frame("the wrong masking for its end", Faults.wrongMask()),
                        frame("a continuation that continues nothing", Faults.orphanContinuation()),
                        frame("a message within another", Faults.interruptedMessage()),
                        frame("a ping of 126 bytes", Faults.controlTooLong()),
                        frame("a ping in fragments", Faults.fragmentedControl()),
                        frame("a length with more bytes than it needs", Faults.longLength()),
                        frame("a Close frame with half a code", Faults.halfACloseCode()),
                        both("text that is not UTF-8", Expected.of("peer-bad-text", HIGH), Faults.badUtf8()),
                        both(
                                "a Close reason that is not UTF-8",
                                Expected.of("peer-bad-text", HIGH),
                                Faults.badUtf8InReason()),
                        both("a flood of pings", Expected.of("peer-flood", HIGH), Faults.pingFlood(20_000)),
                        compressed("a compressed message that does not inflate", "compress", Faults.corruptDeflate()),
                        compressed("a bomb: little that inflates to much", "peer-too-big", Faults.bomb(64 * MIB)))
                .flatMap(cases -> cases);
    }

    private static Stream<FaultCase> frame(String what, Fault fault) {
        return both(what, Expected.of("peer-bad-frame", HIGH), fault);
    }

    private static Stream<FaultCase> compressed(String what, String cause, Fault fault) {
        return Stream.of(
                atClient(
                        what,
                        Expected.of(cause, HIGH),
                        () -> ClientEnd.plain()
                                .with(builder -> builder.compression(PermessageDeflate.clientDefault())
                                        .limits(SMALL))
                                .of(fault)),
                atServer(
                        what,
                        Expected.of(cause, HIGH),
                        () -> ServerEnd.plain()
                                .with(builder -> builder.compression(PermessageDeflate.serverDefault())
                                        .limits(SMALL))
                                .of(fault)));
    }

    private static Stream<FaultCase> both(String what, Expected expected, Fault fault) {
        return Stream.of(
                atClient(what, expected, () -> ClientEnd.plain().of(fault)),
                atServer(what, expected, () -> ServerEnd.plain().of(fault)));
    }

    // ---- handlers that throw

    private static Stream<FaultCase> handlers() {
        ClientEnd sending = ClientEnd.plain().whenOpen(socket -> socket.sendText("hello"));
        ServerEnd throwing = ServerEnd.plain().whenText(OpenCases::fail);
        String atThePeer = "the peer’s handler throws";
        String here = "the own handler throws";
        return Stream.of(
                atClient(
                        atThePeer,
                        Expected.of("peer-internal-error", HIGH),
                        () -> OpeningCases.together(sending, throwing, End.CLIENT, "ws")),
                atServer(
                        here,
                        Expected.of("own-handler", HIGH),
                        () -> OpeningCases.together(sending, throwing, End.SERVER, "ws")),
                atServer(
                        atThePeer,
                        Expected.of("peer-internal-error", HIGH),
                        () -> OpeningCases.together(throwingClient(), talkingServer(), End.SERVER, "ws")),
                atClient(
                        here,
                        Expected.of("own-handler", HIGH),
                        () -> OpeningCases.together(throwingClient(), talkingServer(), End.CLIENT, "ws")));
    }

    private static ClientEnd throwingClient() {
        return ClientEnd.plain().whenText(OpenCases::fail);
    }

    private static ServerEnd talkingServer() {
        return ServerEnd.plain().whenOpen(socket -> socket.sendText("hello"));
    }

    private static void fail(WebSocket socket) {
        throw new IllegalStateException("this handler throws on purpose");
    }

    // ---- messages that are too large

    private static Stream<FaultCase> sizes() {
        String tooBig = "Close 1009 on a large message";
        String cut = "a silent cut on a large message";
        String cutOnAny = "a silent cut on a small message";
        String over = "a message over the own limit";
        // A limit and a handler that fails look the same if nothing is said.
        Expected silent = Expected.oneOf("too-big-silent", "handler-error");
        return Stream.of(
                atClient(
                        tooBig,
                        Expected.of("too-big", HIGH),
                        () -> sendingLarge().of(Faults.tooBigOver(65_536))),
                atServer(
                        tooBig,
                        Expected.of("too-big", HIGH),
                        () -> servingLarge().of(Faults.tooBigOver(65_536))),
                atClient(cut, silent, () -> sendingLarge().of(Faults.cutOnMessageOver(65_536))),
                atServer(cut, silent, () -> servingLarge().of(Faults.cutOnMessageOver(65_536))),
                atClient(
                        cutOnAny,
                        Expected.oneOf("handler-error", "peer-cut"),
                        () -> ClientEnd.plain()
                                .whenOpen(socket -> socket.sendText("hello"))
                                .of(Faults.cutOnMessage())),
                atClient(
                        over,
                        Expected.of("peer-too-big", HIGH),
                        () -> ClientEnd.plain()
                                .with(builder -> builder.limits(SMALL))
                                .of(Faults.message(2 * MIB))),
                atServer(
                        over,
                        Expected.of("peer-too-big", HIGH),
                        () -> ServerEnd.plain()
                                .with(builder -> builder.limits(SMALL))
                                .of(Faults.message(2 * MIB))));
    }

    private static ClientEnd sendingLarge() {
        return ClientEnd.plain().whenOpen(socket -> socket.sendBinary(ByteBuffer.allocate(MIB)));
    }

    private static ServerEnd servingLarge() {
        return ServerEnd.plain().whenOpen(socket -> socket.sendBinary(ByteBuffer.allocate(MIB)));
    }
}
