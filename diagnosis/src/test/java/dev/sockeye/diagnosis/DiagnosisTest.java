package dev.sockeye.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.diagnosis.text.Texts;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.ClientTraits;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCause.TlsProblem;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.HandshakeFacts;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TcpInfo;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.handshake.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rules make of reports as the runtime writes them; that it writes them so is shown by faults really injected. */
class DiagnosisTest {
    private static final TransportEnd RST = TransportEnd.of(TransportEnd.Kind.RST, "Connection reset by peer");
    private static final TransportEnd TIMED_OUT = TransportEnd.of(TransportEnd.Kind.TIMEOUT, "Connection timed out");

    private static CloseReport.Builder open(CloseCause cause, double age) {
        return CloseReport.builder(Role.CLIENT, cause)
                .target("wss://example.com/feed?token=secret")
                .opened()
                .startedAt(0)
                .moment(Moment.Kind.OPENED, 0)
                .moment(Moment.Kind.TRANSPORT_ENDED, nanos(age));
    }

    private static CloseReport.Builder lost(TransportEnd end, double age) {
        return open(new CloseCause.TransportLost(end), age).transportEnd(end);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    private static Duration time(double seconds) {
        return Duration.ofNanos(nanos(seconds));
    }

    private static Finding first(CloseReport.Builder report) {
        return first(report, Context.builder());
    }

    private static Finding first(CloseReport.Builder report, Context.Builder context) {
        Diagnosis diagnosis = Diagnosis.of(report.build(), context.build());
        // Each diagnosis here is told in each language, and the token in the target is never in it.
        Texts.languages()
                .forEach(language -> assertThat(diagnosis.describe(Locale.forLanguageTag(language)))
                        .contains(diagnosis.first().title(Locale.forLanguageTag(language)))
                        .doesNotContain("secret"));
        return diagnosis.first();
    }

    private static PastClose past(double age, double silence) {
        return new PastClose(
                CloseCause.Kind.TRANSPORT_LOST, Optional.of(TransportEnd.Kind.FIN), time(age), time(silence));
    }

    private static void assertFinding(Finding finding, String cause, Confidence confidence) {
        assertThat(finding.causeId() + " " + finding.confidence()).isEqualTo(cause + " " + confidence);
    }

    static Stream<Arguments> causesThatSayItThemselves() {
        return Stream.of(
                Arguments.of(new CloseCause.DnsFailed("nowhere.example", "unknown"), "dns"),
                Arguments.of(connect(TransportEnd.Kind.REFUSED), "refused"),
                Arguments.of(connect(TransportEnd.Kind.TIMEOUT), "filtered"),
                Arguments.of(connect(TransportEnd.Kind.UNREACHABLE), "no-route"),
                Arguments.of(
                        new CloseCause.ConnectFailed(
                                "192.0.2.1:443",
                                new TransportEnd(TransportEnd.Kind.IO_ERROR, OptionalInt.of(99), "no address")),
                        "port-exhaustion"),
                Arguments.of(
                        new CloseCause.TimedOutOpening(CloseCause.Stage.CONNECT, Duration.ofSeconds(5)), "filtered"),
                Arguments.of(new CloseCause.TimedOutOpening(CloseCause.Stage.UPGRADE, Duration.ofSeconds(5)), "silent"),
                Arguments.of(
                        new CloseCause.ProxyFailed(
                                "proxy:3128", CloseCause.ProxyProblem.CREDENTIALS, OptionalInt.of(407), "x"),
                        "proxy-auth"),
                Arguments.of(
                        new CloseCause.ProxyFailed(
                                "proxy:3128", CloseCause.ProxyProblem.REFUSED, OptionalInt.of(502), "x"),
                        "proxy-refused"),
                Arguments.of(
                        new CloseCause.ProxyFailed(
                                "proxy:1080", CloseCause.ProxyProblem.CREDENTIALS, OptionalInt.empty(), "x"),
                        "proxy-auth"),
                Arguments.of(
                        new CloseCause.ProxyFailed(
                                "proxy:1080", CloseCause.ProxyProblem.UNREACHABLE, OptionalInt.empty(), "x"),
                        "proxy-unreachable"),
                Arguments.of(
                        new CloseCause.TimedOutOpening(CloseCause.Stage.PROXY, Duration.ofSeconds(5)), "proxy-refused"),
                Arguments.of(new CloseCause.TlsFailed(TlsProblem.PLAIN_HTTP, "x"), "tls-on-plain"),
                Arguments.of(new CloseCause.TlsFailed(TlsProblem.CERTIFICATE_EXPIRED, "x"), "expired"),
                Arguments.of(new CloseCause.TlsFailed(TlsProblem.CERTIFICATE_UNTRUSTED, "x"), "untrusted"),
                Arguments.of(new CloseCause.TlsFailed(TlsProblem.CERTIFICATE_FOR_ANOTHER_HOST, "x"), "wrong-name"),
                Arguments.of(new CloseCause.HandshakeInvalid("PLAIN_ON_TLS_PORT", "x"), "plain-on-tls"),
                Arguments.of(new CloseCause.HandshakeInvalid("ACCEPT_WRONG", "x"), "bad-accept"),
                Arguments.of(new CloseCause.HandshakeInvalid("SUBPROTOCOL_NOT_OFFERED", "x"), "subprotocol-refused"),
                Arguments.of(new CloseCause.HandshakeInvalid("EXTENSION_NOT_OFFERED", "x"), "extension-unasked"),
                Arguments.of(new CloseCause.HandshakeInvalid("EXTENSION_ANSWER_REFUSED", "x"), "extension-params"),
                Arguments.of(new CloseCause.HandshakeInvalid("START_LINE_MALFORMED", "x"), "not-http"),
                Arguments.of(new CloseCause.ProtocolViolation(ProtocolError.TEXT_NOT_UTF8, "x"), "peer-bad-text"),
                Arguments.of(new CloseCause.ProtocolViolation(ProtocolError.MASK_UNEXPECTED, "x"), "peer-bad-frame"),
                Arguments.of(new CloseCause.ProtocolViolation(ProtocolError.COMPRESSED_DATA_CORRUPT, "x"), "compress"),
                Arguments.of(new CloseCause.ProtocolViolation(ProtocolError.MESSAGE_TOO_LARGE, "x"), "peer-too-big"),
                Arguments.of(new CloseCause.ProtocolViolation(ProtocolError.CONTROL_FRAME_FLOOD, "x"), "peer-flood"),
                Arguments.of(new CloseCause.HandlerFailed("x"), "own-handler"),
                Arguments.of(new CloseCause.IdleTimeout(Duration.ofSeconds(60)), "own-idle-timeout"),
                Arguments.of(new CloseCause.SlowConsumer(2, 1), "slow-consumer"),
                Arguments.of(new CloseCause.Drained(ClosePayload.of(CloseCode.GOING_AWAY, "x")), "drained-here"),
                Arguments.of(
                        new CloseCause.Drained(
                                ClosePayload.of(CloseCode.GOING_AWAY, "x"), Optional.of(Duration.ofHours(1))),
                        "own-max-age"),
                Arguments.of(new CloseCause.Aborted(), "aborted-here"),
                Arguments.of(
                        new CloseCause.LocalFailure("java.io.IOException: Too many open files"), "port-exhaustion"),
                Arguments.of(new CloseCause.LocalFailure("x"), "own-failure"));
    }

    private static CloseCause connect(TransportEnd.Kind kind) {
        return new CloseCause.ConnectFailed("192.0.2.1:443", TransportEnd.of(kind, "x"));
    }

    @ParameterizedTest
    @MethodSource("causesThatSayItThemselves")
    void aCauseThatSaysItItselfIsCertain(CloseCause cause, String id) {
        assertFinding(first(CloseReport.builder(Role.CLIENT, cause)), id, Confidence.HIGH);
    }

    @Test
    void aClientThatSentNothingIsNoServerThatDidNotAnswer() {
        CloseReport.Builder waited = timedOutAtServer(408);
        assertFinding(first(waited), "no-request", Confidence.HIGH);
        assertFinding(first(waited.moment(Moment.Kind.LAST_BYTE_IN, 5)), "no-request", Confidence.MEDIUM);

        assertFinding(first(timedOutAtServer(503)), "silent", Confidence.HIGH);
    }

    private static CloseReport.Builder timedOutAtServer(int status) {
        HandshakeFacts answered = new HandshakeFacts(
                OptionalInt.of(status),
                Headers.EMPTY,
                "",
                Optional.empty(),
                List.of(),
                ExtensionOutcome.NOT_REACHED,
                ClientTraits.NONE);
        return CloseReport.builder(
                        Role.SERVER, new CloseCause.TimedOutOpening(CloseCause.Stage.UPGRADE, Duration.ofSeconds(10)))
                .handshake(answered);
    }

    @ParameterizedTest
    @MethodSource("closeFrames")
    void aCloseFrameSaysWhatItMeans(int code, String reason, String id, Confidence confidence) {
        ClosePayload payload = ClosePayload.of(new CloseCode(code), reason);

        assertFinding(first(open(new CloseCause.PeerClosed(payload), 3)), id, confidence);
    }

    static Stream<Arguments> closeFrames() {
        return Stream.of(
                Arguments.of(1000, "", "normal", Confidence.HIGH),
                Arguments.of(1001, "", "deploy", Confidence.MEDIUM),
                Arguments.of(1002, "x", "bad-frame", Confidence.HIGH),
                Arguments.of(1003, "", "wrong-type", Confidence.HIGH),
                Arguments.of(1007, "", "bad-payload", Confidence.HIGH),
                Arguments.of(1008, "", "policy", Confidence.HIGH),
                Arguments.of(1009, "", "too-big", Confidence.HIGH),
                Arguments.of(1011, "", "peer-internal-error", Confidence.HIGH),
                Arguments.of(1012, "", "deploy", Confidence.HIGH),
                Arguments.of(1013, "", "overloaded", Confidence.HIGH),
                Arguments.of(1014, "", "gateway-broke", Confidence.HIGH),
                Arguments.of(4711, "", "private-code", Confidence.HIGH));
    }

    @Test
    void aRefusalTellsWhereItPointsAndNoSecret() {
        Headers headers = Headers.builder()
                .add("Location", "https://login.example.com/?token=secret")
                .add("Set-Cookie", "session=secret")
                .build();
        HandshakeFacts handshake = new HandshakeFacts(
                OptionalInt.of(302),
                headers,
                "",
                Optional.empty(),
                List.of(),
                ExtensionOutcome.NOT_REACHED,
                ClientTraits.NONE);

        Finding finding = first(CloseReport.builder(Role.CLIENT, new CloseCause.HandshakeRefused(302, "redirect"))
                .target("wss://example.com/feed?token=secret")
                .handshake(handshake));

        assertThat(finding.facts()).contains(Evidence.of("location", Figure.of("https://login.example.com/?…")));
    }

    @Test
    void aMissingExtensionNamesWhatWasOfferedAndWhatCameBack() {
        Headers headers = Headers.builder().add("Upgrade", "websocket").build();
        HandshakeFacts handshake = new HandshakeFacts(
                OptionalInt.of(101),
                headers,
                "",
                Optional.empty(),
                List.of("permessage-deflate"),
                new ExtensionOutcome(List.of(new ExtensionOutcome.Entry(
                        "permessage-deflate", true, ExtensionOutcome.Result.NOT_OFFERED_BACK, ""))),
                ClientTraits.NONE);
        CloseReport.Builder report = open(new CloseCause.ExtensionMissing(List.of("permessage-deflate")), 1)
                .handshake(handshake);

        Finding finding = first(report);
        assertFinding(finding, "extension-missing", Confidence.HIGH);
        assertThat(finding.facts())
                .extracting(Evidence::id)
                .contains("required", "offered", "nothing-came-back", "outcome-not-offered-back");

        assertFinding(
                first(report, Context.builder().grantedBefore(Set.of("permessage-deflate"))),
                "extension-stripped",
                Confidence.HIGH);
    }

    @Test
    void aServerThatGets1010NamesWhatItCanAgreeTo() {
        ClosePayload payload = ClosePayload.of(CloseCode.MANDATORY_EXTENSION, "permessage-foo");
        CloseReport report = CloseReport.builder(Role.SERVER, new CloseCause.PeerClosed(payload))
                .opened()
                .build();

        Finding finding = Diagnosis.of(
                        report,
                        Context.builder()
                                .agreeable(List.of("permessage-deflate"))
                                .build())
                .first();

        assertFinding(finding, "extension-missing", Confidence.HIGH);
        assertThat(finding.facts().toString()).contains("permessage-foo", "permessage-deflate");
    }

    @Test
    void oneSilenceIsASuspicionAndASecondOneAPattern() {
        CloseReport.Builder report = lost(TransportEnd.FIN, 100).moment(Moment.Kind.LAST_BYTE_IN, nanos(95.0));

        assertThat(first(report).causeId()).isEqualTo("peer-cut");

        Finding repeated = first(report, Context.builder().history(List.of(past(31, 5.1), past(12, 4.9))));
        assertFinding(repeated, "proxy-idle", Confidence.HIGH);
        assertThat(Evidence.of("silences-repeat").id())
                .isIn(repeated.facts().stream().map(Evidence::id).toList());
    }

    @Test
    void aLimitThatAPathIsKnownToHaveIsNamedWithWhatIsDoneAboutIt() {
        CloseReport.Builder report = lost(TransportEnd.FIN, 10);
        PathLimit hint = new PathLimit(time(10), false, Optional.of(time(7.5)));
        Diagnosis once =
                Diagnosis.of(report.build(), Context.builder().path(hint).build());
        assertFinding(once.first(), "peer-cut", Confidence.MEDIUM);
        assertThat(told(once)).contains("the path may cut after about 10 s of silence; now pinging every 7.5 s");

        PathLimit confirmed = new PathLimit(time(10), true, Optional.of(time(7.5)));
        Diagnosis twice =
                Diagnosis.of(report.build(), Context.builder().path(confirmed).build());
        assertFinding(twice.first(), "proxy-idle", Confidence.HIGH);
        assertThat(told(twice)).contains("the path cuts after about 10 s of silence; now pinging every 7.5 s");

        PathLimit fixed = new PathLimit(time(10), true, Optional.empty());
        Diagnosis helpless =
                Diagnosis.of(report.build(), Context.builder().path(fixed).build());
        assertThat(told(helpless)).contains("the path cuts after about 10 s of silence");
    }

    @Test
    void aPathThatIsKnownToForgetIsLikelierThanOneThatIsGone() {
        CloseReport.Builder report = open(new CloseCause.PongTimeout(time(20), time(40)), 40);
        Context.Builder context = Context.builder().path(new PathLimit(time(20), true, Optional.of(time(10))));
        assertFinding(first(report, context), "nat-drop", Confidence.MEDIUM);
    }

    private static List<String> told(Diagnosis diagnosis) {
        Texts texts = Texts.in(Locale.ENGLISH);
        return diagnosis.findings().stream()
                .flatMap(finding -> finding.facts().stream())
                .map(texts::evidence)
                .toList();
    }

    @Test
    void agesThatRepeatWhileDataFlowsAreALifetimeLimit() {
        CloseReport.Builder report = lost(TransportEnd.FIN, 30).moment(Moment.Kind.LAST_BYTE_IN, nanos(29.9));

        assertFinding(
                first(report, Context.builder().history(List.of(past(30, 0.3), past(30.1, 3)))),
                "proxy-lifetime",
                Confidence.HIGH);
    }

    @Test
    void aResetRightAfterALongSilenceIsAFlowThatWasForgotten() {
        CloseReport.Builder report = lost(RST, 400.05)
                .moment(Moment.Kind.LAST_BYTE_IN, nanos(90))
                .moment(Moment.Kind.LAST_BYTE_OUT, nanos(400));

        assertThat(first(report).causeId()).isEqualTo("nat-drop");
    }

    @Test
    void aPathThatIsLostAfterAMinuteOfSilenceMayHaveBeenForgotten() {
        CloseReport.Builder soon = unansweredAfter(30);
        assertFinding(first(soon), "path-lost", Confidence.HIGH);

        Diagnosis later = Diagnosis.of(unansweredAfter(90).build());
        assertFinding(later.first(), "path-lost", Confidence.MEDIUM);
        assertThat(later.findings()).extracting(Finding::causeId).contains("nat-drop");

        assertThat(first(unansweredAfter(600)).causeId()).isEqualTo("nat-drop");
    }

    /** A ping that nothing acknowledged, after so many seconds of silence. */
    private static CloseReport.Builder unansweredAfter(int seconds) {
        return open(new CloseCause.PongTimeout(time(20), time(seconds + 20)), seconds + 21)
                .moment(Moment.Kind.LAST_BYTE_IN, nanos(1))
                .moment(Moment.Kind.LAST_BYTE_OUT, nanos(seconds + 1))
                .tcp(new TcpInfo(1, 1, 3, 0, 3, 0, 0, 0, 3, 20_000, 0, (seconds + 20) * 1000L), nanos(seconds + 21));
    }

    @Test
    void anEndRightAfterALargeMessageMayBeForItsSize() {
        CloseReport.Builder report = lost(RST, 10)
                .moment(Moment.Kind.LAST_BYTE_IN, nanos(9))
                .moment(Moment.Kind.LAST_BYTE_OUT, nanos(9.9))
                .moment(Moment.Kind.LAST_MESSAGE_OUT, nanos(9.9))
                .counters(new Counters(10, 20_000, 1, 1, 0, 0, 0, 17_000));

        assertFinding(first(report), "too-big-silent", Confidence.MEDIUM);
    }

    @Test
    void connectionsThatEndTogetherAndAreRefusedAfterwardsTellOfACrash() {
        CloseReport.Builder report = lost(TransportEnd.FIN, 10).moment(Moment.Kind.LAST_BYTE_IN, nanos(9.5));
        Context.Builder together = Context.builder().endedTogether(4);

        assertFinding(first(report, together.reconnect(Context.Reconnect.REFUSED)), "peer-crash", Confidence.HIGH);
        assertFinding(
                first(report, together.reconnect(Context.Reconnect.SUCCEEDED)), "peer-restart", Confidence.MEDIUM);
    }

    @Test
    void whatMadeThisEndCloseIsTheCauseAlsoIfItsCloseWasNotAnswered() {
        Closing unanswered = new Closing(
                Optional.of(ClosePayload.of(new CloseCode(1008), "")),
                Optional.empty(),
                Closing.Initiator.THIS_END,
                false,
                false,
                true);

        assertFinding(
                first(open(new CloseCause.SlowConsumer(2, 1), 9).closing(unanswered)),
                "slow-consumer",
                Confidence.HIGH);
        assertFinding(
                first(open(new CloseCause.ClosedByApplication(ClosePayload.of(CloseCode.NORMAL, "")), 9)
                        .closing(unanswered)),
                "close-unanswered",
                Confidence.HIGH);
    }

    @Test
    void aProcessThatIsGoneAfterwardsDidNotStumbleOverAMessage() {
        CloseReport.Builder report = lost(RST, 10)
                .moment(Moment.Kind.LAST_BYTE_OUT, nanos(9.9))
                .moment(Moment.Kind.LAST_MESSAGE_OUT, nanos(9.9))
                .counters(new Counters(10, 20_000, 1, 1, 0, 0, 0, 17_000));

        assertFinding(
                first(report, Context.builder().reconnect(Context.Reconnect.REFUSED)), "peer-crash", Confidence.MEDIUM);
    }

    @Test
    void aPeerThatMissedAPongBlamesAnEventLoopThatStoodStill() {
        CloseReport.Builder report =
                open(new CloseCause.PeerClosed(ClosePayload.of(new CloseCode(3008), "no answer to a ping")), 9);

        assertFinding(first(report), "peer-ping-timeout", Confidence.HIGH);
        assertFinding(first(report, Context.builder().longestStall(time(3))), "self-stall", Confidence.HIGH);
    }

    @Test
    void aStallThatIsMostlyGarbageCollectionIsCalledThat() {
        CloseReport.Builder report =
                open(new CloseCause.PeerClosed(ClosePayload.of(new CloseCode(3008), "no answer to a ping")), 9);
        Context.Builder stalled = Context.builder().longestStall(time(4.4));

        Finding collected = first(report, stalled.longestGcPause(time(4.2)));
        assertThat(collected.facts())
                .extracting(Evidence::id)
                .contains("gc-pause")
                .doesNotContain("stall");
        assertThat(Diagnosis.of(report.build(), stalled.build()).describe(Locale.ENGLISH))
                .contains("a garbage collection pause of 4.2 s");
        assertThat(first(report, stalled.longestGcPause(time(0.3))).facts())
                .extracting(Evidence::id)
                .contains("stall")
                .doesNotContain("gc-pause");
    }

    @Test
    void aResetMayBeTheDeathOfAProcess() {
        Diagnosis diagnosis = Diagnosis.of(lost(RST, 3).build(), Context.NONE);

        assertThat(diagnosis.findings()).extracting(Finding::causeId).contains("peer-cut", "peer-crash");
        assertThat(diagnosis.first().confidence()).isEqualTo(Confidence.LOW);
    }

    @Test
    void whatHappenedOnThisMachineComesFirst() {
        CloseReport.Builder report = lost(TIMED_OUT, 100);

        assertFinding(first(report, Context.builder().suspended(time(60))), "suspend", Confidence.HIGH);
        assertFinding(
                first(report, Context.builder().localAddress(Context.LocalAddress.GONE)), "ip-change", Confidence.HIGH);
        assertFinding(
                first(report, Context.builder().localAddress(Context.LocalAddress.LINK_DOWN)),
                "local-link",
                Confidence.HIGH);
    }

    @Test
    void aPingTimeoutIsOurOwnDoingIfOurStallWasLongEnough() {
        ClosePayload payload = ClosePayload.of(CloseCode.INTERNAL_ERROR, "keepalive ping timeout");
        CloseCause cause = new CloseCause.PeerClosed(payload);

        assertFinding(
                first(open(cause, 3_600), Context.builder().longestStall(time(12))), "self-stall", Confidence.HIGH);
        assertFinding(first(open(cause, 5), Context.builder().longestStall(time(3))), "self-stall", Confidence.HIGH);
        assertFinding(
                first(open(cause, 3_600), Context.builder().longestStall(time(1.5))),
                "peer-ping-timeout",
                Confidence.HIGH);
    }

    @Test
    void acknowledgementsTellADeadPathFromABusyPeer() {
        CloseCause silent = new CloseCause.PongTimeout(time(10), time(30));

        assertFinding(first(open(silent, 60).tcp(tcp(2, 4, 0, 30_000), nanos(60))), "path-lost", Confidence.HIGH);
        assertFinding(first(open(silent, 60).tcp(tcp(0, 0, 0, 9_990), nanos(60))), "peer-stall", Confidence.MEDIUM);
        // The timer was late: the ping was acknowledged, and a moment more than the time limit has passed since.
        assertFinding(first(open(silent, 60).tcp(tcp(0, 0, 0, 10_004), nanos(60))), "peer-stall", Confidence.MEDIUM);
        TcpInfo closeUnderWay = new TcpInfo(1, 1, 0, 0, 0, 0, 0, 204_000, 0, 0, 30_000, 10_004);
        assertFinding(first(open(silent, 60).tcp(closeUnderWay, nanos(60))), "peer-stall", Confidence.MEDIUM);
        TcpInfo farAway = new TcpInfo(1, 1, 0, 0, 0, 0, 0, 9_000_000, 0, 0, 30_000, 10_004);
        assertFinding(first(open(silent, 60).tcp(farAway, nanos(60))), "path-lost", Confidence.MEDIUM);
        assertFinding(first(open(silent, 60).tcp(tcp(0, 0, 3, 30_000), nanos(60))), "local-link", Confidence.MEDIUM);
        assertFinding(first(open(silent, 60)), "path-lost", Confidence.MEDIUM);
    }

    private static TcpInfo tcp(int unacked, int retransmits, int probes, long lastAckMillis) {
        return new TcpInfo(1, unacked, retransmits, probes, retransmits, 0, 0, 0, 0, 10_000, 30_000, lastAckMillis);
    }

    @Test
    void aReportWithoutADiagnoserIsDiagnosedWithoutContext() {
        CloseReport report = lost(TransportEnd.FIN, 3).build();

        assertThat(Diagnosis.of(report)).isEqualTo(Diagnosis.of(report, Context.NONE));
        CloseReport carrying = report.withDiagnoser(facts ->
                Diagnosis.of(facts, Context.builder().suspended(time(60)).build()));
        assertThat(carrying.diagnose().causeId()).isEqualTo("suspend");
        assertThat(Diagnosis.of(carrying).first().confidence()).isEqualTo(Confidence.HIGH);
    }
}
