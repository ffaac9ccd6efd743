package dev.sockeye.testkit.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.Event;
import dev.sockeye.testkit.FaultPlan;
import dev.sockeye.testkit.Pipe;
import dev.sockeye.testkit.RecordingSink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection with extensions: their order, their reserved bits, their limits and their end. */
class ExtensionsTest {
    private static final int RSV1 = 4;
    private static final int RSV2 = 2;
    private static final int RSV3 = 1;

    private static Endpoint endpoint(Role role, Limits limits, NegotiatedExtension... extensions) {
        ConnectionConfig config = ConnectionConfig.builder(role)
                .heartbeat(Heartbeat.OFF)
                .limits(limits)
                .build();
        return new Endpoint(config, List.of(extensions), new RecordingSink());
    }

    private static Endpoint endpoint(Role role, NegotiatedExtension... extensions) {
        return endpoint(role, Limits.DEFAULT, extensions);
    }

    private static Frame binary(int reservedBits, int... bytes) {
        byte[] payload = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            payload[i] = (byte) bytes[i];
        }
        return new Frame(Opcode.BINARY, true, reservedBits, ByteBuffer.wrap(payload));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-9.1-6")
    void outgoingMessagesPassTheExtensionsInTheOrderOfTheAgreement(Role role) {
        Endpoint end = endpoint(role, ToyExtension.add(RSV2), ToyExtension.multiply(RSV3));
        end.send(MessageType.BINARY, "\u0001\u0002", true);

        assertThat(end.sent()).containsExactly(binary(RSV2 | RSV3, (1 + 1) * 3, (2 + 1) * 3));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-9.1-6")
    void incomingMessagesPassThemInReverse(Role role) {
        Endpoint end = endpoint(role, ToyExtension.add(RSV2), ToyExtension.multiply(RSV3));
        end.receive(binary(RSV2 | RSV3, (1 + 1) * 3, (2 + 1) * 3));

        assertThat(end.sink.messages()).containsExactly(Event.Binary.of((byte) 1, (byte) 2));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.2-1")
    @Tag("RFC7692-6.2-1")
    void anExtensionTakesPartInAMessageThatCarriesItsBitsAndInNoOther(Role role) {
        Endpoint end = endpoint(role, ToyExtension.add(RSV2), ToyExtension.multiply(RSV3));
        end.receive(binary(RSV2, 2), binary(RSV3, 3), binary(0, 5));

        assertThat(end.sink.messages())
                .containsExactly(Event.Binary.of((byte) 1), Event.Binary.of((byte) 1), Event.Binary.of((byte) 5));
    }

    @Test
    @Tag("RFC6455-5.2-1")
    @Tag("RFC7692-6.1-1")
    void aMessageThatAnExtensionDeclinesGoesOutWithoutItsBits() {
        Endpoint end = endpoint(
                Role.SERVER,
                ToyExtension.add(RSV2).forBinary(),
                ToyExtension.multiply(RSV3).forBinary());
        end.send(MessageType.TEXT, "plain", true);
        end.send(MessageType.BINARY, "\u0001", true);

        assertThat(end.sent()).containsExactly(Endpoint.text("plain"), binary(RSV2 | RSV3, 6));
    }

    @Test
    @Tag("RFC6455-5.2-2")
    void aBitThatNoExtensionDefinesIsRefusedThoughAnotherIsDefined() {
        Endpoint end = endpoint(Role.CLIENT, ToyExtension.add(RSV2));
        end.receive(binary(RSV1, 1));
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.report().cause())
                .isInstanceOfSatisfying(
                        CloseCause.ProtocolViolation.class,
                        violation -> assertThat(violation.error()).isEqualTo(ProtocolError.RESERVED_BITS));
    }

    @Test
    @Tag("RFC7692-6-1")
    void onlyTheFirstFrameOfAMessageCarriesTheBits() {
        Endpoint end = endpoint(Role.SERVER, ToyExtension.add(RSV1));
        end.send(MessageType.BINARY, "\u0001", false);
        end.send(MessageType.BINARY, "\u0002", true);
        end.connection.ping(ByteBuffer.allocate(0), end.now());

        assertThat(end.sent()).extracting(Frame::reservedBits).containsExactly(RSV1, 0, 0);
    }

    @Test
    void theLimitOfAMessageHoldsForWhatIsRestored() {
        Limits limits =
                Limits.builder().maxMessageBytes(20).maxFrameBytes(1_000).build();
        Endpoint end = endpoint(Role.CLIENT, limits, ToyExtension.pack(RSV1));
        end.receive(binary(RSV1, 'a', 'b'));
        assertThat(end.sink.messages()).hasSize(1);

        end.receive(binary(RSV1, 'a', 'b', 'c'));
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sink.messages()).hasSize(1);
        assertThat(end.sink.unfinishedMessage()).hasSizeLessThanOrEqualTo(20);
        assertThat(end.report().cause())
                .isInstanceOfSatisfying(
                        CloseCause.ProtocolViolation.class,
                        violation -> assertThat(violation.error()).isEqualTo(ProtocolError.MESSAGE_TOO_LARGE));
    }

