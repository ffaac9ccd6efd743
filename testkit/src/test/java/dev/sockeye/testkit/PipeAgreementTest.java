package dev.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing.Initiator;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.ClientExtension;
import dev.sockeye.protocol.extension.ExtensionAnswerException;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A client and a server in a pipe, under random sends, pings, pauses, closes, cuts, delays and losses, always agree. What
 * agreeing means:
 *
 * <ol>
 *   <li>each end makes one report;
 *   <li>what one end received whole is a prefix of what the other sent whole, and all of it if the other's Close frame came;
 *   <li>the Close frame that came is the one that the other end sent, and the code is its code; without one it is 1006;
 *   <li>at most one end says that the peer closed first, and then the other sent a Close frame;
 *   <li>without faults and cuts both ends are clean;
 *   <li>nothing that either end put on the wire breaks a rule, and no end says so.
 * </ol>
 */
class PipeAgreementTest {
    private static final int ROUNDS = Integer.getInteger("sockeye.rounds", 600);
    private static final Duration ACTION_TIME = Duration.ofSeconds(30);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);

    @Test
    @Tag("RFC6455-5.4-3")
    @Tag("RFC6455-5.5.1-9")
    @Tag("RFC6455-7.4.1-2")
    void bothEndsAgreeOnWhatPassedAndHowItEnded() {
        runRounds(false);
    }

    @Test
    void bytesThatChangeOnTheWayEndInReportsAndNothingElse() {
        runRounds(true);
    }

    private static void runRounds(boolean corrupting) {
        long seed = new SplittableRandom().nextLong();
        for (int round = 0; round < ROUNDS; round++) {
            long roundSeed = seed + round;
            Scenario scenario = new Scenario(new SplittableRandom(roundSeed), corrupting);
            try {
                scenario.run();
                if (corrupting) {
                    assertThat(scenario.pipe.isOver()).isTrue();
                } else {
                    scenario.check();
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + roundSeed + " " + scenario + ": " + e, e);
            }
        }
    }

    /** One life of a client and a server. */
    private static final class Scenario {
        private final SplittableRandom random;
        private final boolean corrupting;
        private final List<String> log = new ArrayList<>();
        private final Map<Role, List<Event>> whole = new EnumMap<>(Role.class);
        private final Map<Role, MessageType> unfinished = new EnumMap<>(Role.class);
        private final Map<Role, String> unfinishedText = new EnumMap<>(Role.class);
        private boolean disturbed;
        private final Pipe pipe;

        Scenario(SplittableRandom random, boolean corrupting) {
            this.random = random;
            this.corrupting = corrupting;
            List<List<NegotiatedExtension>> extensions = extensions();
            pipe = Pipe.builder()
                    .clock(new VirtualClock(Long.MAX_VALUE - random.nextLong(60_000_000_000L)))
                    .seed(random.nextLong())
                    .config(config(Role.CLIENT))
                    .config(config(Role.SERVER))
                    .extensions(extensions.get(0), extensions.get(1))
                    .toServer(plan())
                    .toClient(plan())
                    .open();
            for (Role role : Role.values()) {
                whole.put(role, new ArrayList<>());
            }
        }

        /** {@return the client's and the server's: none, or permessage-deflate with any parameters} */
        private List<List<NegotiatedExtension>> extensions() {
            if (random.nextBoolean()) {
                return List.of(List.of(), List.of());
            }
            ClientExtension client = deflate(PermessageDeflate.clientDefault()).client();
            NegotiatedExtension accepted = deflate(PermessageDeflate.serverDefault())
                    .server()
                    .accept(client.offers())
                    .orElseThrow();
            log.add(accepted.descriptor().toString());
            try {
                return List.of(List.of(client.confirm(accepted.descriptor())), List.of(accepted));
            } catch (ExtensionAnswerException refused) {
                throw new AssertionError(refused);
            }
        }

        private PermessageDeflate deflate(PermessageDeflate base) {
            return base.toBuilder()
                    .ownContextTakeover(random.nextBoolean())
                    .peerContextTakeover(random.nextBoolean())
                    .ownMaxWindowBits(random.nextInt(9, 16))
                    .minimumSize(random.nextInt(2) * 100)
                    .level(random.nextInt(1, 10))
                    .build();
        }

        private ConnectionConfig config(Role role) {
            return ConnectionConfig.builder(role)
                    .heartbeat(new Heartbeat(
                            Duration.ofSeconds(random.nextInt(3, 30)), Duration.ofSeconds(random.nextInt(15, 30))))
                    .idleTimeout(Duration.ofSeconds(random.nextInt(3) == 0 ? random.nextInt(5, 60) : 0))
                    .build();
        }

        private FaultPlan plan() {
            FaultPlan.Builder plan = FaultPlan.builder()
                    .chunks(random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1 + random.nextInt(5_000))
                    .latency(Duration.ZERO, Duration.ofMillis(random.nextInt(500)));
            if (corrupting || random.nextInt(3) == 0) {
                disturbed = true;
                FaultPlan.Fault fault = fault(random.nextInt(2) == 0 ? random.nextInt(200) : random.nextInt(50_000));
                log.add(fault.toString());
                plan.fault(fault);
            }
            return plan.build();
        }

        private FaultPlan.Fault fault(long atByte) {
            TransportEnd.Kind[] ends = {
                TransportEnd.Kind.FIN, TransportEnd.Kind.RST, TransportEnd.Kind.TIMEOUT, TransportEnd.Kind.TLS_TRUNCATED
            };
            TransportEnd one = TransportEnd.of(ends[random.nextInt(ends.length)], "");
            TransportEnd other = TransportEnd.of(ends[random.nextInt(ends.length)], "");
            return switch (corrupting ? 4 : random.nextInt(4)) {
                case 4 -> new FaultPlan.Flip(atByte, random.nextInt(1, 256));
                case 0 -> new FaultPlan.HalfClose(atByte);
                case 1 -> new FaultPlan.BlackHole(atByte);
                case 2 -> new FaultPlan.Stall(atByte, Duration.ofSeconds(random.nextInt(1, 90)));
                default -> new FaultPlan.Cut(atByte, one, other);
            };
        }

        @Override
        public String toString() {
            return log + "\nclient: " + pipe.client().report() + "\nserver: "
                    + pipe.server().report() + "\n";
        }

        void run() {
            for (int i = random.nextInt(40); i > 0; i--) {
                pipe.clock().schedule(random.nextLong(ACTION_TIME.toNanos()), this::act);
            }
            pipe.run(ACTION_TIME);
            for (Role role : Role.values()) {
                pipe.end(role).resume();
            }
            Role closer = random.nextBoolean() ? Role.CLIENT : Role.SERVER;
            if (random.nextInt(3) > 0) {
                pipe.end(closer).close(randomCode(), "done");
            }
            if (random.nextInt(3) > 0) {
                pipe.end(closer.peer()).close(ClosePayload.EMPTY);
            }
            pipe.run(LONG_ENOUGH);
            for (Role role : Role.values()) {
                if (pipe.end(role).report().isEmpty()) {
                    pipe.end(role).close(ClosePayload.EMPTY);
                }
            }
            pipe.run(LONG_ENOUGH);
        }

        private CloseCode randomCode() {
            return new CloseCode(random.nextBoolean() ? 1000 : random.nextInt(4000, 5000));
        }

        private void act() {
            Role role = random.nextBoolean() ? Role.CLIENT : Role.SERVER;
            PipeEnd end = pipe.end(role);
            switch (random.nextInt(24)) {
                case 0 -> end.ping((byte) random.nextInt());
                case 1 -> {
                    // The peer may take a silent reader for dead.
                    disturbed = true;
                    end.pause();
                    pipe.clock().schedule(random.nextLong(20_000_000_000L), end::resume);
                }
                case 2 -> {
                    if (random.nextInt(6) == 0) {
                        log.add(role + " aborts");
                        disturbed = true;
                        end.abort();
                    }
                }
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        log.add(role + " closes");
                        end.close(randomCode(), "in between");
                    }
                }
                default -> send(role, end);
            }
        }

        private void send(Role role, PipeEnd end) {
            boolean last = random.nextInt(5) > 0;
            boolean begins = !unfinished.containsKey(role);
            MessageType type =
                    unfinished.getOrDefault(role, random.nextBoolean() ? MessageType.TEXT : MessageType.BINARY);
            String text = "aé€😀 ".repeat(random.nextInt(random.nextInt(4) == 0 ? 8_000 : 20));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (!end.send(type, bytes, last)) {
                return;
            }
            String joined = begins ? text : unfinishedText.getOrDefault(role, "") + text;
            if (last) {
                unfinished.remove(role);
                whole(role).add(message(type, joined));
            } else {
                unfinished.put(role, type);
                unfinishedText.put(role, joined);
            }
        }

        private static Event message(MessageType type, String text) {
            return type == MessageType.TEXT
                    ? new Event.Text(text)
                    : new Event.Binary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        private List<Event> whole(Role role) {
            return whole.getOrDefault(role, List.of());
        }

        void check() {
            assertThat(pipe.isOver()).as("both ends have reported").isTrue();
            for (Role role : Role.values()) {
                check(role, report(role), report(role.peer()));
                checkWire(role);
            }
            assertThat(report(Role.CLIENT).closing().first() == Initiator.PEER
                            && report(Role.SERVER).closing().first() == Initiator.PEER)
                    .as("both say that the peer closed first")
                    .isFalse();
            if (!disturbed) {
                assertThat(report(Role.CLIENT).isClean())
                        .as("the client is clean")
                        .isTrue();
                assertThat(report(Role.SERVER).isClean())
                        .as("the server is clean")
                        .isTrue();
            }
        }

        private CloseReport report(Role role) {
            return pipe.end(role).report().orElseThrow();
        }

        private void check(Role role, CloseReport mine, CloseReport peers) {
            List<Event> received = pipe.end(role).messages();
            List<Event> sentByPeer = whole(role.peer());
            assertThat(received).as("%s's messages", role).isEqualTo(sentByPeer.subList(0, received.size()));
            assertThat(mine.counters().messagesIn()).isEqualTo(received.size());
            assertThat(mine.counters().messagesOut()).isEqualTo(whole(role).size());
            assertThat(mine.counters().bytesIn())
                    .isLessThanOrEqualTo(peers.counters().bytesOut());
            if (mine.closing().received().isPresent()) {
                assertThat(received).as("all messages before the Close frame").isEqualTo(sentByPeer);
                assertThat(mine.closing().received()).isEqualTo(peers.closing().sent());
                assertThat(mine.code())
                        .isEqualTo(peers.closing().sent().orElseThrow().reportedCode());
            } else {
                assertThat(mine.code()).isEqualTo(CloseCode.ABNORMAL);
                assertThat(mine.isClean()).isFalse();
            }
            if (mine.closing().first() == Initiator.PEER) {
                assertThat(peers.closing().sent()).isPresent();
                assertThat(peers.cause().kind()).isNotEqualTo(CloseCause.Kind.PEER_CLOSED);
            }
            assertThat(mine.cause().kind()).isNotEqualTo(CloseCause.Kind.PROTOCOL_VIOLATION);
        }

        private void checkWire(Role role) {
            byte[] wire = pipe.end(role).sentBytes();
            assertThat(report(role).counters().bytesOut()).isEqualTo(wire.length);
            boolean closed = false;
            for (Frame frame : frames(role, wire)) {
                assertThat(closed && !frame.opcode().isControl())
                        .as("data behind the Close frame")
                        .isFalse();
                assertThat(closed && frame.opcode() == Opcode.CLOSE)
                        .as("a second Close frame")
                        .isFalse();
                closed |= frame.opcode() == Opcode.CLOSE;
            }
            assertThat(closed).isEqualTo(report(role).closing().sent().isPresent());
        }

        private static List<Frame> frames(Role sender, byte[] wire) {
            try {
                return new Frame.Reader(sender.peer(), 0b100, Long.MAX_VALUE).read(wire);
            } catch (ProtocolException violation) {
                throw new AssertionError(sender + " broke a rule: " + violation.detail(), violation);
            }
        }
    }
}
