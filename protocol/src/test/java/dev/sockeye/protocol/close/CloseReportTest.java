package dev.sockeye.protocol.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CloseReportTest {
    private static final ClosePayload BYE = ClosePayload.of(CloseCode.NORMAL, "bye");
    private static final CloseCause LOST = new CloseCause.TransportLost(TransportEnd.FIN);

    @Test
    void theCodeIsThatOfTheCloseFrameThatCame() {
        CloseReport report = report(new CloseCause.PeerClosed(BYE), Optional.of(BYE), Optional.of(BYE));

        assertThat(report.code()).isEqualTo(CloseCode.NORMAL);
        assertThat(report.reason()).isEqualTo("bye");
        assertThat(report.isClean()).isTrue();
    }

    @Test
    void aCloseFrameWithoutACodeIs1005() {
        CloseReport report = report(
                new CloseCause.PeerClosed(ClosePayload.EMPTY),
                Optional.of(ClosePayload.EMPTY),
                Optional.of(ClosePayload.EMPTY));

        assertThat(report.code()).isEqualTo(CloseCode.NO_STATUS);
        assertThat(report.reason()).isEmpty();
    }

    @Test
    void withoutACloseFrameFromThePeerTheCodeIs1006WhateverThisEndSent() {
        CloseReport report = report(new CloseCause.ClosedByApplication(BYE), Optional.of(BYE), Optional.empty());

        assertThat(report.code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(report.isClean()).isFalse();
        assertThat(report.reason()).isEmpty();
    }

    @Test
    void aTlsFailureIs1015AndEveryOtherFailureToOpenIs1006() {
        assertThat(CloseReport.builder(
                                Role.CLIENT,
                                new CloseCause.TlsFailed(CloseCause.TlsProblem.CERTIFICATE_EXPIRED, "expired"))
                        .build()
                        .code())
                .isEqualTo(CloseCode.TLS_HANDSHAKE);
        List<CloseCause> others = List.of(
                new CloseCause.DnsFailed("x.example", "no such host"),
                new CloseCause.ConnectFailed("127.0.0.1:1", TransportEnd.of(TransportEnd.Kind.REFUSED, "")),
                new CloseCause.HandshakeRefused(403, ""),
                new CloseCause.HandshakeInvalid("ACCEPT_WRONG", "x"),
                new CloseCause.HandshakeLost(CloseCause.Stage.UPGRADE, TransportEnd.FIN),
                new CloseCause.TimedOutOpening(CloseCause.Stage.TLS, Duration.ofSeconds(1)));
        assertThat(others)
                .allSatisfy(cause -> assertThat(
                                CloseReport.builder(Role.CLIENT, cause).build().code())
                        .isEqualTo(CloseCode.ABNORMAL));
    }

    @Test
    void anAttemptThatNeverOpenedIsNotClean() {
        assertThat(CloseReport.builder(Role.CLIENT, LOST)
                        .closing(closing(Optional.of(BYE), Optional.of(BYE)))
                        .build()
                        .isClean())
                .isFalse();
    }

    @Test
    void theTimelineIsInOrderAndCountsFromTheStartEvenIfTheClockWraps() {
        long start = Long.MAX_VALUE - 10;
        CloseReport report = CloseReport.builder(Role.SERVER, LOST)
                .startedAt(start)
                .moment(Moment.Kind.TRANSPORT_ENDED, start + 30)
                .moment(Moment.Kind.OPENED, start + 5, "x")
                .moment(Moment.Kind.OBSERVED, start + 20)
                .moment(Moment.Kind.OBSERVED, start + 10)
                .build();

        assertThat(report.timeline())
                .containsExactly(
                        new Moment(Moment.Kind.OPENED, 5, "x"),
                        new Moment(Moment.Kind.OBSERVED, 10, ""),
                        new Moment(Moment.Kind.OBSERVED, 20, ""),
                        new Moment(Moment.Kind.TRANSPORT_ENDED, 30, ""));
        assertThat(report.when(Moment.Kind.OBSERVED)).contains(Duration.ofNanos(20));
        assertThat(report.when(Moment.Kind.CLOSE_SENT)).isEmpty();
    }

    @Test
    void withoutAStartMomentsCountFromTheEarliest() {
        CloseReport report = CloseReport.builder(Role.SERVER, LOST)
                .moment(Moment.Kind.TRANSPORT_ENDED, Long.MIN_VALUE + 9)
                .moment(Moment.Kind.OPENED, Long.MAX_VALUE)
                .build();

        assertThat(report.timeline()).extracting(Moment::nanos).containsExactly(0L, 10L);
    }

    @Test
    void theLineForALogHidesTheQueryWhichMayHoldASecret() {
        CloseReport report = CloseReport.builder(Role.CLIENT, LOST)
                .target("wss://example.com/feed?token=s3cret")
                .build();

        assertThat(report.toString()).doesNotContain("s3cret").contains("wss://example.com/feed?…");
        assertThat(report.redactedTarget()).isEqualTo("wss://example.com/feed?…");
        assertThat(report.target()).contains("s3cret");
    }

    @Test
    void theLineForALogTellsTheCauseBothPayloadsAndTheCounts() {
        CloseReport report = CloseReport.builder(
                        Role.SERVER, new CloseCause.ProtocolViolation(ProtocolError.MASK_MISSING, "TEXT frame"))
                .opened()
                .target("/echo")
                .remoteAddress("192.0.2.7:4321")
                .closing(new Closing(
                        Optional.of(ClosePayload.of(CloseCode.PROTOCOL_ERROR, "not masked")),
                        Optional.empty(),
                        Closing.Initiator.THIS_END,
                        true,
                        false,
                        true))
                .counters(new Counters(12, 34, 1, 2, 0, 0, 0, 17))
                .startedAt(0)
                .moment(Moment.Kind.TRANSPORT_ENDED, Duration.ofMillis(1_560).toNanos())
                .build();

        assertThat(report)
                .hasToString(
                        "1006 not clean, refused what the peer sent: a client's frame is not masked (TEXT frame;"
                                + " RFC 6455 §5.1); sent 1002 \"not masked\"; the closing handshake timed out; the input ended"
                                + " within a frame | /echo from 192.0.2.7:4321 | 1.5 s, in 1 message/12 B, out 2 messages/34 B");
    }

    @Test
    void everyCauseTellsItselfInWordsAndByItsOwnKind() {
        List<CloseCause> causes = List.of(
                new CloseCause.PeerClosed(BYE),
                new CloseCause.ClosedByApplication(BYE),
                new CloseCause.Drained(BYE),
                new CloseCause.ProtocolViolation(ProtocolError.MASK_MISSING, "x"),
                new CloseCause.HandlerFailed("x"),
                new CloseCause.PongTimeout(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                new CloseCause.IdleTimeout(Duration.ofSeconds(1)),
                new CloseCause.SlowConsumer(2, 1),
                new CloseCause.ExtensionMissing(List.of("a", "b")),
                LOST,
                new CloseCause.Aborted(),
                new CloseCause.DnsFailed("h", "d"),
                new CloseCause.ConnectFailed("a", TransportEnd.FIN),
                new CloseCause.ProxyFailed("p", CloseCause.ProxyProblem.CREDENTIALS, OptionalInt.of(407), "d"),
                new CloseCause.TlsFailed(CloseCause.TlsProblem.OTHER, "x"),
                new CloseCause.HandshakeRefused(503, "busy"),
                new CloseCause.HandshakeInvalid("X", "x"),
                new CloseCause.HandshakeLost(CloseCause.Stage.TLS, TransportEnd.FIN),
                new CloseCause.TimedOutOpening(CloseCause.Stage.DNS, Duration.ofSeconds(1)),
                new CloseCause.LocalFailure("x"));

        assertThat(causes).extracting(CloseCause::kind).containsExactly(CloseCause.Kind.values());
        assertThat(causes)
                .extracting(CloseCause::describe)
                .doesNotHaveDuplicates()
                .allSatisfy(words -> assertThat(words).isNotBlank());
    }

    private static CloseReport report(CloseCause cause, Optional<ClosePayload> sent, Optional<ClosePayload> received) {
        return CloseReport.builder(Role.CLIENT, cause)
                .opened()
                .closing(closing(sent, received))
                .build();
    }

    private static Closing closing(Optional<ClosePayload> sent, Optional<ClosePayload> received) {
        return new Closing(sent, received, Closing.Initiator.PEER, false, false, false);
    }
}
