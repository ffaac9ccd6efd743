package dev.sockeye.testkit;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.TransportEnd;
import dev.sockeye.protocol.connection.Connection;
import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.ThreadResources;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}: a connection, what it did so far, and a transport that behaves as TCP does. An end that is
 * closed while bytes lie unread, or that bytes reach after it was closed, answers with a reset.
 */
public final class PipeEnd {
    private final VirtualClock clock;
    private final Connection connection;
    private final Sink sink = new Sink();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    /** What arrived and was not read; the first buffer may be read in part. */
    private final Deque<ByteBuffer> unread = new ArrayDeque<>();

    private @Nullable Lane outgoing;

    /** The end that is read behind the unread bytes. */
    private @Nullable TransportEnd unreadEnd;

    private boolean ended;
    private boolean reading;
    private boolean timerSet;
    private long timerAt;

    PipeEnd(
            VirtualClock clock,
            ConnectionConfig config,
            List<NegotiatedExtension> extensions,
            SplittableRandom random) {
        this.clock = clock;
        connection = new Connection(config, extensions, new ThreadResources(random::nextInt), sink, clock.nanos());
    }

    void attach(Lane lane) {
        outgoing = lane;
        setTimer();
    }

    // ---- the application

    /** Sends a text message; returns whether the connection took it. */
    public boolean sendText(String text) {
        return send(MessageType.TEXT, text.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Sends a binary message; returns whether the connection took it. */
    public boolean sendBinary(byte[] bytes) {
        return send(MessageType.BINARY, bytes, true);
    }

    /** Sends a message or a part of one, as {@link Connection#send}. */
    public boolean send(MessageType type, byte[] part, boolean last) {
        boolean taken = connection.send(type, ByteBuffer.wrap(part.clone()), last, clock.nanos());
        after();
        return taken;
    }

    /** Sends a ping; returns whether the connection took it. */
    public boolean ping(byte... payload) {
        boolean taken = connection.ping(ByteBuffer.wrap(payload), clock.nanos());
        after();
        return taken;
    }

    /** Begins the closing handshake. */
    public void close(CloseCode code, String reason) {
        close(ClosePayload.of(code, reason));
    }

    /** Begins the closing handshake. */
    public void close(ClosePayload payload) {
        connection.close(payload, clock.nanos());
        after();
    }

    /** Cuts the connection without a Close frame. */
    public void abort() {
        connection.abort(new CloseCause.Aborted(), clock.nanos());
        after();
    }

    /** Stops reading. */
    public void pause() {
        connection.pause();
        after();
    }

    /** Reads on. */
    public void resume() {
        connection.resume(clock.nanos());
        // Not from here, for this may be called from within the reading.
        clock.schedule(0, this::read);
        after();
    }

    /** Has something done on every event, from within the connection's call. */
    public void react(Consumer<Event> reaction) {
        sink.react(reaction);
    }

    /** {@return the connection of this end} */
    public Connection connection() {
        return connection;
    }

    /** {@return what happened so far} */
    public List<Event> events() {
        return sink.events();
    }

    /** {@return the messages that came whole, in order} */
    public List<Event> messages() {
        return sink.messages();
    }

    /** {@return the report, once the connection is over} */
    public Optional<CloseReport> report() {
        return sink.report();
    }

    /** {@return every byte this end gave its transport so far} */
    public byte[] sentBytes() {
        return sent.toByteArray();
    }

    // ---- the transport

    void arrive(byte[] bytes) {
        if (ended) {
            return;
        }
        if (sink.isTransportClosed()) {
            ended = true;
            outgoing().reset();
            return;
        }
        unread.add(ByteBuffer.wrap(bytes));
        read();
    }

    /** The end of the incoming direction arrives: in order it is read behind what is unread, else in place of it. */
    void arriveEnd(TransportEnd end) {
        if (ended) {
            return;
        }
        ended = true;
        unreadEnd = end;
        if (end.kind() != TransportEnd.Kind.FIN) {
            unread.clear();
        }
        read();
    }

    /** The transport is lost in both directions. */
    void lose(TransportEnd end) {
        outgoing().cut();
        arriveEnd(end);
    }

    private void read() {
        if (reading || sink.isTransportClosed()) {
            return;
        }
        reading = true;
        boolean goOn = true;
        while (goOn && !unread.isEmpty()) {
            goOn = connection.receive(unread.element(), clock.nanos());
            if (goOn) {
                unread.remove();
            }
        }
        if (unread.isEmpty() && unreadEnd != null) {
            connection.receiveEnd(unreadEnd, clock.nanos());
        }
        reading = false;
        after();
    }

    private void after() {
        flush();
        setTimer();
    }

    private void flush() {
        byte[] bytes = sink.takeWire();
        sent.writeBytes(bytes);
        if (bytes.length > 0) {
            outgoing().write(bytes);
        }
    }

    private void setTimer() {
        long wait = connection.nanosUntilTimer(clock.nanos());
        if (wait == Long.MAX_VALUE || (timerSet && timerAt - clock.nanos() <= wait)) {
            return;
        }
        long at = clock.nanos() + wait;
        timerSet = true;
        timerAt = at;
        clock.schedule(wait, () -> {
            if (timerSet && timerAt == at) {
                timerSet = false;
                connection.onTimer(clock.nanos());
                after();
            }
        });
    }

    private Lane outgoing() {
        if (outgoing == null) {
            throw new IllegalStateException("the pipe is not open yet");
        }
        return outgoing;
    }

    private final class Sink extends RecordingSink {
        @Override
        public void shutdownOutput() {
            super.shutdownOutput();
            flush();
            outgoing().finish();
        }

        @Override
        public void closeTransport() {
            super.closeTransport();
            flush();
            // The first buffer was taken from the transport already.
            if (unread.size() > 1) {
                outgoing().reset();
            } else {
                outgoing().finish();
            }
        }
    }
}
