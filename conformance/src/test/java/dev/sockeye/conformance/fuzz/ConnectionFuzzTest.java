package dev.sockeye.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.protocol.Limits;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.deflate.NegotiatedDeflate;
import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.FrameWriter;
import dev.sockeye.protocol.frame.Masking;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input is a life of a connection: a byte of settings (1: a client, 2: with permessage-deflate), then steps. A step is
 * a letter and its arguments:
 *
 * <pre>
 * w n bytes   n bytes of the wire arrive
 * f h n bytes a well-masked frame arrives: first header byte, n bytes of payload
 * m k n       k even: a whole text message of n bytes is sent; odd: a part of one, which is the last if k is 3
 * i n         a ping of n bytes is sent
 * c hi lo n   the connection is closed with a code, or without one if it is 0, and a reason of n bytes
 * t n         n tenths of a second pass
 * p, r        reading is paused, resumed
 * a n         from now on every part that arrives is answered with n: see {@link Watch}
 * e, x        the transport ends, the connection is cut
 * </pre>
 */
class ConnectionFuzzTest {
    static final int MAX_MESSAGE_BYTES = 300;
    private static final long NANOS_PER_TENTH = 100_000_000;

    @FuzzTest(maxDuration = "60s")
    void everyLifeEndsInOneReportAndKeepsTheRules(byte[] script) {
        new Life(ByteBuffer.wrap(script)).run();
    }

    private static final class Life {
        private final ByteBuffer script;
        private final Role role;
        private final Watch watch;
        private final Connection connection;
        private long now;
        private boolean partSent;

        /** What arrived while reading was paused. */
        private @Nullable ByteBuffer unread;

        Life(ByteBuffer script) {
            this.script = script;
            int settings = next();
            role = (settings & 1) == 0 ? Role.SERVER : Role.CLIENT;
            boolean deflate = (settings & 2) != 0;
            NegotiatedExtension extension = new NegotiatedDeflate(
                    new ExtensionDescriptor("permessage-deflate", List.of()), true, true, 15, 15, 6, 0);
            watch = new Watch(role, deflate, MAX_MESSAGE_BYTES);
            ConnectionConfig config = ConnectionConfig.builder(role)
                    .limits(Limits.builder()
                            .maxMessageBytes(MAX_MESSAGE_BYTES)
                            .maxFragments(10)
                            .maxControlFramesPerSecond(20)
                            .build())
                    .heartbeat(new Heartbeat(Duration.ofSeconds(5), Duration.ofSeconds(3)))
                    .idleTimeout(Duration.ofSeconds(60))
                    .build();
            connection = new Connection(
                    config,
                    deflate ? List.of(extension) : List.of(),
                    new ThreadResources(() -> 0x37FA213D),
                    watch,
                    now);
            watch.watch(connection);
        }

        void run() {
            while (script.hasRemaining()) {
                step(next());
                assertThat(connection.nanosUntilTimer(now)).isNotNegative();
            }
            connection.receiveEnd(TransportEnd.FIN, now);
            assertThat(connection.phase()).isEqualTo(Phase.CLOSED);
            assertThat(connection.nanosUntilTimer(now)).isEqualTo(Long.MAX_VALUE);
            assertThat(watch.reports()).isEqualTo(1);
        }

        private void step(int letter) {
            switch (letter) {
                case 'w' -> arrive(bytes(next()));
                case 'f' -> arriveFrame(next(), bytes(next() % 126));
                case 'm' -> send(next(), next());
                case 'i' -> connection.ping(ascii(next() % 126), now);
                case 'c' -> close(next() << 8 | next(), next() % 124);
                case 't' -> pass(next());
                case 'p' -> connection.pause();
                case 'r' -> resume();
                case 'a' -> watch.reactWith(next());
                case 'e' -> connection.receiveEnd(TransportEnd.FIN, now);
                case 'x' -> connection.abort(new CloseCause.TransportLost(TransportEnd.LOCAL), now);
                default -> {}
            }
        }

        private void arriveFrame(int header, ByteBuffer payload) {
            int length = payload.remaining();
            ByteBuffer frame = ByteBuffer.allocate(FrameWriter.MAX_HEADER_BYTES + length);
            frame.put((byte) header).put((byte) (role == Role.SERVER ? 0x80 | length : length));
            int key = role == Role.SERVER ? 0x01020304 : 0;
            if (role == Role.SERVER) {
                frame.putInt(key);
            }
            int from = frame.position();
            frame.put(payload);
            Masking.apply(frame, from, frame.position(), key);
            arrive(frame.flip());
        }

        private void arrive(ByteBuffer bytes) {
            ByteBuffer left = unread;
            ByteBuffer in = left == null
                    ? bytes
                    : ByteBuffer.allocate(left.remaining() + bytes.remaining())
                            .put(left)
                            .put(bytes)
                            .flip();
            boolean consumed = connection.receive(in, now);
            assertThat(consumed).isEqualTo(!in.hasRemaining());
            unread = consumed ? null : in;
        }

        private void resume() {
            connection.resume(now);
            arrive(ByteBuffer.allocate(0));
        }

        private void send(int kind, int length) {
            boolean last = (kind & 1) == 0 || (kind & 3) == 3;
            boolean can = connection.canSend();
            if (partSent && (kind & 1) == 0) {
                return; // the message under way is of another kind
            }
            assertThat(connection.send(MessageType.TEXT, ascii(length), last, now))
                    .isEqualTo(can);
            partSent = can && !last;
        }

        private void close(int code, int reasonBytes) {
            CloseCode wanted = new CloseCode(code);
            if (code == 0) {
                connection.close(ClosePayload.EMPTY, now);
            } else if (wanted.isSendable(role)) {
                connection.close(ClosePayload.of(wanted, "r".repeat(reasonBytes)), now);
            }
        }

        private void pass(int tenths) {
            now += tenths * NANOS_PER_TENTH;
            watch.now(now);
            connection.onTimer(now);
        }

        /** {@return the next byte of the script, unsigned; 0 behind its end} */
        private int next() {
            return script.hasRemaining() ? script.get() & 0xFF : 0;
        }

        private ByteBuffer bytes(int count) {
            byte[] bytes = new byte[Math.min(count, script.remaining())];
            script.get(bytes);
            return ByteBuffer.wrap(bytes);
        }

        private static ByteBuffer ascii(int length) {
            ByteBuffer text = ByteBuffer.allocate(length);
            while (text.hasRemaining()) {
                text.put((byte) 'a');
            }
            return text.flip();
        }
    }
}
