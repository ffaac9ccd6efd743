package dev.sockeye.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.ClientTraits;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.handshake.Headers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CloseReportTextTest {
    private static final Style PLAIN = new Style(false);

    private static CloseReport.Builder closedByPeer(int code, String reason) {
        ClosePayload payload = ClosePayload.of(new CloseCode(code), reason);
        return CloseReport.builder(Role.CLIENT, new CloseCause.PeerClosed(payload))
                .target("wss://example.com/feed?token=secret")
                .opened()
                .closing(new Closing(
                        Optional.of(payload), Optional.of(payload), Closing.Initiator.PEER, false, false, false));
    }

    private static CloseReport refused(String body) {
        Headers headers = Headers.builder().add("Server", "nginx").build();
        return CloseReport.builder(Role.CLIENT, new CloseCause.HandshakeRefused(403, "no"))
                .target("ws://example.com/")
                .handshake(new HandshakeFacts(
                        OptionalInt.of(403),
                        headers,
                        body,
                        Optional.empty(),
                        List.of(),
                        ExtensionOutcome.NOT_REACHED,
                        ClientTraits.NONE))
                .build();
    }

    @Test
    void anEndWithoutAnErrorIsOneLineUnlessMoreIsAskedFor() {
        CloseReport report = closedByPeer(1000, "bye").build();

        assertThat(CloseReportText.lines(report, PLAIN, true))
                .containsExactly("Closed cleanly with 1000 (Normal Closure): the peer closed with 1000 \"bye\"");
        assertThat(CloseReportText.lines(report, PLAIN, false)).hasSizeGreaterThan(3);
    }

    @Test
    void aCloseThatTellsAnErrorComesWithItsFactsAndIsNotCalledClean() {
        List<String> lines =
                CloseReportText.lines(closedByPeer(1008, "no token").build(), PLAIN, true);

        assertThat(lines.get(0))
                .isEqualTo("Closed with 1008 (Policy Violation): the peer closed with 1008 \"no token\"");
        assertThat(lines).contains("  Close came   1008 (Policy Violation) \"no token\"");
    }

    @Test
    void theQueryOfTheUrlIsNotShown() {
        assertThat(CloseReportText.lines(closedByPeer(1000, "").build(), PLAIN, false))
                .contains("  url          wss://example.com/feed?…")
                .noneMatch(line -> line.contains("secret"));
    }

    @Test
    void aLostConnectionShowsTheEvidenceInTheOrderOfTime() {
        TransportEnd reset = new TransportEnd(TransportEnd.Kind.RST, OptionalInt.of(104), "Connection reset by peer");
        CloseReport report = CloseReport.builder(Role.CLIENT, new CloseCause.TransportLost(reset))
                .opened()
                .transportEnd(reset)
                .startedAt(0)
                .moment(Moment.Kind.TRANSPORT_ENDED, 12_300_000_000L)
                .moment(Moment.Kind.OPENED, 1_500_000L)
                .build();

        List<String> lines = CloseReportText.lines(report, PLAIN, true);

        assertThat(lines.get(0)).startsWith("Not closed cleanly, 1006 (Abnormal Closure): the transport ended");
        assertThat(lines).contains("  transport    RST errno 104 Connection reset by peer");
        assertThat(String.join("\n", lines))
                .contains("timeline         1.5 ms  opened\n")
                .endsWith("12.3 s  transport ended");
    }

    @Test
    void aRefusedHandshakeShowsWhatTheServerSaid() {
        assertThat(CloseReportText.lines(refused("<h1>No</h1>\n\n<p>Never</p>\n"), PLAIN, true))
                .containsSubsequence(
                        "Never opened (1006): the upgrade was answered with 403: no",
                        "  HTTP status  403",
                        "  header       Server: nginx",
                        "  body         <h1>No</h1>",
                        "               <p>Never</p>");
    }

    @Test
    void aLongBodyIsCut() {
        List<String> lines = CloseReportText.lines(refused("x".repeat(1000) + "\n" + "line\n".repeat(20)), PLAIN, true);

        assertThat(lines).contains("  body         " + "x".repeat(200) + "…");
        assertThat(lines.stream().filter(line -> line.endsWith(" line"))).hasSize(7);
        assertThat(lines).contains("               …");
    }

    @Test
    void nothingThatAPeerSaidCanObeyATerminalOrForgeALine() {
        String evil = "\u001b[2J\r\nClosed cleanly";
        List<String> lines = CloseReportText.lines(closedByPeer(1008, evil).build(), PLAIN, true);

        assertThat(lines).noneMatch(line -> line.contains("\u001b") || line.contains("\n") || line.contains("\r"));
        assertThat(CloseReportText.logLine(closedByPeer(1008, evil).build()))
                .contains("\\u001b[2J\\u000d\\u000aClosed cleanly")
                .hasLineCount(1);
    }

    @Test
    void theLineForALogEndsWithTheLikeliestCause() {
        CloseReport report = closedByPeer(1012, "").build();

        assertThat(CloseReportText.logLine(report))
                .startsWith(report.toString())
                .endsWith(" | deploy (high)");
    }

    @Test
    void colourTellsGoodFromBad() {
        Style colour = new Style(true);

        assertThat(CloseReportText.lines(closedByPeer(1000, "").build(), colour, true)
                        .get(0))
                .startsWith("\u001b[32mClosed cleanly\u001b[0m");
        assertThat(CloseReportText.lines(closedByPeer(1011, "").build(), colour, true)
                        .get(0))
                .startsWith("\u001b[31mClosed\u001b[0m");
    }
}
