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
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Moment;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.RecordingSink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A sink must not throw; one that does nevertheless loses no connection's end. */
class ThrowingSinkTest {
    private static final int ENOUGH_TIMERS = 10;

    private record Occasion(String name, Consumer<Endpoint> action) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Occasion> OCCASIONS = List.of(
            new Occasion("a message", end -> end.receive(text("hello"))),
            new Occasion("a ping", end -> end.receive(control(Opcode.PING, "hello"))),
            new Occasion("a pong", end -> end.receive(control(Opcode.PONG, "hello"))),
            new Occasion("the peer's Close", end -> end.receive(closeFrame(1000, "bye"))),
            new Occasion("the peer's Close within a message of ours", end -> {
                end.send(MessageType.TEXT, "unfinished", false);
                end.receive(closeFrame(1000, "bye"));
            }),
            new Occasion("both Close frames", end -> {
                end.close(CloseCode.NORMAL, "");
                end.receive(closeFrame(1000, ""));
            }),
            new Occasion("a violation", end -> end.receive(new byte[] {(byte) 0x83})),
            new Occasion("a cut", end -> end.connection.abort(new CloseCause.Aborted(), end.now())),
            new Occasion("silence", end -> {}));

    static Stream<Arguments> everyMethodOnEveryOccasion() {
        return Stream.of(Throwing.Method.values())
                .flatMap(method -> OCCASIONS.stream()
                        .flatMap(occasion ->
                                Stream.of(Role.values()).map(role -> Arguments.of(role, method, occasion))));
    }

    @ParameterizedTest
    @MethodSource("everyMethodOnEveryOccasion")
    void thereIsOneReportWhateverTheSinkThrows(Role role, Throwing.Method method, Occasion occasion) {
        Throwing sink = new Throwing(method);
        Endpoint end = endpoint(role, sink);

        unharmed(() -> occasion.action().accept(end));
        passUnharmed(end);

        assertThat(end.phase()).isEqualTo(Phase.CLOSED);
        assertThat(sink.reports).isEqualTo(1);
        assertThat(sink.isTransportClosed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theCauseStaysAndTheTimelineTellsOfWhatDescribeThrew(Role role) {
        Throwing sink = new Throwing(Throwing.Method.DESCRIBE);
        Endpoint end = endpoint(role, sink);

        assertThatThrownBy(() -> end.end(TransportEnd.Kind.RST)).isInstanceOf(Broken.class);

        CloseReport report = end.report();
        assertThat(report.cause().kind()).isEqualTo(CloseCause.Kind.TRANSPORT_LOST);
        assertThat(report.timeline())
                .filteredOn(moment -> moment.kind() == Moment.Kind.LATER_CAUSE)
                .singleElement()
                .satisfies(moment -> assertThat(moment.detail()).contains("DESCRIBE is broken"));
    }

    private static Endpoint endpoint(Role role, RecordingSink sink) {
        ConnectionConfig config = ConnectionConfig.builder(role)
                .heartbeat(new Heartbeat(Duration.ofSeconds(20), Duration.ofSeconds(20)).withJitter(0))
                .build();
        return new Endpoint(config, List.of(), sink);
    }

    /** The peer does nothing more, and the timers come when they are due. */
    private static void passUnharmed(Endpoint end) {
        for (int timers = 0; timers < ENOUGH_TIMERS && end.phase() != Phase.CLOSED; timers++) {
            long wait = end.connection.nanosUntilTimer(end.now());
            unharmed(() -> end.passAndFireLate(Duration.ofNanos(wait)));
        }
    }

    private static void unharmed(Runnable action) {
        try {
            action.run();
        } catch (Broken expected) {
            assertThat(expected).hasMessageContaining("is broken");
        }
    }

    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(Throwing.Method method) {
            super(method + " is broken");
        }
    }

    /** Does its part of one method, and then throws. */
    private static final class Throwing extends RecordingSink {
        private enum Method {
            ON_DATA,
            ON_PING,
            ON_PONG,
            ON_HEARTBEAT,
            ON_CLOSING,
            DESCRIBE,
            ON_CLOSED,
            TRANSMIT,
            SHUTDOWN_OUTPUT,
            CLOSE_TRANSPORT
        }

        private final Method broken;
        private int reports;

        Throwing(Method broken) {
            this.broken = broken;
        }

        private void in(Method method) {
            if (method == broken) {
                throw new Broken(method);
            }
        }

        @Override
        public void onData(MessageType type, ByteBuffer window, boolean first, boolean last) {
            super.onData(type, window, first, last);
            in(Method.ON_DATA);
        }

        @Override
        public void onPing(ByteBuffer payload) {
            super.onPing(payload);
            in(Method.ON_PING);
        }

        @Override
        public void onPong(ByteBuffer payload, long roundTripNanos) {
            super.onPong(payload, roundTripNanos);
            in(Method.ON_PONG);
        }

        @Override
        public void onHeartbeat(long silenceNanos) {
            super.onHeartbeat(silenceNanos);
            in(Method.ON_HEARTBEAT);
        }

        @Override
        public void onClosing() {
            super.onClosing();
            in(Method.ON_CLOSING);
        }

        @Override
        public void describe(CloseReport.Builder report) {
            super.describe(report);
            in(Method.DESCRIBE);
        }

        @Override
        public void onClosed(CloseReport report) {
            super.onClosed(report);
            reports++;
            in(Method.ON_CLOSED);
        }

        @Override
        public void transmit(ByteBuffer frame) {
            super.transmit(frame);
            in(Method.TRANSMIT);
        }

        @Override
        public void shutdownOutput() {
            super.shutdownOutput();
            in(Method.SHUTDOWN_OUTPUT);
        }

        @Override
        public void closeTransport() {
            super.closeTransport();
            in(Method.CLOSE_TRANSPORT);
        }
    }
}