    @Test
    void theLimitHoldsAcrossFragmentsAndAcrossExtensions() {
        Limits limits =
                Limits.builder().maxMessageBytes(25).maxFrameBytes(1_000).build();
        Endpoint end = endpoint(Role.CLIENT, limits, ToyExtension.add(RSV2), ToyExtension.pack(RSV3));
        end.receive(
                new Frame(Opcode.BINARY, false, RSV2 | RSV3, ByteBuffer.wrap(new byte[] {1, 2})),
                new Frame(Opcode.CONTINUATION, true, 0, ByteBuffer.wrap(new byte[] {3})));
        end.end(TransportEnd.Kind.FIN);

        assertThat(end.sink.messages()).isEmpty();
        assertThat(end.sink.unfinishedMessage()).hasSizeLessThanOrEqualTo(25);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aCutWhileAMessageIsRestoredPassesNothingMoreOnAndClosesTheCodecAfterwards(Role role) {
        ToyExtension pack = ToyExtension.pack(RSV1);
        ToyExtension add = ToyExtension.add(RSV2);
        CuttingSink sink = new CuttingSink();
        ConnectionConfig config =
                ConnectionConfig.builder(role).heartbeat(Heartbeat.OFF).build();
        Endpoint end = new Endpoint(config, List.of(pack, add), sink);
        sink.cut = () -> end.connection.abort(new CloseCause.Aborted(), end.now());

        end.receive(binary(RSV1 | RSV2, 'a', 'b', 'c'));

        assertThat(sink.parts).isEqualTo(3);
        assertThat(end.report().cause()).isEqualTo(new CloseCause.Aborted());
        assertThat(pack.closings).containsExactly(1);
        assertThat(add.closings).containsExactly(1);
    }

    /** Cuts the connection in the third part of a message. */
    private static final class CuttingSink extends RecordingSink {
        private Runnable cut = () -> {};
        private int parts;

        @Override
        public void onData(MessageType type, ByteBuffer window, boolean first, boolean last) {
            super.onData(type, window, first, last);
            parts++;
            if (parts == 3) {
                cut.run();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TransportEnd.Kind.class)
    void theCodecsAreClosedWhenTheConnectionIsOver(TransportEnd.Kind kind) {
        ToyExtension extension = ToyExtension.add(RSV1);
        Endpoint end = endpoint(Role.SERVER, extension);
        assertThat(extension.closings).containsExactly(0);
        end.end(kind);

        assertThat(extension.closings).containsExactly(1);
    }

    @Test
    @Tag("RFC6455-5.4-1")
    void anEncodedMessageLargerThanTheScratchSpaceGoesOutInFragments() {
        ToyExtension add = ToyExtension.add(RSV1);
        Pipe pipe = Pipe.builder()
                .extensions(List.of(add), List.of(add))
                .toServer(FaultPlan.builder().chunks(100_000).build())
                .open();
        byte[] large = new byte[(5 << 20) + 3];
        new SplittableRandom(5).nextBytes(large);

        pipe.client().sendBinary(large);
        pipe.client().sendText("next");
        pipe.run(Duration.ofSeconds(1));

        assertThat(pipe.server().messages())
                .containsExactly(new Event.Binary(ByteBuffer.wrap(large)), new Event.Text("next"));
    }
}
