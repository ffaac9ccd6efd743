package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which ends were for silence. */
class SilentEndTest {
    private static final double SECOND = 1e9;

    private static CloseReport.Builder report(CloseCause cause) {
        return CloseReport.builder(Role.CLIENT, cause).opened().startedAt(0).moment(Moment.Kind.OPENED, 0);
    }

    private static CloseReport.Builder lost(TransportEnd.Kind kind) {
        return report(new CloseCause.TransportLost(TransportEnd.of(kind, "")));
    }

    private static CloseReport.Builder at(CloseReport.Builder report, Moment.Kind kind, double seconds) {
        return report.moment(kind, (long) (seconds * SECOND));
    }

    /** {@return an end at 30 s, after bytes in and out at the given times} */
    private static CloseReport silentSince(CloseReport.Builder report, double in, double out) {
        at(at(report, Moment.Kind.LAST_BYTE_IN, in), Moment.Kind.LAST_BYTE_OUT, out);
        return at(report, Moment.Kind.TRANSPORT_ENDED, 30).build();
    }

    /** {@return an end after a ping that was not answered} */
    private static CloseReport afterPing(CloseReport.Builder report, double ping, double end) {
        at(at(report, Moment.Kind.LAST_BYTE_IN, 1), Moment.Kind.LAST_BYTE_OUT, ping);
        at(report, Moment.Kind.LAST_PING_OUT, ping);
        return at(report, Moment.Kind.TRANSPORT_ENDED, end).build();
    }

    private static Optional<SilentEnd> after(double seconds, boolean exact) {
        return Optional.of(new SilentEnd((long) (seconds * SECOND), exact));
    }

    @ParameterizedTest
    @EnumSource(
            value = TransportEnd.Kind.class,
            names = {"FIN", "TLS_TRUNCATED", "RST"})
    void anEndInTheMiddleOfASilenceTellsItsLengthExactly(TransportEnd.Kind kind) {
        assertThat(SilentEnd.of(silentSince(lost(kind), 18, 20), 0)).isEqualTo(after(10, true));
        assertThat(SilentEnd.of(silentSince(lost(kind), 22, 15), 0)).isEqualTo(after(8, true));
    }

    @Test
    void anEndRightAfterTrafficIsNotForSilence() {
        assertThat(SilentEnd.of(silentSince(lost(TransportEnd.Kind.FIN), 1, 29), 0))
                .isEmpty();
        assertThat(SilentEnd.of(silentSince(lost(TransportEnd.Kind.RST), 28.5, 1), 0))
                .isEmpty();
    }

    @Test
    void aPingThatNothingAnswersFindsAnEndThatMayBeOld() {
        CloseCause timeout = new CloseCause.PongTimeout(Duration.ofSeconds(20), Duration.ofSeconds(35));
        long asked = (long) (15 * SECOND);
        assertThat(SilentEnd.of(afterPing(report(timeout), 16, 36), asked)).isEqualTo(after(15, false));
        assertThat(SilentEnd.of(afterPing(lost(TransportEnd.Kind.TIMEOUT), 16, 36), asked))
                .isEqualTo(after(15, false));
        assertThat(SilentEnd.of(afterPing(lost(TransportEnd.Kind.RST), 16, 16.1), asked))
                .isEqualTo(after(15, false));
    }

    @Test
    void aFinThatCrossesAPingCameAtItsTime() {
        long asked = (long) (15 * SECOND);
        assertThat(SilentEnd.of(afterPing(lost(TransportEnd.Kind.FIN), 16, 16.25), asked))
                .isEqualTo(after(15.25, true));
        assertThat(SilentEnd.of(afterPing(lost(TransportEnd.Kind.FIN), 16, 22), asked))
                .as("somebody was there, and silent")
                .isEmpty();
    }

    @Test
    void aPingInTheMiddleOfATalkThatGoesUnansweredIsNotForSilence() {
        assertThat(SilentEnd.of(afterPing(lost(TransportEnd.Kind.RST), 16, 17), (long) SECOND))
                .isEmpty();
    }

    @Test
    void otherEndsTeachNothing() {
        CloseCause closed = new CloseCause.PeerClosed(ClosePayload.of(CloseCode.GOING_AWAY, ""));
        assertThat(SilentEnd.of(silentSince(report(closed), 1, 1), 0)).isEmpty();
        assertThat(SilentEnd.of(silentSince(lost(TransportEnd.Kind.UNREACHABLE), 1, 1), 0))
                .isEmpty();
        CloseReport attempt = CloseReport.builder(Role.CLIENT, new CloseCause.TransportLost(TransportEnd.FIN))
                .build();
        assertThat(SilentEnd.of(attempt, 0)).isEmpty();
    }

    @Test
    void aSilenceThatWasBorneBeforeWasNotTheReason() {
        SilentEnd end = new SilentEnd(10, true);
        assertThat(end.isOutlivedBy(10)).isTrue();
        assertThat(end.isOutlivedBy(9)).isFalse();
    }
}
