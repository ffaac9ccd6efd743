package dev.sockeye.conformance.interop;

import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockeye's client, in every mode, with the peers' servers. */
class PeerServersTest {
    private static final String WORD = "from Sockeye";

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = Certificates.in(directory);
    }

    static Stream<Arguments> peersAndModes() {
        return Stream.of(Peer.values())
                .filter(Peer::hasServer)
                .flatMap(peer -> Stream.of(Mode.values()).map(mode -> Arguments.of(peer, mode)));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("peersAndModes")
    void echoMessagesOfAllSizesAndFragmentsAndPings(Peer peer, Mode mode) throws InterruptedException {
        peer.assumeAvailable();
        try (PeerServer server = peer.serve(mode, certificates.server());
                WebSocketClient client = Dialogue.client(mode, certificates.authority())) {
            Conversations.exchangeEverything(client, server.uri("/echo"), mode);
        }
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("peersAndModes")
    void takeEveryCloseCodeThatAClientCanSend(Peer peer, Mode mode) throws InterruptedException {
        peer.assumeAvailable();
        try (PeerServer server = peer.serve(mode, certificates.server());
                WebSocketClient client = Dialogue.client(mode, certificates.authority())) {
            SoftAssertions all = new SoftAssertions();
            for (int code : CloseCodes.sendableBy(Role.CLIENT)) {
                Dialogue dialogue = Dialogue.start(client, server.uri("/echo"));
                String reason = Scenarios.reason(code, WORD);
                dialogue.socket().close(new CloseCode(code), reason);

                CloseReport report = dialogue.report();
                all.assertThat(report.cause().kind()).as("%s", report).isEqualTo(CloseCause.Kind.CLOSED_BY_APPLICATION);
                all.assertThat(report.closing().first()).as("%s", report).isEqualTo(Closing.Initiator.THIS_END);
                all.assertThat(report.code().value()).as("%s", report).isEqualTo(peer.misreads(code) ? 1002 : code);
                all.assertThat(report.isClean()).as("%s", report).isTrue();
                if (peer == Peer.GORILLA && peer.misreads(code)) {
                    // It fails the connection, and has no reason to tell.
                    continue;
                }
                ClosedEvent seen = server.awaitClosed(event -> event.reason().equals(reason));
                all.assertThat(seen.code()).as("%s", seen).isEqualTo(peer.misreads(code) ? 1002 : code);
            }
            all.assertAll();
        }
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("peersAndModes")
    void closeWithEveryCodeAndTheClientReportsIt(Peer peer, Mode mode) throws InterruptedException {
        peer.assumeAvailable();
        try (PeerServer server = peer.serve(mode, certificates.server());
                WebSocketClient client = Dialogue.client(mode, certificates.authority())) {
            SoftAssertions all = new SoftAssertions();
            for (int code : CloseCodes.onTheWire()) {
                String reason = Scenarios.reason(code, WORD);
                String path = "/close/" + code + "/" + Scenarios.encode(reason);

                CloseReport report = Dialogue.start(client, server.uri(path)).report();
                all.assertThat(report.cause().kind()).as("%s", report).isEqualTo(CloseCause.Kind.PEER_CLOSED);
                all.assertThat(report.closing().first()).as("%s", report).isEqualTo(Closing.Initiator.PEER);
                all.assertThat(report.code().value()).as("%s", report).isEqualTo(code);
                all.assertThat(report.reason()).as("%s", report).isEqualTo(reason);
                all.assertThat(report.isClean()).as("%s", report).isTrue();
            }
            all.assertAll();
        }
    }

    /** A thousand TLS handshakes take a while; the fastest peer does them for all. */
    static Stream<Arguments> peersAndModesForThousands() {
        return peersAndModes()
                .filter(arguments -> arguments.get()[1] == Mode.PLAIN
                        || (arguments.get()[1] == Mode.TLS && arguments.get()[0] == Peer.GORILLA));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("peersAndModesForThousands")
    void holdAThousandConnections(Peer peer, Mode mode) throws InterruptedException {
        peer.assumeAvailable();
        try (PeerServer server = peer.serve(mode, certificates.server());
                WebSocketClient client = Dialogue.client(mode, certificates.authority())) {
            Conversations.openMany(client, server.uri("/echo"), Scenarios.CONNECTIONS);
        }
    }
}
