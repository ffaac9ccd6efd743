package dev.sockeye.testkit.connection;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.ProtocolException;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import dev.sockeye.protocol.connection.Phase;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import dev.sockeye.protocol.frame.Frame;
import dev.sockeye.protocol.frame.Opcode;
import dev.sockeye.testkit.Event;
import dev.sockeye.testkit.RecordingSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** One connection under test, whose peer the test plays frame by frame, on a clock that stands still. */
final class Endpoint {
    /** A clock that wraps within the tests' times. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(15).toNanos();

    final RecordingSink sink;
    final Connection connection;
    private final Role role;
    private final Frame.Reader sent;
    private long now = START;

    Endpoint(ConnectionConfig config, List<NegotiatedExtension> extensions, RecordingSink sink) {
        this.sink = sink;
        role = config.role();
        sent = new Frame.Reader(role.peer(), 0b111, Long.MAX_VALUE);
        connection =
                new Connection(config, extensions, new ThreadResources(new SplittableRandom(1)::nextInt), sink, now);
    }

    /** A connection without heartbeat. */
    static Endpoint of(Role role) {
        return of(role, settings -> settings);
    }

    static Endpoint of(Role role, UnaryOperator<ConnectionConfig.Builder> settings) {
        ConnectionConfig.Builder builder = ConnectionConfig.builder(role).heartbeat(Heartbeat.OFF);
        return new Endpoint(settings.apply(builder).build(), List.of(), new RecordingSink());
    }

    long now() {
        return now;
    }

    Phase phase() {
        return connection.phase();
    }

    // ---- the peer

    /** Has frames arrive from the peer; returns what {@link Connection#receive} returns. */
    boolean receive(Frame... frames) {
        boolean all = true;
        for (Frame frame : frames) {
            all = receive(role == Role.SERVER ? frame.toMaskedBytes(0x37FA213D) : frame.toUnmaskedBytes());
        }
        return all;
    }

    boolean receive(byte[] bytes) {
        return connection.receive(ByteBuffer.wrap(bytes), now);
    }

    void end(TransportEnd.Kind kind) {
        connection.receiveEnd(TransportEnd.of(kind, ""), now);
    }

    // ---- the application

    boolean sendText(String text) {
        return send(MessageType.TEXT, text, true);
    }

    boolean send(MessageType type, String part, boolean last) {
        return connection.send(type, ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)), last, now);
    }

    void close(CloseCode code, String reason) {
        connection.close(ClosePayload.of(code, reason), now);
    }

    // ---- the clock

    /** Lets time pass, with timers called at the nanosecond. */
    void pass(Duration time) {
        long left = time.toNanos();
        for (long wait = connection.nanosUntilTimer(now); wait <= left; wait = connection.nanosUntilTimer(now)) {
            now += wait;
            left -= wait;
            connection.onTimer(now);
        }
        now += left;
    }

    /** Lets time pass and calls the timer once, as a coarse clock does that comes late. */
    void passAndFireLate(Duration time) {
        now += time.toNanos();
        connection.onTimer(now);
    }

    // ---- what came of it

    /** {@return the frames that were sent since the last call} */
    List<Frame> sent() {
        try {
            return sent.read(sink.takeWire());
        } catch (ProtocolException violation) {
            throw new AssertionError(violation.detail(), violation);
        }
    }

    List<Event> events() {
        return sink.events();
    }

    CloseReport report() {
        return sink.report().orElseThrow(() -> new AssertionError("no report yet, phase is " + phase()));
    }

    // ---- frames

    static Frame text(String text) {
        return Frame.of(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static Frame fragment(Opcode opcode, String text, boolean last) {
        return new Frame(opcode, last, 0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Frame control(Opcode opcode, String payload) {
        return Frame.of(opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    static ClosePayload payloadOf(Frame close) {
        try {
            return ClosePayload.parse(close.payload().duplicate());
        } catch (ProtocolException violation) {
            throw new AssertionError(violation.detail(), violation);
        }
    }

    /** {@return the fragments as one, unfinished} */
    static Frame join(Frame first, Frame next) {
        ByteBuffer both =
                ByteBuffer.allocate(first.payload().remaining() + next.payload().remaining());
        both.put(first.bytes()).put(next.bytes()).flip();
        return new Frame(first.opcode(), false, 0, both);
    }

    static Frame closeFrame(int code, String reason) {
        return closeFrame(ClosePayload.of(new CloseCode(code), reason));
    }

    static Frame closeFrame(ClosePayload payload) {
        ByteBuffer body = ByteBuffer.allocate(payload.bytes());
        payload.writeTo(body);
        return Frame.of(Opcode.CLOSE, body.array());
    }
}
