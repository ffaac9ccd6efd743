package dev.sockeye.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both ends through nginx and HAProxy, which speak HTTP to each side and end TLS where there is some, and through HAProxy that
 * passes TLS on to the server.
 */
class ProxyTest {
    private static final String WORD = "through the proxy";

    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = Certificates.in(shared);
    }

    static Stream<Arguments> proxiesAndModes() {
        return Stream.of(Proxy.values())
                .flatMap(proxy -> Stream.of(Mode.values())
                        // Without TLS, passing bytes on is a lesser form of what the others do
                        .filter(mode -> proxy != Proxy.HAPROXY_TCP || mode.tls())
                        .map(mode -> Arguments.of(proxy, mode)));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("proxiesAndModes")
    void aPeersClientReachesSockeyesServer(Proxy proxy, Mode mode) throws InterruptedException {
        proxy.assumeAvailable();
        Peer peer = mode.compressed() ? Peer.WS : Peer.PYTHON;
        peer.assumeAvailable();
        List<String> scenarios = new ArrayList<>(Scenarios.messages());
        scenarios.addAll(Scenarios.largestMessage(mode));
        scenarios.addAll(Scenarios.fragmentsAndPing());
        scenarios.addAll(Scenarios.closesByClient(WORD));
        scenarios.addAll(Scenarios.closesByServer(WORD));
        if (mode == Mode.PLAIN) {
            scenarios.add("many:" + Scenarios.CONNECTIONS);
        }
        try (SockeyeServer server = new SockeyeServer(proxy.behind(mode), certificates.server());
                Proxy.Running running = proxy.start(directory, server.port(), mode.tls(), certificates)) {
            Map<String, Outcome> outcomes = peer.run(mode, running.url(), certificates.authority(), scenarios);

            assertThat(outcomes.values())
                    .allSatisfy(outcome ->
                            assertThat(outcome.ok()).as("%s", outcome).isTrue());
            SoftAssertions all = new SoftAssertions();
            for (int code : CloseCodes.onTheWire()) {
                String reason = Scenarios.reason(code, WORD);
                CloseReport report = server.awaitReport(
                        "a close with " + reason,
                        it -> it.reason().equals(reason) && it.cause().kind() == CloseCause.Kind.PEER_CLOSED);
                all.assertThat(report.code().value()).as("%s", report).isEqualTo(code);
                all.assertThat(report.isClean()).as("%s", report).isTrue();
            }
            all.assertAll();
        }
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("proxiesAndModes")
    void sockeyesClientReachesAPeersServer(Proxy proxy, Mode mode) throws InterruptedException {
        proxy.assumeAvailable();
        Peer peer = mode.compressed() ? Peer.PYTHON : Peer.WS;
        peer.assumeAvailable();
        try (PeerServer server = peer.serve(proxy.behind(mode), certificates.server());
                Proxy.Running running = proxy.start(directory, server.port(), mode.tls(), certificates);
                WebSocketClient client = Dialogue.client(mode, certificates.authority())) {
            Conversations.exchangeEverything(client, running.url() + "/echo", mode);
            SoftAssertions all = new SoftAssertions();
            for (int code : CloseCodes.sendableBy(Role.CLIENT)) {
                String reason = Scenarios.reason(code, WORD);
                Dialogue dialogue = Dialogue.start(client, running.url() + "/echo");
                dialogue.socket().close(new CloseCode(code), reason);
                CloseReport byUs = dialogue.report();
                all.assertThat(byUs.code().value()).as("%s", byUs).isEqualTo(code);
                all.assertThat(byUs.isClean()).as("%s", byUs).isTrue();
                ClosedEvent seen = server.awaitClosed(event -> event.reason().equals(reason));
                all.assertThat(seen.code()).as("%s", seen).isEqualTo(code);
            }
            for (int code : CloseCodes.onTheWire()) {
                String reason = Scenarios.reason(code, WORD);
                String path = "/close/" + code + "/" + Scenarios.encode(reason);
                CloseReport byPeer =
                        Dialogue.start(client, running.url() + path).report();
                all.assertThat(byPeer.code().value()).as("%s", byPeer).isEqualTo(code);
                all.assertThat(byPeer.reason()).as("%s", byPeer).isEqualTo(reason);
                all.assertThat(byPeer.isClean()).as("%s", byPeer).isTrue();
            }
            all.assertAll();
            if (mode == Mode.PLAIN) {
                Conversations.openMany(client, running.url() + "/echo", Scenarios.CONNECTIONS);
            }
        }
    }
}
