package dev.sockeye.testkit.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection against {@link ConnectionModel}: random sends, frames, closes, violations, losses and times. */
class ConnectionModelTest {
    private static final int ROUNDS = Integer.getInteger("sockeye.rounds", 3_000);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final Duration LINGER = Duration.ofSeconds(2);

    @ParameterizedTest
    @EnumSource(Role.class)
    void theConnectionDoesWhatTheModelDoes(Role role) {
        long seed = new SplittableRandom().nextLong();
        for (int round = 0; round < ROUNDS; round++) {
            long roundSeed = seed + round;
            try {
                new Run(role, new SplittableRandom(roundSeed)).go();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + roundSeed + " as " + role + ": " + e.getMessage(), e);
            }
        }
    }

    private static final class Run {
        private final Role role;
        private final SplittableRandom random;
        private final Endpoint real;
        private final ConnectionModel model;
        private final List<String> steps = new ArrayList<>();

        /** The type of the message that the peer is sending in fragments. */
        private @Nullable Opcode peersMessage;

        /** The type of the message that the application is sending in fragments. */
        private @Nullable MessageType ownMessage;

        Run(Role role, SplittableRandom random) {
            this.role = role;
            this.random = random;
            real = Endpoint.of(
                    role, settings -> settings.closingTimeout(CLOSING).lingerTimeout(LINGER));
            model = new ConnectionModel(role, CLOSING.toNanos(), LINGER.toNanos());
        }

        void go() {
            for (int i = random.nextInt(1, 25); i > 0 && model.phase != Phase.CLOSED; i--) {
                step();
                compare();
            }
            steps.add("end");
            if (model.phase != Phase.CLOSED) {
                model.transportEnd();
                real.end(TransportEnd.Kind.FIN);
            }
            compare();
            compareReports();
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> send();
                case 3 -> ping();
                case 4, 5, 6 -> receiveData();
                case 7 -> receiveControl();
                case 8 -> pass();
                case 9 -> close();
                case 10 -> receiveClose();
                default -> rare();
            }
        }

        private void send() {
            MessageType type =
                    ownMessage != null ? ownMessage : random.nextBoolean() ? MessageType.TEXT : MessageType.BINARY;
            boolean last = random.nextBoolean();
            String text = randomText();
            steps.add("send " + type + " " + text + " " + last);
            Opcode opcode = type == MessageType.TEXT ? Opcode.TEXT : Opcode.BINARY;
            boolean taken = model.send(opcode, text.getBytes(StandardCharsets.UTF_8), last);
            assertThat(real.send(type, text, last)).isEqualTo(taken);
            if (taken) {
                ownMessage = last ? null : type;
            }
        }

        private void ping() {
            byte[] payload = new byte[random.nextInt(126)];
            steps.add("ping " + payload.length);
            model.ping(payload);
            real.connection.ping(ByteBuffer.wrap(payload), real.now());
        }

        private void receiveData() {
            Opcode type = random.nextBoolean() ? Opcode.TEXT : Opcode.BINARY;
            Opcode opcode = peersMessage == null ? type : Opcode.CONTINUATION;
            boolean last = random.nextBoolean();
            peersMessage = last ? null : type;
            receive(Endpoint.fragment(opcode, randomText(), last));
        }

        private void receiveControl() {
            receive(Endpoint.control(random.nextBoolean() ? Opcode.PING : Opcode.PONG, randomText()));
        }

        private void receiveClose() {
            receive(Endpoint.closeFrame(randomPayload()));
        }

        private void receive(Frame frame) {
            steps.add("receive " + frame);
            model.receive(frame);
            feed(role == Role.SERVER ? frame.toMaskedBytes(random.nextInt()) : frame.toUnmaskedBytes());
        }

        private void feed(byte[] bytes) {
            int from = 0;
            while (from < bytes.length) {
                int to = random.nextInt(from, bytes.length) + 1;
                real.receive(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
        }

        private void pass() {
            long nanos = random.nextInt(4) == 0 ? CLOSING.toNanos() : random.nextLong(LINGER.toNanos() * 2);
            steps.add("pass " + nanos);
            model.pass(nanos);
            real.pass(Duration.ofNanos(nanos));
        }

        private void close() {
            ClosePayload payload = role == Role.SERVER && random.nextInt(5) == 0
                    ? ClosePayload.EMPTY
                    : ClosePayload.of(new CloseCode(random.nextInt(3000, 5000)), randomText());
            steps.add("close " + payload);
            model.close(payload);
            real.connection.close(payload, real.now());
        }

        /** What ends most runs, so that it does not come often. */
        private void rare() {
            switch (random.nextInt(6)) {
                case 0 -> {
                    steps.add("abort");
                    model.abort();
                    real.connection.abort(new CloseCause.Aborted(), real.now());
                }
                case 1 -> {
                    steps.add("transport end");
                    model.transportEnd();
                    real.end(random.nextBoolean() ? TransportEnd.Kind.FIN : TransportEnd.Kind.RST);
                }
                case 2 -> {
                    steps.add("violation");
                    model.violation(ClosePayload.of(CloseCode.PROTOCOL_ERROR, ProtocolError.RESERVED_OPCODE.rule()));
                    feed(new byte[] {(byte) 0x8F, 0});
                }
                default -> pass();
            }
        }

        private ClosePayload randomPayload() {
            return random.nextInt(4) == 0
                    ? ClosePayload.EMPTY
                    : ClosePayload.of(new CloseCode(random.nextInt(1000, 1004)), randomText());
        }

        private String randomText() {
            return "aé€😀".repeat(random.nextInt(4));
        }

        private void compare() {
            assertThat(real.phase()).as("%s", steps).isEqualTo(model.phase);
            assertThat(real.sent()).as("%s", steps).isEqualTo(List.copyOf(model.sent));
            model.sent.clear();
            assertThat(real.sink.isOutputShut()).as("%s", steps).isEqualTo(model.outputShut);
            assertThat(real.sink.isTransportClosed()).as("%s", steps).isEqualTo(model.phase == Phase.CLOSED);
            assertThat(real.connection.canSend())
                    .as("%s", steps)
                    .isEqualTo(
                            model.phase == Phase.OPEN || (model.phase == Phase.CLOSE_RECEIVED && ownMessage != null));
        }

        private void compareReports() {
            assertThat(delivered()).as("%s", steps).isEqualTo(model.delivered);
            CloseReport report = real.report();
            assertThat(report.cause().kind()).as("%s", steps).isEqualTo(model.cause);
            assertThat(report.closing().first()).as("%s", steps).isEqualTo(model.first);
            assertThat(report.closing().timedOut()).as("%s", steps).isEqualTo(model.timedOut);
            assertThat(report.closing().sent()).as("%s", steps).isEqualTo(Optional.ofNullable(model.closeSent));
            assertThat(report.closing().received()).as("%s", steps).isEqualTo(Optional.ofNullable(model.closeReceived));
            assertThat(report.code())
                    .as("%s", steps)
                    .isEqualTo(model.closeReceived == null ? CloseCode.ABNORMAL : model.closeReceived.reportedCode());
            assertThat(report.isClean())
                    .as("%s", steps)
                    .isEqualTo(model.closeSent != null && model.closeReceived != null);
        }

        private List<Frame> delivered() {
            List<Frame> frames = new ArrayList<>();
            for (Event event : real.events()) {
                if (event instanceof Event.Text text) {
                    frames.add(Endpoint.text(text.text()));
                } else if (event instanceof Event.Binary binary) {
                    frames.add(new Frame(Opcode.BINARY, true, 0, binary.payload()));
                } else if (event instanceof Event.Ping ping) {
                    frames.add(new Frame(Opcode.PING, true, 0, ping.payload()));
                } else if (event instanceof Event.Pong pong) {
                    frames.add(new Frame(Opcode.PONG, true, 0, pong.payload()));
                }
            }
            return frames;
        }
    }
}
