package dev.sockeye.testkit.connection;

import static dev.sockeye.testkit.connection.Endpoint.closeFrame;
import static dev.sockeye.testkit.connection.Endpoint.control;
import static dev.sockeye.testkit.connection.Endpoint.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.RoundTrips;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.RecordingSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Heartbeats and idle deadlines, on virtual time that wraps meanwhile. Longer than most because it goes through the ways in
 * which a peer can be silent or slow one by one, from both ends, and its cases share one stage.
 */
class HeartbeatTest {
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration NANO = Duration.ofNanos(1);

    private static ConnectionConfig.Builder heartbeat(ConnectionConfig.Builder settings) {
        return settings.heartbeat(new Heartbeat(INTERVAL, TIMEOUT).withJitter(0));
    }

    private static Endpoint withHeartbeat(Role role) {
        return Endpoint.of(role, HeartbeatTest::heartbeat);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aSilentPeerIsPingedAfterTheInterval(Role role) {
        Endpoint end = withHeartbeat(role);

        end.pass(INTERVAL.minus(NANO));
        assertThat(end.sent()).isEmpty();
        end.pass(NANO);

        assertThat(end.sent())
                .singleElement()
                .satisfies(ping -> assertThat(ping.opcode()).isEqualTo(Opcode.PING))
                .satisfies(ping -> assertThat(ping.payload().remaining()).isEqualTo(8));
    }

    @Test
    void everyPingHasAPayloadOfItsOwn() {
        Endpoint end = withHeartbeat(Role.SERVER);
        end.pass(INTERVAL);
        Frame first = end.sent().get(0);
        end.receive(Frame.of(Opcode.PONG, first.bytes()));
        end.pass(INTERVAL);

        assertThat(end.sent().get(0)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anyByteThatComesProvesLifeEvenPartOfAFrame(Role role) {
        Endpoint end = withHeartbeat(role);
        byte[] frame = role == Role.SERVER
                ? text("hello").toMaskedBytes(1)
                : text("hello").toUnmaskedBytes();
        for (int i = 0; i < frame.length - 1; i++) {
            end.pass(INTERVAL.minus(NANO));
            end.receive(new byte[] {frame[i]});
        }
        assertThat(end.sent()).isNotEmpty().allMatch(sent -> sent.opcode() == Opcode.PING);
        assertThat(end.phase()).isEqualTo(Phase.OPEN);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPeerThatOnlyTalksIsPingedOnceInEachIntervalAndMeasured(Role role) {
        Endpoint end = withHeartbeat(role);
        int pings = 0;
        for (int second = 0; second < 10 * INTERVAL.toSeconds(); second++) {
            end.receive(text("one more"));
            end.pass(Duration.ofSeconds(1));
            for (Frame ping : end.sent()) {
                pings++;
                end.receive(Frame.of(Opcode.PONG, ping.bytes()));
            }
        }
        end.end(TransportEnd.Kind.FIN);

        assertThat(pings).isEqualTo(10);
        assertThat(end.report().roundTrips().samples()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whereBothTalkNobodyIsPinged(Role role) {
        Endpoint end = withHeartbeat(role);
        for (int i = 0; i < 10; i++) {
            end.pass(INTERVAL.minus(NANO));
            end.receive(text("hello"));
            end.sendText("hello");
        }
        assertThat(end.sent()).noneMatch(frame -> frame.opcode() == Opcode.PING);
    }

    @Test
    void aTimerThatWasSetWithAPingIsNotTooLateForTheNextOne() {
        Heartbeat patient = new Heartbeat(TIMEOUT, INTERVAL).withJitter(0);
        Endpoint end = Endpoint.of(Role.CLIENT, settings -> settings.heartbeat(patient));
        end.pass(TIMEOUT);
        long asked = end.now();
        long wait = end.connection.nanosUntilTimer(asked);
        end.receive(Frame.of(Opcode.PONG, end.sent().get(0).bytes()));

        assertThat(asked + wait - (end.now() + TIMEOUT.toNanos())).isLessThanOrEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whatThisEndSendsProvesNothing(Role role) {
        Endpoint end = withHeartbeat(role);
        for (int i = 0; i < 20; i++) {
            end.pass(Duration.ofSeconds(1));
            end.sendText("hello?");
        }
        assertThat(end.sent()).anyMatch(frame -> frame.opcode() == Opcode.PING);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPeerThatAnswersNothingIsGivenUpAfterTheTimeout(Role role) {
        Endpoint end = withHeartbeat(role);
        end.receive(text("last words"));
        end.pass(INTERVAL);
        end.sent();

        end.pass(TIMEOUT.minus(NANO));
        assertThat(end.phase()).isEqualTo(Phase.OPEN);
        end.pass(NANO);

        assertThat(end.sent()).containsExactly(closeFrame(CloseCode.TIMEOUT.value(), "no answer to a ping"));
        assertThat(end.report().cause()).isEqualTo(new CloseCause.PongTimeout(TIMEOUT, INTERVAL.plus(TIMEOUT)));
        assertThat(end.report().code()).isEqualTo(CloseCode.ABNORMAL);
        assertThat(end.report().closing().first()).isEqualTo(Closing.Initiator.THIS_END);
        assertThat(end.report().transportEnd()).contains(TransportEnd.LOCAL);
        assertThat(end.sink.isTransportClosed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void afterAPingAnyByteWillDoForAnAnswer(Role role) {
        Endpoint end = withHeartbeat(role);
        end.pass(INTERVAL);
        end.pass(TIMEOUT.minus(NANO));

        end.receive(text("busy"));
        end.pass(INTERVAL.minus(NANO));

        assertThat(end.phase()).isEqualTo(Phase.OPEN);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aRoundTripIsMeasuredFromThePingToThePongThatAnswersIt(Role role) {
        Endpoint end = withHeartbeat(role);
        for (int millis : List.of(30, 10, 20)) {
            end.pass(INTERVAL);
            List<Frame> sent = end.sent();
            byte[] nonce = sent.get(sent.size() - 1).bytes();
            end.pass(Duration.ofMillis(millis));
            end.receive(Frame.of(Opcode.PONG, nonce));
            end.sendText("thanks");
        }
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.report().roundTrips()).isEqualTo(new RoundTrips(3, 20_000_000, 10_000_000, 30_000_000));
        assertThat(end.report().counters().pingsOut()).isEqualTo(3);
        assertThat(end.report().counters().pongsIn()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(ByteOrderCase.class)
    void aPongIsRecognisedInABufferOfEitherByteOrder(ByteOrderCase order) {
        Endpoint end = withHeartbeat(Role.CLIENT);
        end.pass(INTERVAL);
        byte[] pong = Frame.of(Opcode.PONG, end.sent().get(0).bytes()).toUnmaskedBytes();
        end.connection.receive(ByteBuffer.wrap(pong).order(order.order()), end.now());
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.report().roundTrips().samples()).isEqualTo(1);
    }

    private enum ByteOrderCase {
        BIG,
        LITTLE;

        ByteOrder order() {
            return this == BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
    }

    @Test
    void aPongThatAnswersNoPingOfTheHeartbeatMeasuresNothing() {
        Endpoint end = withHeartbeat(Role.CLIENT);
        end.connection.ping(ByteBuffer.wrap(new byte[8]), end.now());
        end.receive(Frame.of(Opcode.PONG, new byte[8]));
        end.pass(INTERVAL);
        byte[] nonce = end.sent().get(1).bytes();
        end.receive(control(Opcode.PONG, "12345678"), control(Opcode.PONG, ""));
        end.receive(Frame.of(Opcode.PONG, nonce), Frame.of(Opcode.PONG, nonce));
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.report().roundTrips().samples()).isEqualTo(1);
    }

    @Test
    void whileTheApplicationDoesNotReadThePeersSilenceMeansNothing() {
        Endpoint end = withHeartbeat(Role.SERVER);
        end.pass(INTERVAL);
        end.sent();
        end.connection.pause();

        end.pass(Duration.ofHours(1));
        assertThat(end.phase()).isEqualTo(Phase.OPEN);
        assertThat(end.sent()).isEmpty();

        end.connection.resume(end.now());
        end.pass(INTERVAL.minus(NANO));
        assertThat(end.sent()).isEmpty();
        end.pass(NANO);
        assertThat(end.sent()).hasSize(1);
    }

    @Test
    void whileItClosesAConnectionIsNotPinged() {
        Endpoint end = Endpoint.of(Role.CLIENT, settings -> heartbeat(settings).closingTimeout(Duration.ofMinutes(5)));
        end.close(CloseCode.NORMAL, "");
        end.sent();

        end.pass(Duration.ofMinutes(4));

        assertThat(end.sent()).isEmpty();
    }

    @Test
    @Tag("RFC6455-7.1.7-6")
    @Tag("RFC6455-7.2.1-3")
    @Tag("RFC6455-7.3-1")
    void aClientKeepsAConnectionOpenForAsLongAsTheServerAnswers() {
        ConnectionConfig defaults = ConnectionConfig.builder(Role.CLIENT).build();
        Endpoint client = new Endpoint(defaults, List.of(), new RecordingSink());
        int pings = 0;
        for (int second = 0; second < Duration.ofDays(1).toSeconds(); second++) {
            client.pass(Duration.ofSeconds(1));
            for (Frame frame : client.sent()) {
                assertThat(frame.opcode()).isEqualTo(Opcode.PING);
                client.receive(Frame.of(Opcode.PONG, frame.bytes()));
                pings++;
            }
        }

        assertThat(client.phase()).isEqualTo(Phase.OPEN);
        assertThat(pings).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPeerThatIsProbedIsGivenUpUnlessSomethingComesInTime(Role role) {
        Endpoint silent = Endpoint.of(role, settings -> settings.heartbeat(Heartbeat.OFF));
        silent.connection.probe(Duration.ofSeconds(3), silent.now());
        assertThat(silent.sent())
                .singleElement()
                .satisfies(ping -> assertThat(ping.opcode()).isEqualTo(Opcode.PING));
        silent.pass(Duration.ofSeconds(3).minus(NANO));
        assertThat(silent.phase()).isEqualTo(Phase.OPEN);
        silent.pass(NANO);
        assertThat(silent.report().cause()).isInstanceOf(CloseCause.PongTimeout.class);

        Endpoint alive = Endpoint.of(role, settings -> settings.heartbeat(Heartbeat.OFF));
        alive.connection.probe(Duration.ofSeconds(3), alive.now());
        alive.receive(text("here"));
        alive.pass(Duration.ofHours(1));
        assertThat(alive.phase()).isEqualTo(Phase.OPEN);
    }

    @Test
    void aProbeDoesNotCountWhileTheApplicationDoesNotRead() {
        Endpoint end = Endpoint.of(Role.CLIENT, settings -> settings.heartbeat(Heartbeat.OFF));
        end.connection.pause();
        end.connection.probe(Duration.ofSeconds(3), end.now());
        end.pass(Duration.ofHours(1));
        assertThat(end.phase()).isEqualTo(Phase.OPEN);
    }

    @Test
    void aPathThatBearsLessIsPingedSoonerAndTheIntervalStaysTheMost() {
        Endpoint end = withHeartbeat(Role.CLIENT);
        assertThat(end.connection.pingWithin(TIMEOUT.toNanos())).isTrue();
        assertThat(end.connection.pingWithin(TIMEOUT.toNanos())).isFalse();
        end.pass(TIMEOUT);
        assertThat(end.sent()).hasSize(1);
        end.receive(control(Opcode.PONG, ""));

        end.connection.pingWithin(Long.MAX_VALUE);
        end.pass(INTERVAL.minus(NANO));
        assertThat(end.sent()).isEmpty();
        end.pass(NANO);
        assertThat(end.sent()).hasSize(1);
    }

    @Test
    void aServersHeartbeatCannotBeAdaptive() {
        assertThatThrownBy(() -> ConnectionConfig.builder(Role.SERVER)
                        .heartbeat(Heartbeat.adaptive())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a server's heartbeat cannot be adaptive");
    }

    @Test
    void anAdaptiveHeartbeatNeedsAnIntervalToBeginWith() {
        assertThatThrownBy(Heartbeat.OFF::adapting)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least PT1S, was PT0S");
    }

    @Test
    void withoutHeartbeatAndIdleTimeoutThereIsNoTimer() {
        Endpoint end = Endpoint.of(Role.SERVER);

        assertThat(end.connection.nanosUntilTimer(end.now())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTimerThatIsOverdueIsDueNow() {
        Endpoint end = withHeartbeat(Role.SERVER);

        assertThat(end.connection.nanosUntilTimer(end.now() + INTERVAL.toNanos() * 2))
                .isZero();
    }

    // ---- output that waits

    /** A transport whose system takes no more than it is told to. */
    private static final class Stuck extends RecordingSink {
        private long unsent;
        private boolean stuck = true;

        @Override
        public void transmit(ByteBuffer frame) {
            if (stuck) {
                unsent += frame.remaining();
            }
            super.transmit(frame);
        }

        @Override
        public long unsentBytes() {
            return unsent;
        }

        void take(long bytes) {
            unsent -= Math.min(bytes, unsent);
        }
    }

    private static Endpoint stuck(Role role, Stuck transport) {
        return new Endpoint(heartbeat(ConnectionConfig.builder(role)).build(), List.of(), transport);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPeerThatIsStillTakingWhatIsBeforeThePingIsNotGivenUp(Role role) {
        Stuck transport = new Stuck();
        Endpoint end = stuck(role, transport);
        end.sendText("x".repeat(10_000));
        end.pass(INTERVAL);
        for (int i = 0; i < 10; i++) {
            end.pass(TIMEOUT.minus(NANO));
            transport.take(1);
            end.pass(NANO);
            assertThat(end.phase()).isEqualTo(Phase.OPEN);
        }
        assertThat(end.sent())
                .filteredOn(frame -> frame.opcode() == Opcode.PING)
                .hasSize(1);

        end.pass(TIMEOUT.minus(NANO));
        transport.take(Long.MAX_VALUE);
        end.pass(TIMEOUT);
        assertThat(end.phase()).isEqualTo(Phase.OPEN);
        end.receive(control(Opcode.PONG, ""));
        end.sendText("thanks");
        end.sent();
        end.pass(INTERVAL.minus(NANO));
        assertThat(end.sent()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPeerThatTakesNothingIsGivenUpAfterTheTimeoutThoughThePingWaits(Role role) {
        Stuck transport = new Stuck();
        Endpoint end = stuck(role, transport);
        end.sendText("x".repeat(10_000));
        end.pass(INTERVAL.plus(TIMEOUT));

        assertThat(end.report().cause()).isEqualTo(new CloseCause.PongTimeout(TIMEOUT, INTERVAL.plus(TIMEOUT)));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whenThePingIsWithTheSystemTheTimeoutIsAllThatIsLeft(Role role) {
        Stuck transport = new Stuck();
        Endpoint end = stuck(role, transport);
        end.sendText("x".repeat(10_000));
        end.pass(INTERVAL.plus(TIMEOUT).minus(NANO));
        transport.take(Long.MAX_VALUE);
        transport.stuck = false;
        end.pass(NANO);
        for (int i = 1; i < TIMEOUT.toSeconds(); i++) {
            end.pass(Duration.ofSeconds(1));
            end.sendText("what the system takes at once proves nothing");
        }
        end.pass(Duration.ofSeconds(1));

        assertThat(end.report().cause())
                .isEqualTo(new CloseCause.PongTimeout(
                        TIMEOUT.multipliedBy(2), INTERVAL.plus(TIMEOUT).plus(TIMEOUT)));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPeerThatAsksForPongsAndTakesNoneIsGivenUpAsASlowConsumer(Role role) {
        Stuck transport = new Stuck();
        Endpoint end = stuck(role, transport);
        end.receive(control(Opcode.PING, "?"), control(Opcode.PING, "?"));
        end.connection.pauseForOutput(5, end.now());
        assertThat(end.receive(control(Opcode.PING, "?"))).isFalse();

        end.pass(INTERVAL.plus(TIMEOUT).minus(NANO));
        assertThat(end.phase()).isEqualTo(Phase.OPEN);
        long waits = transport.unsentBytes();
        end.pass(NANO);

        assertThat(end.report().cause()).isEqualTo(new CloseCause.SlowConsumer(waits, 5));
        assertThat(end.sent()).endsWith(closeFrame(CloseCode.POLICY_VIOLATION.value(), "reading too slowly"));
        assertThat(end.report().closing().first()).isEqualTo(Closing.Initiator.THIS_END);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPeerThatTakesItsPongsSlowlyIsReadOnWhenItHas(Role role) {
        Stuck transport = new Stuck();
        Endpoint end = stuck(role, transport);
        end.receive(control(Opcode.PING, "?".repeat(100)));
        end.connection.pauseForOutput(5, end.now());
        end.pass(INTERVAL);
        for (int i = 0; i < 10; i++) {
            transport.take(1);
            end.pass(TIMEOUT);
        }
        end.connection.resume(end.now());

        end.pass(INTERVAL.minus(NANO));
        assertThat(end.phase()).isEqualTo(Phase.OPEN);
    }

    @Test
    void thePauseForOutputCountsFromTheEndOfTheApplicationsPause() {
        Stuck transport = new Stuck();
        Endpoint end = stuck(Role.SERVER, transport);
        end.connection.pause();
        end.pass(Duration.ofHours(1));
        end.connection.pauseForOutput(5, end.now());

        end.pass(INTERVAL.plus(TIMEOUT).minus(NANO));
        assertThat(end.phase()).isEqualTo(Phase.OPEN);
        end.pass(NANO);
        assertThat(end.report().cause().kind()).isEqualTo(CloseCause.Kind.SLOW_CONSUMER);
    }

    @Test
    void resumingWithoutAPauseIsNoSignOfLife() {
        Endpoint end = withHeartbeat(Role.SERVER);
        end.pass(INTERVAL.minus(NANO));
        end.connection.resume(end.now());
        end.pass(NANO);
        assertThat(end.sent()).hasSize(1);
    }

    // ---- idle

    private static Endpoint withIdleTimeout(Role role) {
        return Endpoint.of(role, settings -> heartbeat(settings).idleTimeout(IDLE));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aConnectionWithoutMessagesIsClosedAfterTheIdleTimeoutThoughItIsAlive(Role role) {
        Endpoint end = withIdleTimeout(role);
        for (int i = 0; i < 12; i++) {
            assertThat(end.phase()).isEqualTo(Phase.OPEN);
            end.pass(TIMEOUT);
            end.receive(control(Opcode.PONG, ""), control(Opcode.PING, ""));
        }

        assertThat(end.phase()).isEqualTo(Phase.CLOSE_SENT);
        assertThat(end.sent()).contains(closeFrame(CloseCode.TIMEOUT.value(), "no message for too long"));
        end.receive(closeFrame(3008, ""));
        end.end(TransportEnd.Kind.FIN);
        assertThat(end.report().cause()).isEqualTo(new CloseCause.IdleTimeout(IDLE));
        assertThat(end.report().isClean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aMessageInEitherDirectionBeginsTheIdleTimeAnew(Role role) {
        Endpoint end = Endpoint.of(role, settings -> settings.idleTimeout(IDLE));
        end.pass(IDLE.minus(NANO));
        end.sendText("out");
        end.pass(IDLE.minus(NANO));
        end.receive(text("in"));
        end.pass(IDLE.minus(NANO));
        end.send(MessageType.BINARY, "part", false);
        end.pass(IDLE.minus(NANO));

        assertThat(end.phase()).isEqualTo(Phase.OPEN);
        end.pass(NANO);
        assertThat(end.phase()).isEqualTo(Phase.CLOSE_SENT);
    }

    // ---- the timeline

    @Test
    void theTimelineTellsWhenSomethingHappenedLast() {
        Endpoint end = withHeartbeat(Role.SERVER);
        end.pass(Duration.ofSeconds(1));
        end.receive(text("in"));
        end.pass(Duration.ofSeconds(1));
        end.sendText("out");
        end.pass(INTERVAL);
        end.receive(control(Opcode.PONG, ""));
        end.pass(Duration.ofSeconds(1));
        end.end(TransportEnd.Kind.RST);

        assertThat(end.report().timeline())
                .containsExactlyInAnyOrder(
                        moment(Moment.Kind.OPENED, 0),
                        moment(Moment.Kind.LAST_MESSAGE_IN, 1),
                        moment(Moment.Kind.LAST_MESSAGE_OUT, 2),
                        moment(Moment.Kind.LAST_PING_OUT, 21),
                        moment(Moment.Kind.LAST_BYTE_OUT, 21),
                        moment(Moment.Kind.LAST_BYTE_IN, 22),
                        moment(Moment.Kind.LAST_PONG_IN, 22),
                        moment(Moment.Kind.TRANSPORT_ENDED, 23));
    }

    private static Moment moment(Moment.Kind kind, int seconds) {
        return new Moment(kind, Duration.ofSeconds(seconds).toNanos(), "");
    }
}
