package dev.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sockeye.protocol.ProtocolError;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.deflate.PermessageDeflate;
import dev.sockeye.protocol.extension.ExtensionAnswerException;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionHeader;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every byte vector, fed whole, byte by byte, and in two parts cut at every place. */
class ByteVectorTest {
    /** A vector up to this size is cut at every place; a longer one near its ends, and here and there between. */
    private static final int CUT_EVERYWHERE = 2_000;

    static List<ByteVector> vectors() {
        return ByteVectors.all();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theOutcomeIsRightWhenTheBytesComeAtOnce(ByteVector vector) {
        Receiver receiver = new Receiver(vector);
        receiver.feed(0, vector.bytes().remaining());
        receiver.assertOutcome();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theOutcomeIsRightWhenTheBytesComeOneByOneAndAViolationIsRefusedAtItsFirstByte(ByteVector vector) {
        Receiver receiver = new Receiver(vector);
        for (int i = 0; i < vector.bytes().remaining(); i++) {
            Phase before = receiver.connection.phase();
            receiver.feed(i, i + 1);
            int place =
                    vector.refusal().map(refusal -> refusal.atByte().orElse(-1)).orElse(-1);
            if (i <= place) {
                boolean refused = i == place;
                assertThat(before).as("before byte %s", i).isEqualTo(Phase.OPEN);
                assertThat(receiver.connection.phase())
                        .as("with byte %s", i)
                        .isEqualTo(refused ? Phase.CLOSE_EXCHANGED : Phase.OPEN);
            }
        }
        receiver.assertOutcome();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theOutcomeIsRightWhereverTheBytesAreCut(ByteVector vector) {
        int length = vector.bytes().remaining();
        int cut = 1;
        while (cut < length) {
            Receiver receiver = new Receiver(vector);
            receiver.feed(0, cut);
            receiver.feed(cut, length);
            receiver.assertOutcome();
            boolean between = length > CUT_EVERYWHERE && cut > 64 && cut < length - 64;
            cut += between ? 997 : 1;
        }
    }

    @Test
    void everyVectorHasANameOfItsOwnAndSaysWhichClauseItShows() {
        List<ByteVector> vectors = ByteVectors.all();

        assertThat(vectors)
                .hasSizeGreaterThan(250)
                .extracting(ByteVector::toString)
                .doesNotHaveDuplicates();
        assertThat(vectors).allSatisfy(vector -> assertThat(vector.clauses()).isNotEmpty());
        assertThat(new HashSet<>(vectors.stream().map(ByteVector::file).toList()))
                .hasSize(6);
    }

    /** An endpoint that a vector's bytes arrive at. */
    private static final class Receiver {
        private final ByteVector vector;
        private final byte[] bytes;
        private final RecordingSink sink = new RecordingSink();
        private final Connection connection;

        Receiver(ByteVector vector) {
            this.vector = vector;
            bytes = vector.copyOfBytes();
            connection = new Connection(
                    ConnectionConfig.builder(vector.receiver())
                            .limits(vector.limits())
                            .build(),
                    extensions(vector),
                    new ThreadResources(() -> 0x5EED_5EED),
                    sink,
                    0);
        }

        private static List<NegotiatedExtension> extensions(ByteVector vector) {
            if (vector.extension().isEmpty()) {
                return List.of();
            }
            ExtensionHeader.Result header =
                    ExtensionHeader.parse(List.of(vector.extension().get()));
            List<ExtensionDescriptor> agreed = ((ExtensionHeader.Parsed) header).extensions();
            if (vector.receiver() == Role.SERVER) {
                PermessageDeflate settings = PermessageDeflate.serverDefault().toBuilder()
                        .ownContextTakeover(true)
                        .peerContextTakeover(true)
                        .build();
                return settings.server().accept(agreed).map(List::of).orElseThrow();
            }
            try {
                return List.of(PermessageDeflate.clientDefault().client().confirm(agreed.get(0)));
            } catch (ExtensionAnswerException refused) {
                throw new AssertionError(refused);
            }
        }

        void feed(int from, int to) {
            ByteBuffer part = ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to));
            assertThat(connection.receive(part, 0)).isTrue();
            assertThat(part.limit()).isEqualTo(to - from);
        }

        void assertOutcome() {
            boolean closes = vector.events().stream().anyMatch(ByteVector.PeerClose.class::isInstance);
            boolean over = closes || vector.refusal().isPresent();
            assertThat(connection.phase()).isEqualTo(over ? Phase.CLOSE_EXCHANGED : Phase.OPEN);
            connection.receiveEnd(TransportEnd.FIN, 0);
            CloseReport report = sink.report().orElseThrow();

            assertThat(events(report)).isEqualTo(vector.events());
            assertThat(refusal(report))
                    .isEqualTo(vector.refusal().map(ByteVector.Refusal::error).orElse(null));
            assertThat(answers()).isEqualTo(expectedAnswers());
            assertThat(report.counters().bytesIn()).isEqualTo(bytes.length);
        }

        private List<ByteVector.Expected> events(CloseReport report) {
            List<ByteVector.Expected> seen = new ArrayList<>();
            for (Event event : sink.events()) {
                if (!(event instanceof Event.Closing || event instanceof Event.Closed)) {
                    seen.add(new ByteVector.Seen(event));
                }
            }
            report.closing().received().map(ByteVector.PeerClose::new).ifPresent(seen::add);
            return seen;
        }

        private static @Nullable ProtocolError refusal(CloseReport report) {
            return report.cause() instanceof CloseCause.ProtocolViolation violation ? violation.error() : null;
        }

        /** What was sent, as the vectors tell it: a Close frame without its reason. */
        private List<String> answers() {
            try {
                Role peer = vector.receiver().peer();
                return new Frame.Reader(peer, 0, 125)
                        .read(sink.takeWire()).stream().map(Receiver::describe).toList();
            } catch (ProtocolException e) {
                throw new AssertionError(e.detail(), e);
            }
        }

        private List<String> expectedAnswers() {
            List<String> expected = new ArrayList<>();
            vector.answers().forEach(answer -> expected.add(describe(answer)));
            vector.refusal()
                    .ifPresent(
                            refusal -> expected.add("close " + refusal.error().closeCode()));
            return expected;
        }

        private static String describe(ByteVector.Answer answer) {
            Opcode opcode = answer.kind().equals("pong") ? Opcode.PONG : Opcode.CLOSE;
            return describe(new Frame(opcode, true, 0, answer.payload()));
        }

        private static String describe(Frame frame) {
            if (frame.opcode() != Opcode.CLOSE) {
                return frame.toString();
            }
            try {
                return "close "
                        + ClosePayload.parse(frame.payload().duplicate())
                                .code()
                                .map(Object::toString)
                                .orElse("");
            } catch (ProtocolException e) {
                throw new AssertionError(e.detail(), e);
            }
        }
    }

    @Test
    void aVectorFileThatBreaksItsFormatIsRefusedWithTheLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteVectors.parse("mine", "vector: x\nto: client\nin: 8"))
                .withMessageContaining("mine line 3");
    }
}
