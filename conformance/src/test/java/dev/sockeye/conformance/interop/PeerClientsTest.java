package dev.sockeye.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The peers' clients, each in every mode, with Sockeye's server. */
class PeerClientsTest {
    private static final Map<Mode, SockeyeServer> SERVERS = new EnumMap<>(Mode.class);

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    @BeforeAll
    static void start() {
        certificates = Certificates.in(directory);
        for (Mode mode : Mode.values()) {
            SERVERS.put(mode, new SockeyeServer(mode, certificates.server()));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(SockeyeServer::close);
    }

    @TestFactory
    Stream<DynamicContainer> withSockeyesServer() {
        return Stream.of(Peer.values())
                .flatMap(peer -> Stream.of(Mode.values()).map(mode -> new Run(peer, mode).tests()));
    }

    /** All scenarios of one peer in one mode, run by one process when the first test asks. */
    private static final class Run {
        private final Peer peer;
        private final Mode mode;
        private final String word;
        private final Map<String, Outcome> outcomes = new HashMap<>();

        Run(Peer peer, Mode mode) {
            this.peer = peer;
            this.mode = mode;
            word = "from " + peer;
        }

        DynamicContainer tests() {
            List<DynamicTest> tests = new ArrayList<>(List.of(
                    test("echoes messages of all sizes", this::echoes),
                    test("sends fragments and pings", this::sendsFragmentsAndPings),
                    test("negotiates", this::negotiates),
                    test("closes with every code it can send", this::closes),
                    test("is closed with every code a server can send", this::isClosed)));
            if (!manyConnections().isEmpty()) {
                tests.add(test("opens many connections", this::opensManyConnections));
            }
            return DynamicContainer.dynamicContainer(peer + " over " + mode, tests);
        }

        private DynamicTest test(String name, Executable body) {
            return DynamicTest.dynamicTest(peer + " over " + mode + " " + name, () -> {
                peer.assumeAvailable();
                if (outcomes.isEmpty()) {
                    outcomes.putAll(peer.run(mode, server().url(), certificates.authority(), scenarios()));
                }
                body.execute();
            });
        }

        private SockeyeServer server() {
            return Objects.requireNonNull(SERVERS.get(mode));
        }

        private List<String> scenarios() {
            List<String> scenarios = new ArrayList<>(Scenarios.messages());
            scenarios.addAll(Scenarios.largestMessage(mode));
            scenarios.addAll(Scenarios.fragmentsAndPing());
            scenarios.addAll(Scenarios.closesByClient(word));
            scenarios.addAll(Scenarios.closesByServer(word));
            scenarios.addAll(manyConnections());
            return scenarios;
        }

        private List<String> manyConnections() {
            return switch (mode) {
                case PLAIN -> List.of("many:" + peer.mostConnections());
                // A thousand TLS handshakes take a while; the fastest peer does them for all.
                case TLS -> peer == Peer.GORILLA ? List.of("many:" + peer.mostConnections()) : List.of();
                case PLAIN_DEFLATE, TLS_DEFLATE -> List.of();
            };
        }

        private Outcome outcome(String scenario) {
            return Objects.requireNonNull(outcomes.get(scenario));
        }

        private void echoes() {
            List<String> scenarios = new ArrayList<>(Scenarios.messages());
            scenarios.addAll(Scenarios.largestMessage(mode));
            assertAllOk(scenarios);
        }

        private void sendsFragmentsAndPings() {
            assertAllOk(Scenarios.fragmentsAndPing());
        }

        private void opensManyConnections() {
            assertAllOk(manyConnections());
        }

        private void assertAllOk(List<String> scenarios) {
            SoftAssertions all = new SoftAssertions();
            for (String scenario : scenarios) {
                Outcome outcome = outcome(scenario);
                all.assertThat(outcome.unsupported())
                        .as("%s is refused by the library", outcome)
                        .isEqualTo(peer.refuses(scenario, mode));
                all.assertThat(outcome.ok() || outcome.unsupported())
                        .as("%s", outcome)
                        .isTrue();
            }
            all.assertAll();
        }

        private void negotiates() {
            Outcome outcome = outcome("echo:text:125");
            assertThat(outcome.subprotocol()).isEqualTo(SockeyeServer.SUBPROTOCOL);
            if (mode.compressed()) {
                assertThat(outcome.extensions()).startsWith("permessage-deflate");
            } else {
                assertThat(outcome.extensions()).isEmpty();
            }
        }

        private void closes() throws InterruptedException {
            SoftAssertions all = new SoftAssertions();
            for (String scenario : Scenarios.closesByClient(word)) {
                int code = Scenarios.code(scenario);
                String reason = Scenarios.reason(code, word);
                Outcome outcome = outcome(scenario);
                if (peer.refuses(scenario, mode)) {
                    all.assertThat(outcome.unsupported())
                            .as("%s is refused by the library", outcome)
                            .isTrue();
                    continue;
                }
                all.assertThat(outcome.ok())
                        .as("%s", outcome)
                        .isEqualTo(!(peer.misreads(code) && peer != Peer.LIBWEBSOCKETS));
                CloseReport report = server().awaitReport(
                                "a close with " + reason, it -> it.reason().equals(reason));
                all.assertThat(report.code().value()).as("%s", report).isEqualTo(code);
                all.assertThat(report.cause().kind()).as("%s", report).isEqualTo(CloseCause.Kind.PEER_CLOSED);
                all.assertThat(report.closing().first()).as("%s", report).isEqualTo(Closing.Initiator.PEER);
                all.assertThat(report.closing().sent().map(ClosePayload::reportedCode))
                        .as("%s", report)
                        .contains(report.code());
                all.assertThat(report.isClean()).as("%s", report).isTrue();
            }
            all.assertAll();
        }

        private void isClosed() throws InterruptedException {
            SoftAssertions all = new SoftAssertions();
            for (String scenario : Scenarios.closesByServer(word)) {
                int code = Scenarios.code(scenario);
                Outcome outcome = outcome(scenario);
                all.assertThat(outcome.ok()).as("%s", outcome).isEqualTo(!peer.misreads(code));
                String target = "/close/" + code + "/" + Scenarios.encode(Scenarios.reason(code, word));
                CloseReport report = server().awaitReport(
                                "a close of " + target, it -> it.target().equals(target));
                all.assertThat(report.cause().kind()).as("%s", report).isEqualTo(CloseCause.Kind.CLOSED_BY_APPLICATION);
                all.assertThat(report.closing()
                                .sent()
                                .map(ClosePayload::reportedCode)
                                .map(it -> it.value()))
                        .as("%s", report)
                        .contains(code);
                all.assertThat(report.closing().first()).as("%s", report).isEqualTo(Closing.Initiator.THIS_END);
                // RFC 6455 §7.1.5: the code of the connection is the one in the answer, which echoes ours.
                all.assertThat(report.code().value()).as("%s", report).isEqualTo(peer.misreads(code) ? 1002 : code);
                all.assertThat(report.isClean()).as("%s", report).isTrue();
            }
            all.assertAll();
        }
    }
}
