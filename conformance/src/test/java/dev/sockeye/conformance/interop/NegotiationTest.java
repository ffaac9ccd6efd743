package dev.sockeye.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.WebSocketClient;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What real peers make of the extensions that are negotiated: small windows, and a header that lists none. */
class NegotiationTest {
    private static final int SIZE = 200_000;

    /** zlib takes 8 bits for 9 where it compresses without a header, so no peer offers them. */
    private static final int LEAST_BITS = 9;

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = Certificates.in(directory);
    }

    static Stream<Arguments> peersAndWindows() {
        return Stream.of(Peer.PYTHON, Peer.WS)
                .flatMap(peer -> IntStream.rangeClosed(LEAST_BITS, 15).mapToObj(bits -> Arguments.of(peer, bits)));
    }

    private static String[] windows(int bits) {
        return new String[] {"--window-bits", Integer.toString(bits)};
    }

    /** The peer inflates with a window of just that size, and compresses with it. */
    @ParameterizedTest(name = "{0} with windows of {1} bits")
    @MethodSource("peersAndWindows")
    @Tag("RFC7692-7.1.2.1-2")
    void aPeersClientReadsWhatTheServerCompressesForItsWindow(Peer peer, int bits) throws InterruptedException {
        peer.assumeAvailable();
        List<String> scenarios = List.of("echo:far:" + SIZE, "echo:text:65535", "echo:binary:1048576");
        try (SockeyeServer server = new SockeyeServer(Mode.PLAIN_DEFLATE, certificates.server())) {
            Map<String, Outcome> outcomes =
                    peer.run(Mode.PLAIN_DEFLATE, server.url(), certificates.authority(), scenarios, windows(bits));

            assertThat(outcomes.values()).allSatisfy(outcome -> {
                assertThat(outcome.ok()).as("%s", outcome).isTrue();
                // ws tells only the name
                assertThat(outcome.extensions())
                        .startsWith("permessage-deflate")
                        .contains(peer == Peer.PYTHON ? "server_max_window_bits=" + bits : "");
            });
        }
    }

    @ParameterizedTest(name = "{0} with windows of {1} bits")
    @MethodSource("peersAndWindows")
    @Tag("RFC7692-7.1.2.2-2")
    void aPeersServerReadsWhatTheClientCompressesForItsWindow(Peer peer, int bits) throws InterruptedException {
        peer.assumeAvailable();
        try (PeerServer server = peer.serve(Mode.PLAIN_DEFLATE, certificates.server(), windows(bits));
                WebSocketClient client = Dialogue.client(Mode.PLAIN_DEFLATE, certificates.authority())) {
            Dialogue dialogue = Dialogue.start(client, server.uri("/echo"));
            assertThat(dialogue.socket().extensions())
                    .contains("server_max_window_bits=" + bits, "client_max_window_bits=" + bits);
            for (byte[] payload : List.of(Payloads.far(SIZE), Payloads.binary(1 << 20))) {
                dialogue.send(MessageType.BINARY, payload);
                dialogue.expectEcho(MessageType.BINARY, payload);
            }
            dialogue.socket().close();
            assertThat(dialogue.report().isClean()).isTrue();
        }
    }

    /** RFC 6455 §9.1: 1#extension is at least one, and a header that breaks the grammar ends the handshake. */
    @Test
    @Tag("RFC6455-9.1-1")
    void aHeaderThatListsNoExtensionIsRefusedAndTheClientToldToLeaveItOut() throws InterruptedException {
        Peer.PYTHON.assumeAvailable();
        try (SockeyeServer server = new SockeyeServer(Mode.PLAIN_DEFLATE, certificates.server())) {
            Map<String, Outcome> outcomes = Peer.PYTHON.run(
                    Mode.PLAIN, server.url(), certificates.authority(), List.of("ping"), "--compression", "empty");

            assertThat(outcomes.values())
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.error()).contains("HTTP 400"));
            CloseReport report = server.awaitReport("a refusal", it -> !it.opened());
            assertThat(report.cause()).isInstanceOfSatisfying(CloseCause.HandshakeInvalid.class, invalid -> {
                assertThat(invalid.error()).isEqualTo("EXTENSION_OFFER_MALFORMED");
                assertThat(invalid.detail()).contains("lists no extension", "leave it out");
            });
        }
    }
}
