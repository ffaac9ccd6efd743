package dev.sockeye.testkit.connection;

import static dev.sockeye.testkit.connection.Endpoint.closeFrame;
import static dev.sockeye.testkit.connection.Endpoint.control;
import static dev.sockeye.testkit.connection.Endpoint.fragment;
import static dev.sockeye.testkit.connection.Endpoint.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The closing handshake (RFC 6455 §7), from both ends. Longer than most because it goes through that section clause by
 * clause, and its cases share one stage.
 */
class ClosingTest {
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static Endpoint endpoint(Role role) {
        return Endpoint.of(role, settings -> settings.closingTimeout(CLOSING).lingerTimeout(LINGER));
    }

    // ---- this end closes

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-7.1.2-1")
    @Tag("RFC6455-5.5.1-1")
    void closingSendsACloseFrameWithTheCodeAndTheReason(Role role) {
        Endpoint end = endpoint(role);

        end.close(CloseCode.GOING_AWAY, "moving on");

        assertThat(end.sent()).containsExactly(closeFrame(1001, "moving on"));
        assertThat(end.phase()).isEqualTo(Phase.CLOSE_SENT);
        assertThat(end.events()).containsExactly(new Event.Closing());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.5.1-3")
    @Tag("RFC6455-6.1-1")
    void afterItsCloseFrameAnEndpointSendsNoDataAndNoPing(Role role) {
        Endpoint end = endpoint(role);
        end.close(CloseCode.NORMAL, "");
        end.sent();

        assertThat(end.sendText("late")).isFalse();
        assertThat(end.connection.ping(ByteBuffer.allocate(0), end.now())).isFalse();
        assertThat(end.connection.pong(ByteBuffer.allocate(0), end.now())).isFalse();
        assertThat(end.connection.canSend()).isFalse();
        assertThat(end.sent()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.5.1-3")
    @Tag("RFC6455-6.1-1")
    void aMessageUnderWayEndsWhereTheEndpointSendsItsCloseFrame(Role role) {
        Endpoint end = endpoint(role);
        end.send(MessageType.TEXT, "first ", false);
        end.close(CloseCode.NORMAL, "");
        end.sent();

        assertThat(end.send(MessageType.TEXT, "last", true)).isFalse();
        end.receive(closeFrame(1000, ""));
        assertThat(end.send(MessageType.TEXT, "last", true)).isFalse();

        assertThat(end.sent()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void betweenItsCloseFrameAndThePeersAnEndpointStillReceives(Role role) {
        Endpoint end = endpoint(role);
        end.close(CloseCode.NORMAL, "");

        end.receive(text("on its way"));

        assertThat(end.events()).contains(new Event.Text("on its way"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.5.2-1")
    void aPingBetweenTheCloseFramesIsAnswered(Role role) {
        Endpoint end = endpoint(role);
        end.close(CloseCode.NORMAL, "");
        end.sent();

        end.receive(control(Opcode.PING, "still there?"));

        assertThat(end.sent()).containsExactly(control(Opcode.PONG, "still there?"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void closingTwiceSendsOneCloseFrameAndNotesTheSecondCause(Role role) {
        Endpoint end = endpoint(role);
        end.close(CloseCode.NORMAL, "first");
        end.close(CloseCode.GOING_AWAY, "second");
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sent()).containsExactly(closeFrame(1000, "first"));
        CloseReport report = end.report();
        assertThat(report.cause())
                .isEqualTo(new CloseCause.ClosedByApplication(ClosePayload.of(CloseCode.NORMAL, "first")));
        assertThat(report.timeline())
                .anyMatch(moment -> moment.kind() == Moment.Kind.LATER_CAUSE
                        && moment.detail().contains("second"));
    }

    @Test
    @Tag("RFC6455-5.5.1-6")
    @Tag("RFC6455-5.5.1-8")
    @Tag("RFC6455-7.1.1-3")
    @Tag("RFC6455-7.1.4-1")
    void aClientThatClosesWaitsForTheServerToEndTcp() {
        Endpoint client = endpoint(Role.CLIENT);
        client.close(CloseCode.NORMAL, "bye");
        client.receive(closeFrame(1000, ""));

        assertThat(client.phase()).isEqualTo(Phase.CLOSE_EXCHANGED);
        assertThat(client.sink.isOutputShut()).isFalse();

        client.end(TransportEnd.Kind.FIN);

        assertThat(client.sink.isTransportClosed()).isTrue();
        CloseReport report = client.report();
        assertThat(report.isClean()).isTrue();
        assertThat(report.code()).isEqualTo(CloseCode.NORMAL);
        assertThat(report.closing().first()).isEqualTo(Closing.Initiator.THIS_END);
        assertThat(report.transportEnd()).contains(TransportEnd.FIN);
    }

    @Test
    @Tag("RFC6455-5.5.1-7")
    @Tag("RFC6455-7.1.1-2")
    @Tag("RFC6455-7.1.1-3")
    @Tag("RFC6455-7.1.2-2")
    void aServerThatClosesEndsItsOutputAsSoonAsTheAnswerCame() {
        Endpoint server = endpoint(Role.SERVER);
        server.close(CloseCode.NORMAL, "bye");
        assertThat(server.sink.isOutputShut()).isFalse();

        server.receive(closeFrame(1000, ""));

        assertThat(server.sink.isOutputShut()).isTrue();
        assertThat(server.sink.isTransportClosed()).isFalse();
        server.end(TransportEnd.Kind.FIN);
        assertThat(server.sink.isTransportClosed()).isTrue();
        assertThat(server.report().isClean()).isTrue();
    }

    // ---- the peer closes

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.5.1-4")
    @Tag("RFC6455-5.5.1-5")
    void aCloseFrameIsAnsweredAtOnceWithItsCode(Role role) {
        Endpoint end = endpoint(role);

        end.receive(closeFrame(4321, "because"));

        assertThat(end.sent()).containsExactly(closeFrame(4321, ""));
        assertThat(end.phase()).isEqualTo(Phase.CLOSE_EXCHANGED);
        assertThat(end.events()).containsExactly(new Event.Closing());
    }

    @Test
    void aServerEchoesTheCodeThatOnlyAClientMayChoose() {
        Endpoint server = endpoint(Role.SERVER);

        server.receive(closeFrame(1010, "permessage-deflate"));

        assertThat(server.sent()).containsExactly(closeFrame(1010, ""));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-7.1.5-1")
    void aCloseFrameWithoutACodeIsReportedAs1005AndAnsweredWithoutACode(Role role) {
        Endpoint end = endpoint(role);

        end.receive(closeFrame(ClosePayload.EMPTY));
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sent()).containsExactly(closeFrame(ClosePayload.EMPTY));
        assertThat(end.report().code()).isEqualTo(CloseCode.NO_STATUS);
        assertThat(end.report().isClean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-7.1.5-1")
    @Tag("RFC6455-7.1.6-1")
    void thePeersCodeAndReasonAreReportedAsThePeersOwn(Role role) {
        Endpoint end = endpoint(role);

        end.receive(closeFrame(4000, "you know why"));
        end.end(TransportEnd.Kind.FIN);

        CloseReport report = end.report();
        assertThat(report.cause())
                .isEqualTo(new CloseCause.PeerClosed(ClosePayload.of(new CloseCode(4000), "you know why")));
        assertThat(report.code().value()).isEqualTo(4000);
        assertThat(report.reason()).isEqualTo("you know why");
        assertThat(report.closing().first()).isEqualTo(Closing.Initiator.PEER);
        assertThat(report.timeline()).noneMatch(moment -> moment.kind() == Moment.Kind.LATER_CAUSE);
    }

    @Test
    void aServerAnswersAndEndsItsOutputInOneStep() {
        Endpoint server = endpoint(Role.SERVER);

        server.receive(closeFrame(1000, ""));

        assertThat(server.sink.isOutputShut()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-7.1.1-1")
    void whatComesBehindACloseFrameIsReadAndThrownAway(Role role) {
        Endpoint end = endpoint(role);
        end.receive(closeFrame(1000, ""));
        end.sent();

        assertThat(end.receive(text("late"), control(Opcode.PING, ""), closeFrame(1001, "again")))
                .isTrue();
        assertThat(end.receive(new byte[] {-1, -1, -1})).isTrue();
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sent()).isEmpty();
        assertThat(end.sink.messages()).isEmpty();
        assertThat(end.report().code()).isEqualTo(CloseCode.NORMAL);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.5.1-3")
    @Tag("RFC6455-6.1-1")
    void theAnswerWaitsForTheMessageUnderWay(Role role) {
        Endpoint end = endpoint(role);
        end.send(MessageType.TEXT, "first ", false);
        end.sent();

        end.receive(closeFrame(1000, ""));
        assertThat(end.phase()).isEqualTo(Phase.CLOSE_RECEIVED);
        assertThat(end.sent()).isEmpty();

        assertThat(end.send(MessageType.TEXT, "second ", false)).isTrue();
        assertThat(end.send(MessageType.TEXT, "last", true)).isTrue();

        assertThat(end.sent())
                .containsExactly(
                        fragment(Opcode.CONTINUATION, "second ", false),
                        fragment(Opcode.CONTINUATION, "last", true),
                        closeFrame(1000, ""));
        assertThat(end.sendText("more")).isFalse();
        assertThat(end.phase()).isEqualTo(Phase.CLOSE_EXCHANGED);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theAnswerDoesNotWaitForeverForTheMessageUnderWay(Role role) {
        Endpoint end = endpoint(role);
        end.send(MessageType.TEXT, "first ", false);
        end.receive(closeFrame(1000, ""));
        end.sent();

        end.pass(CLOSING.dividedBy(2).minusNanos(1));
        assertThat(end.sent()).isEmpty();
        end.pass(Duration.ofNanos(1));

        assertThat(end.sent()).containsExactly(closeFrame(1000, ""));
        assertThat(end.phase()).isEqualTo(Phase.CLOSE_EXCHANGED);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anApplicationThatClosesWhileItOwesTheAnswerSendsTheAnswer(Role role) {
        Endpoint end = endpoint(role);
        end.send(MessageType.TEXT, "first ", false);
        end.receive(closeFrame(4000, "peer's"));
        end.sent();

        end.close(CloseCode.NORMAL, "mine");
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sent()).containsExactly(closeFrame(4000, ""));
        assertThat(end.report().cause()).isInstanceOf(CloseCause.PeerClosed.class);
    }

    // ---- both close

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.5.1-9")
    @Tag("RFC6455-5.5.1-4")
    void simultaneousClosesEndInOneCloseFrameFromEachEnd(Role role) {
        Endpoint end = endpoint(role);
        end.close(CloseCode.NORMAL, "mine");
        end.receive(closeFrame(4000, "yours"));
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sent()).containsExactly(closeFrame(1000, "mine"));
        CloseReport report = end.report();
        assertThat(report.isClean()).isTrue();
        assertThat(report.code().value()).isEqualTo(4000);
        assertThat(report.cause().kind()).isEqualTo(CloseCause.Kind.CLOSED_BY_APPLICATION);
        assertThat(report.closing().first()).isEqualTo(Closing.Initiator.THIS_END);
    }

    // ---- what may be sent

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-7.4.1-1")
    @Tag("RFC6455-7.4.1-2")
    @Tag("RFC6455-7.4.1-4")
    void noCodeThatMustNotBeOnTheWireGetsThere(Role role) {
        for (int value = 0; value <= 0xFFFF; value++) {
            CloseCode code = new CloseCode(value);
            if (!code.isSendable(role)) {
                Endpoint end = endpoint(role);
                assertThatIllegalArgumentException().isThrownBy(() -> end.close(code, ""));
                assertThat(end.phase()).isEqualTo(Phase.OPEN);
                assertThat(end.sent()).isEmpty();
            }
        }
    }

    // ---- failing

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-7.1.7-1")
    @Tag("RFC6455-7.1.7-2")
    @Tag("RFC6455-7.1.7-4")
    @Tag("RFC6455-7.1.7-5")
    @Tag("RFC6455-10.7-2")
    @Tag("RFC6455-7.2.1-1")
    void aViolationIsAnsweredWithACloseFrameThatSaysWhichAndThenNothingIsRead(Role role) {
        Endpoint end = endpoint(role);

        end.receive(new byte[] {(byte) 0x83});
        assertThat(end.sent()).containsExactly(closeFrame(1002, ProtocolError.RESERVED_OPCODE.rule()));
        assertThat(end.sink.isOutputShut()).isTrue();

        end.receive(text("more"), closeFrame(1002, ""));
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sink.isTransportClosed()).isTrue();
        CloseReport report = end.report();
        assertThat(report.cause())
                .isInstanceOfSatisfying(
                        CloseCause.ProtocolViolation.class,
                        violation -> assertThat(violation.error()).isEqualTo(ProtocolError.RESERVED_OPCODE));
        assertThat(end.sink.messages()).isEmpty();
        assertThat(report.isClean()).isFalse();
        assertThat(report.closing().received()).isEmpty();
        assertThat(report.code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(report.closing().midFrame()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aViolationWhileClosingSendsNoSecondCloseFrame(Role role) {
        Endpoint end = endpoint(role);
        end.close(CloseCode.NORMAL, "mine");
        end.sent();

        end.receive(new byte[] {(byte) 0x83});
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sent()).isEmpty();
        assertThat(end.sink.isOutputShut()).isTrue();
        assertThat(end.report().cause().kind()).isEqualTo(CloseCause.Kind.CLOSED_BY_APPLICATION);
        assertThat(end.report().timeline()).anyMatch(moment -> moment.kind() == Moment.Kind.LATER_CAUSE);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aWrongByteInTheMiddleOfTheInputLeavesTheBufferConsumedAndItsLimitAlone(Role role) {
        Endpoint end = endpoint(role);
        Frame frame = Frame.of(Opcode.TEXT, new byte[] {'a', (byte) 0xFF});
        byte[] wrong = role == Role.SERVER ? frame.toMaskedBytes(1) : frame.toUnmaskedBytes();
        ByteBuffer in = ByteBuffer.allocate(100).put(wrong).clear();

        assertThat(end.connection.receive(in, end.now())).isTrue();

        assertThat(in.position()).isEqualTo(100);
        assertThat(in.limit()).isEqualTo(100);
        end.end(TransportEnd.Kind.FIN);
        assertThat(end.report().counters().bytesIn()).isEqualTo(100);
    }

    // ---- time

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPeerThatDoesNotAnswerACloseFrameIsGivenUpAfterTheClosingTimeout(Role role) {
        Endpoint end = endpoint(role);
        end.close(CloseCode.NORMAL, "");

        end.pass(CLOSING.minusNanos(1));
        assertThat(end.sink.isTransportClosed()).isFalse();
        end.pass(Duration.ofNanos(1));

        CloseReport report = end.report();
        assertThat(report.closing().timedOut()).isTrue();
        assertThat(report.code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(report.isClean()).isFalse();
        assertThat(report.cause().kind()).isEqualTo(CloseCause.Kind.CLOSED_BY_APPLICATION);
        assertThat(report.transportEnd()).contains(TransportEnd.LOCAL);
        assertThat(report.when(Moment.Kind.CLOSING_TIMED_OUT)).contains(CLOSING);
    }

    @Test
    @Tag("RFC6455-5.5.1-8")
    void aClientDoesNotWaitForeverForTheServerToEndTcp() {
        Endpoint client = endpoint(Role.CLIENT);
        client.receive(closeFrame(1000, ""));

        client.pass(CLOSING.minusNanos(1));
        assertThat(client.sink.isTransportClosed()).isFalse();
        client.pass(Duration.ofNanos(1));

        assertThat(client.report().isClean()).isTrue();
        assertThat(client.report().closing().timedOut()).isFalse();
    }

    @Test
    void aServerReadsOnForTheLingerTimeSoThatUnreadInputCannotDestroyItsCloseFrame() {
        Endpoint server = endpoint(Role.SERVER);
        server.receive(closeFrame(1000, ""));
        assertThat(server.sink.isOutputShut()).isTrue();

        server.pass(LINGER.minusNanos(1));
        assertThat(server.sink.isTransportClosed()).isFalse();
        assertThat(server.receive(text("late"))).isTrue();
        server.pass(Duration.ofNanos(1));

        assertThat(server.sink.isTransportClosed()).isTrue();
        assertThat(server.report().isClean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anEndThatFailsLingersToo(Role role) {
        Endpoint end = endpoint(role);
        end.receive(new byte[] {(byte) 0x83});

        end.pass(LINGER.minusNanos(1));
        assertThat(end.sink.isTransportClosed()).isFalse();
        end.pass(Duration.ofNanos(1));

        assertThat(end.report().transportEnd()).contains(TransportEnd.LOCAL);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aTimerThatFiresEarlyDoesNothingAndOneThatFiresLateDoesItAll(Role role) {
        Endpoint end = endpoint(role);
        end.close(CloseCode.NORMAL, "");

        end.connection.onTimer(end.now());
        assertThat(end.phase()).isEqualTo(Phase.CLOSE_SENT);
        end.passAndFireLate(CLOSING.multipliedBy(3));

        assertThat(end.phase()).isEqualTo(Phase.CLOSED);
        assertThat(end.connection.nanosUntilTimer(end.now())).isEqualTo(Long.MAX_VALUE);
    }

    // ---- the transport ends

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-7.2.1-2")
    @Tag("RFC6455-7.1.4-1")
    @Tag("RFC6455-7.1.5-1")
    void aTransportThatEndsWithoutACloseFrameIsReportedAs1006(Role role) {
        for (TransportEnd.Kind kind : TransportEnd.Kind.values()) {
            Endpoint end = endpoint(role);
            end.end(kind);

            CloseReport report = end.report();
            assertThat(report.code()).isEqualTo(CloseCode.ABNORMAL);
            assertThat(report.cause()).isEqualTo(new CloseCause.TransportLost(TransportEnd.of(kind, "")));
            assertThat(report.transportEnd()).contains(TransportEnd.of(kind, ""));
            assertThat(report.closing().first()).isEqualTo(Closing.Initiator.NOBODY);
            assertThat(end.sent()).isEmpty();
            assertThat(end.sink.isTransportClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 6, 8})
    void theReportTellsWhetherTheInputEndedWithinAFrame(int bytes) {
        Endpoint server = endpoint(Role.SERVER);
        byte[] frame = text("ab").toMaskedBytes(1);
        server.receive(Arrays.copyOf(frame, bytes));
        server.end(TransportEnd.Kind.FIN);

        boolean within = bytes > 0 && bytes < frame.length;
        assertThat(server.report().closing().midFrame()).isEqualTo(within);
        assertThat(server.report().closing().midMessage()).isEqualTo(within && bytes > 1);
    }

    @Test
    void theReportTellsWhetherTheInputEndedBetweenTheFramesOfAMessage() {
        Endpoint client = endpoint(Role.CLIENT);
        client.receive(fragment(Opcode.TEXT, "a", false));
        client.end(TransportEnd.Kind.RST);

        assertThat(client.report().closing().midFrame()).isFalse();
        assertThat(client.report().closing().midMessage()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anEndThatIsCutTellsThePeerNothing(Role role) {
        Endpoint end = endpoint(role);
        end.connection.abort(new CloseCause.Aborted(), end.now());

        assertThat(end.sent()).isEmpty();
        assertThat(end.report().cause()).isEqualTo(new CloseCause.Aborted());
        assertThat(end.report().code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(end.events()).extracting(Event::getClass).containsExactly(Event.Closing.class, Event.Closed.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whatComesAfterTheEndChangesNothing(Role role) {
        Endpoint end = endpoint(role);
        end.end(TransportEnd.Kind.RST);
        CloseReport report = end.report();

        end.end(TransportEnd.Kind.FIN);
        end.close(CloseCode.NORMAL, "");
        end.connection.abort(new CloseCause.Aborted(), end.now());
        end.passAndFireLate(Duration.ofHours(1));
        assertThat(end.receive(text("late"))).isTrue();
        assertThat(end.sendText("late")).isFalse();
        end.connection.pause();
        end.connection.resume(end.now());

        assertThat(end.report()).isSameAs(report);
        assertThat(end.sent()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theFirstCauseWins(Role role) {
        List<CloseCause> later = List.of(
                new CloseCause.HandlerFailed("java.lang.IllegalStateException"),
                new CloseCause.SlowConsumer(2, 1),
                new CloseCause.Drained(ClosePayload.EMPTY));
        Endpoint end = endpoint(role);
        end.connection.close(
                new CloseCause.IdleTimeout(Duration.ofSeconds(1)), ClosePayload.of(CloseCode.TIMEOUT, ""), end.now());
        later.forEach(cause -> end.connection.close(cause, ClosePayload.of(CloseCode.INTERNAL_ERROR, ""), end.now()));
        end.end(TransportEnd.Kind.RST);

        assertThat(end.report().cause().kind()).isEqualTo(CloseCause.Kind.IDLE_TIMEOUT);
        assertThat(end.report().timeline())
                .filteredOn(moment -> moment.kind() == Moment.Kind.LATER_CAUSE)
                .extracting(Moment::detail)
                .containsExactly(
                        later.get(0).describe(),
                        later.get(1).describe(),
                        later.get(2).describe(),
                        new CloseCause.TransportLost(TransportEnd.of(TransportEnd.Kind.RST, "")).describe());
    }
}
