package dev.sockeye.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The peers on the JVM do what the comparison takes for granted. The others need a compiler or npm, and are checked by each run. */
class PeersTest {
    private static final Workspace WORKSPACE = Workspace.around(Path.of(""));

    private static List<Peer> peers() {
        return new Peers(WORKSPACE)
                .all().stream()
                        .filter(peer -> peer.kind().isJvm() && !peer.name().equals("sockeye"))
                        .toList();
    }

    private static Peer.Start start(boolean compression) {
        return new Peer.Start(
                compression, Peer.Start.usual(false).java(), List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }

    @TestFactory
    List<DynamicTest> aPeerEchoesAndBroadcastsByteForByte() {
        return peers().stream()
                .map(peer -> DynamicTest.dynamicTest(peer.name(), () -> {
                    try (RunningServer server = RunningServer.start(peer, start(false), WORKSPACE)) {
                        EchoCheck.of(server);
                        if (peer.kind().isWebSocket()) {
                            EchoCheck.ofBroadcast(server);
                            assertThat(answerToDeflate(server)).doesNotContainIgnoringCase("permessage-deflate");
                        }
                    }
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> aPeerAgreesToPermessageDeflateWithoutTakeoverWhenStartedWithIt() {
        return peers().stream()
                .filter(peer -> peer.kind().isWebSocket())
                .map(peer -> DynamicTest.dynamicTest(peer.name(), () -> {
                    try (RunningServer server = RunningServer.start(peer, start(true), WORKSPACE)) {
                        assertThat(answerToDeflate(server))
                                .startsWith("HTTP/1.1 101")
                                .containsIgnoringCase("permessage-deflate")
                                // Tyrus 2.2 keeps its context whatever it is asked for.
                                .containsIgnoringCase(peer.name().equals("tyrus") ? "" : "server_no_context_takeover");
                    }
                }))
                .toList();
    }

    private static String answerToDeflate(RunningServer server) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("""
                    GET /echo HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Upgrade: websocket\r
                    Connection: Upgrade\r
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                    Sec-WebSocket-Version: 13\r
                    Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r
                    \r
                    """.getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as("what follows %s", head).isNotNegative();
                head.append((char) next);
            }
            return head.toString();
        }
    }
}
