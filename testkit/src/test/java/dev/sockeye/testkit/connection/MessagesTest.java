package dev.sockeye.testkit.connection;

import static dev.sockeye.testkit.connection.Endpoint.closeFrame;
import static dev.sockeye.testkit.connection.Endpoint.control;
import static dev.sockeye.testkit.connection.Endpoint.fragment;
import static dev.sockeye.testkit.connection.Endpoint.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.FrameWriter;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages and control frames while a connection is open, and the limits on them. */
class MessagesTest {
    // ---- sending

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-6.1-2")
    @Tag("RFC6455-6.1-3")
    @Tag("RFC6455-6.1-4")
    @Tag("RFC6455-6.1-6")
    @Tag("RFC6455-5.2-1")
    void aMessageIsOneFrameOfItsType(Role role) {
        Endpoint end = Endpoint.of(role);

        assertThat(end.sendText("héllo")).isTrue();
        assertThat(end.send(MessageType.BINARY, "", true)).isTrue();

        assertThat(end.sent()).containsExactly(text("héllo"), Frame.of(Opcode.BINARY, new byte[0]));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-6.1-4")
    @Tag("RFC6455-5.4-11")
    void aMessageInPartsIsFragmentsOfWhichTheLastHasFin(Role role) {
        Endpoint end = Endpoint.of(role);
        end.send(MessageType.TEXT, "one ", false);
        end.send(MessageType.TEXT, "", false);
        end.send(MessageType.TEXT, "two", true);
        end.send(MessageType.BINARY, "next", true);

        assertThat(end.sent())
                .containsExactly(
                        fragment(Opcode.TEXT, "one ", false),
                        fragment(Opcode.CONTINUATION, "", false),
                        fragment(Opcode.CONTINUATION, "two", true),
                        fragment(Opcode.BINARY, "next", true));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.4-4")
    void partsOfDifferentMessagesDoNotMix(Role role) {
        Endpoint end = Endpoint.of(role);
        end.send(MessageType.TEXT, "one", false);
        end.sent();

        assertThatIllegalArgumentException().isThrownBy(() -> end.send(MessageType.BINARY, "two", true));
        assertThat(end.sent()).isEmpty();
        end.end(TransportEnd.Kind.FIN);
        assertThat(end.report().counters().messagesOut()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPingGoesBetweenTheFragmentsOfAMessage(Role role) {
        Endpoint end = Endpoint.of(role);
        end.send(MessageType.TEXT, "one", false);
        end.connection.ping(ByteBuffer.allocate(0), end.now());
        end.connection.pong(ByteBuffer.allocate(0), end.now());
        end.send(MessageType.TEXT, "two", true);

        assertThat(end.sent())
                .extracting(Frame::opcode)
                .containsExactly(Opcode.TEXT, Opcode.PING, Opcode.PONG, Opcode.CONTINUATION);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Tag("RFC6455-5.5-1")
    void aPingOrPongOfMoreThan125BytesIsRefused(Role role) {
        Endpoint end = Endpoint.of(role);
        ByteBuffer tooLong = ByteBuffer.allocate(126);

        assertThatIllegalArgumentException().isThrownBy(() -> end.connection.ping(tooLong, end.now()));
        assertThatIllegalArgumentException().isThrownBy(() -> end.connection.pong(tooLong, end.now()));
        assertThat(end.connection.ping(ByteBuffer.allocate(125), end.now())).isTrue();
    }

    @Test
    @Tag("RFC6455-5.1-1")
    @Tag("RFC6455-5.3-1")
    @Tag("RFC6455-5.3-2")
    @Tag("RFC6455-6.1-5")
    @Tag("RFC6455-10.3-1")
    @Tag("RFC6455-5.5.1-10")
    void aClientMasksEveryFrameWithAFreshKeyFromItsSourceOfEntropy() {
        Endpoint client = Endpoint.of(Role.CLIENT);
        Set<Integer> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            client.sendText("ten bytes!");
            keys.add(maskingKey(client.sink.takeWire()));
            client.connection.ping(ByteBuffer.allocate(0), client.now());
            keys.add(maskingKey(client.sink.takeWire()));
            client.receive(control(Opcode.PING, "answer me"));
            keys.add(maskingKey(client.sink.takeWire()));
            client.send(MessageType.BINARY, "", false);
            keys.add(maskingKey(client.sink.takeWire()));
            client.send(MessageType.BINARY, "end", true);
            keys.add(maskingKey(client.sink.takeWire()));
        }
        client.close(CloseCode.NORMAL, "");
        keys.add(maskingKey(client.sink.takeWire()));

        assertThat(keys).hasSize(501);
    }

    private static int maskingKey(byte[] wire) {
        assertThat(wire[1] & 0x80).as("the mask bit").isEqualTo(0x80);
        return ByteBuffer.wrap(wire).getInt(2);
    }

    @Test
    @Tag("RFC6455-5.1-3")
    void aServerMasksNothing() {
        Endpoint server = Endpoint.of(Role.SERVER);
        server.sendText("data");
        server.connection.ping(ByteBuffer.allocate(0), server.now());
        server.receive(control(Opcode.PING, "x"));
        server.close(CloseCode.NORMAL, "bye");

        ByteBuffer wire = ByteBuffer.wrap(server.sink.takeWire());
        int frames = 0;
        while (wire.hasRemaining()) {
            int second = wire.get(wire.position() + 1);
            assertThat(second & 0x80).isZero();
            wire.position(wire.position() + 2 + second);
            frames++;
        }
        assertThat(frames).isEqualTo(4);
    }

    @Test
    void aClientMasksInPlaceAndAServerLeavesThePayloadAlone() {
        for (Role role : Role.values()) {
            Endpoint end = Endpoint.of(role);
            ByteBuffer payload = ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.UTF_8));
            end.connection.send(MessageType.BINARY, payload, true, end.now());
            assertThat(payload.array()[0] == '0').isEqualTo(role == Role.SERVER);
        }
    }

    @Test
    void anEncodedMessageGoesOutAsItIs() {
        Endpoint server = Endpoint.of(Role.SERVER);
        byte[] encoded = text("prepared").toUnmaskedBytes();

        assertThat(server.connection.sendEncoded(ByteBuffer.wrap(encoded).asReadOnlyBuffer(), true, server.now()))
                .isTrue();

        assertThat(server.sent()).containsExactly(text("prepared"));
        server.close(CloseCode.NORMAL, "");
        assertThat(server.connection.sendEncoded(ByteBuffer.wrap(encoded), true, server.now()))
                .isFalse();
        server.end(TransportEnd.Kind.FIN);
        assertThat(server.report().counters().messagesOut()).isEqualTo(1);
    }

    @Test
    void anEncodedMessageNeedsAServerBetweenMessages() {
        ByteBuffer encoded = ByteBuffer.wrap(text("x").toUnmaskedBytes());
        Endpoint client = Endpoint.of(Role.CLIENT);
        assertThatIllegalStateException().isThrownBy(() -> client.connection.sendEncoded(encoded, true, client.now()));
        Endpoint server = Endpoint.of(Role.SERVER);
        server.send(MessageType.TEXT, "part", false);
        assertThatIllegalStateException().isThrownBy(() -> server.connection.sendEncoded(encoded, true, server.now()));
    }

    @Test
    void theCountersCountWhatPassed() {
        Endpoint server = Endpoint.of(Role.SERVER);
        server.receive(text("one"), text("two"), fragment(Opcode.TEXT, "unfinished", false), control(Opcode.PING, ""));
        server.sendText("out");
        server.end(TransportEnd.Kind.FIN);

        var counters = server.report().counters();
        assertThat(counters.messagesIn()).isEqualTo(2);
        assertThat(counters.messagesOut()).isEqualTo(1);
        assertThat(counters.pingsIn()).isEqualTo(1);
        assertThat(counters.bytesIn()).isEqualTo(9 + 9 + 16 + 6);
        assertThat(counters.bytesOut()).isEqualTo(2 + 5);
    }

    // ---- limits

    @Test
    @Tag("RFC6455-10.4-1")
    void aMessageOf16MiBIn65536FragmentsIsAcceptedByDefault() {
        int fragments = 65_536;
        Frame first = new Frame(Opcode.BINARY, false, 0, ByteBuffer.allocate(256));
        Frame middle = new Frame(Opcode.CONTINUATION, false, 0, ByteBuffer.allocate(256));
        Frame last = new Frame(Opcode.CONTINUATION, true, 0, ByteBuffer.allocate(256));
        Endpoint client = Endpoint.of(Role.CLIENT);
        client.receive(first);
        byte[] wire = middle.toUnmaskedBytes();
        for (int i = 0; i < fragments - 2; i++) {
            client.receive(wire);
        }
        client.receive(last);

        assertThat(client.sink.messages())
                .singleElement()
                .isInstanceOfSatisfying(
                        Event.Binary.class,
                        message -> assertThat(message.payload().remaining()).isEqualTo(16 << 20));
    }

    @Test
    @Tag("RFC6455-10.4-1")
    void aMessageOf16MiBAndOneByteIsRefusedByItsHeaderByDefault() {
        ByteBuffer header = ByteBuffer.allocate(FrameWriter.MAX_HEADER_BYTES);
        FrameWriter.writeHeader(header, Opcode.BINARY, true, 0, (16 << 20) + 1);

        assertRefused(header.flip(), ProtocolError.MESSAGE_TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({
        // frame, message, bytes, and the limit that is named
        "10, 100, 11, FRAME_TOO_LARGE",
        "10, 100, 100, FRAME_TOO_LARGE",
        "10, 100, 101, MESSAGE_TOO_LARGE",
        "100, 10, 11, MESSAGE_TOO_LARGE",
        "100, 10, 101, MESSAGE_TOO_LARGE",
        "0, 10, 11, MESSAGE_TOO_LARGE",
        "0, 10, 65535, MESSAGE_TOO_LARGE",
    })
    @Tag("RFC6455-10.4-1")
    @Tag("RFC6455-10.4-2")
    void aFrameThatIsNotCompressedIsRefusedByItsHeaderForTheLimitThatWasSet(
            long frame, long message, int bytes, ProtocolError error) {
        Limits.Builder limits = Limits.builder().maxMessageBytes(message);
        Endpoint client = Endpoint.of(
                Role.CLIENT,
                settings -> settings.limits(
                        frame == 0
                                ? limits.build()
                                : limits.maxFrameBytes(frame).build()));
        ByteBuffer header = ByteBuffer.allocate(FrameWriter.MAX_HEADER_BYTES);
        FrameWriter.writeHeader(header, Opcode.BINARY, true, 0, bytes);

        client.connection.receive(header.flip(), client.now());
        client.end(TransportEnd.Kind.FIN);

        assertThat(client.report().cause())
                .isInstanceOfSatisfying(
                        CloseCause.ProtocolViolation.class,
                        violation -> assertThat(violation.error()).isEqualTo(error));
    }

    @Test
    void oneFragmentMoreThan65536IsRefusedByItsHeaderByDefault() {
        ByteBuffer stream = ByteBuffer.allocate(2 * 65_537);
        FrameWriter.writeHeader(stream, Opcode.BINARY, false, 0, 0);
        for (int i = 0; i < 65_536; i++) {
            FrameWriter.writeHeader(stream, Opcode.CONTINUATION, i == 65_535, 0, 0);
        }

        assertRefused(stream.flip(), ProtocolError.TOO_MANY_FRAGMENTS);
    }

    private static void assertRefused(ByteBuffer stream, ProtocolError error) {
        Endpoint client = Endpoint.of(Role.CLIENT);
        client.connection.receive(stream, client.now());
        client.end(TransportEnd.Kind.FIN);
        assertThat(client.report().cause())
                .isInstanceOfSatisfying(
                        CloseCause.ProtocolViolation.class,
                        violation -> assertThat(violation.error()).isEqualTo(error));
        assertThat(client.sent()).containsExactly(closeFrame(error.closeCode(), error.rule()));
    }

    @Test
    void aLimitIsForOneMessageNotForTheConnection() {
        Endpoint client = Endpoint.of(
                Role.CLIENT,
                settings -> settings.limits(
                        Limits.builder().maxMessageBytes(4).maxFragments(2).build()));
        for (int i = 0; i < 3; i++) {
            client.receive(fragment(Opcode.TEXT, "ab", false), fragment(Opcode.CONTINUATION, "cd", true));
        }
        assertThat(client.sink.messages()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000})
    void controlFramesAreCountedBySecond(int most) {
        Endpoint server = Endpoint.of(
                Role.SERVER,
                settings -> settings.limits(
                        Limits.builder().maxControlFramesPerSecond(most).build()));
        for (int second = 0; second < 3; second++) {
            for (int i = 0; i < most; i++) {
                server.receive(control(i % 2 == 0 ? Opcode.PING : Opcode.PONG, ""));
            }
            assertThat(server.phase()).isEqualTo(Phase.OPEN);
            server.pass(Duration.ofSeconds(1));
        }
        for (int i = 0; i <= most; i++) {
            server.receive(control(Opcode.PONG, ""));
        }
        server.end(TransportEnd.Kind.FIN);
        assertThat(server.report().cause())
                .isInstanceOfSatisfying(
                        CloseCause.ProtocolViolation.class,
                        violation -> assertThat(violation.error()).isEqualTo(ProtocolError.CONTROL_FRAME_FLOOD));
    }

    @Test
    void limitsArePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.builder().maxFrameBytes(-1));
        assertThat(Limits.DEFAULT).isEqualTo(new Limits((18 << 20) + 1_024, 16 << 20, 65_536, 1_000));
    }

    @ParameterizedTest
    @CsvSource({"5, 1029", "8000, 10024", "9223372036854775807, 9223372036854775807"})
    void aFrameMayBeAsLargeAsAMessageBecomesThatDoesNotCompress(long message, long frame) {
        assertThat(Limits.builder().maxMessageBytes(message).build().maxFrameBytes())
                .isEqualTo(frame);
    }

    // ---- pause

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPausedConnectionLeavesTheInputFromTheNextPartOnAndTakesItUpAgain(Role role) {
        Endpoint end = Endpoint.of(role);
        end.sink.react(event -> {
            if (event.equals(new Event.Text("one"))) {
                end.connection.pause();
            }
        });
        ByteBuffer in = ByteBuffer.allocate(100);
        for (String word : new String[] {"one", "two"}) {
            in.put(
                    role == Role.SERVER
                            ? text(word).toMaskedBytes(7)
                            : text(word).toUnmaskedBytes());
        }
        in.flip();

        assertThat(end.connection.receive(in, end.now())).isFalse();
        assertThat(in.remaining()).isEqualTo(in.limit() / 2);
        assertThat(end.sink.messages()).containsExactly(new Event.Text("one"));
        assertThat(end.connection.receive(in, end.now())).isFalse();

        end.connection.resume(end.now());
        assertThat(end.connection.receive(in, end.now())).isTrue();
        assertThat(end.sink.messages()).containsExactly(new Event.Text("one"), new Event.Text("two"));
        end.end(TransportEnd.Kind.FIN);
        assertThat(end.report().counters().bytesIn()).isEqualTo(in.limit());
    }

    @Test
    void aPausedConnectionStillSends() {
        Endpoint end = Endpoint.of(Role.SERVER);
        end.connection.pause();

        assertThat(end.sendText("out")).isTrue();
        end.close(CloseCode.NORMAL, "");

        assertThat(end.sent()).hasSize(2);
    }

    @Test
    void aConnectionThatIsPausedWhileItClosesEndsAtTheClosingTimeout() {
        Endpoint end = Endpoint.of(Role.SERVER, settings -> settings.closingTimeout(Duration.ofSeconds(3)));
        end.connection.pause();
        end.close(CloseCode.NORMAL, "");
        assertThat(end.receive(closeFrame(1000, ""))).isFalse();

        end.pass(Duration.ofSeconds(3));

        assertThat(end.report().closing().timedOut()).isTrue();
    }
}
