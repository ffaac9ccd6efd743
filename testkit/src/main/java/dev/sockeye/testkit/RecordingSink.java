package dev.sockeye.testkit;

import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.connection.ConnectionSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records what a {@link dev.sockeye.protocol.connection.Connection} does, and holds it to the contract of {@link
 * ConnectionSink}: a call that the contract forbids, such as one after {@code onClosed}, throws.
 *
 * <p>May be extended; a method that is overridden calls this class's.
 */
public class RecordingSink implements ConnectionSink {
    private final List<Event> events = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private Consumer<Event> reaction = event -> {};
    private @Nullable MessageType messageType;
    private @Nullable CloseReport report;
    private int closings;
    private boolean outputShut;
    private boolean transportClosed;

    /** Has something done on every event, from within the connection's call, such as closing it. */
    public void react(Consumer<Event> newReaction) {
        reaction = newReaction;
    }

    /** {@return what happened so far} */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** {@return the messages that came whole, in order} */
    public List<Event> messages() {
        return events.stream()
                .filter(event -> event instanceof Event.Text || event instanceof Event.Binary)
                .toList();
    }

    /** {@return the parts of the message under way, joined; empty between messages} */
    public byte[] unfinishedMessage() {
        return message.toByteArray();
    }

    /** {@return the bytes for the wire since the last call of this method} */
    public byte[] takeWire() {
        byte[] bytes = wire.toByteArray();
        wire.reset();
        return bytes;
    }

    /** {@return whether the connection ended its outgoing direction} */
    public boolean isOutputShut() {
        return outputShut;
    }

    /** {@return whether the connection ended its transport} */
    public boolean isTransportClosed() {
        return transportClosed;
    }

    /** {@return the report, once the connection is over} */
    public Optional<CloseReport> report() {
        return Optional.ofNullable(report);
    }

    private void record(Event event) {
        events.add(event);
        reaction.accept(event);
    }

    private void requireLive(String call) {
        require(report == null, call + " after onClosed");
    }

    private static void require(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError("The contract of ConnectionSink is broken: " + violation);
        }
    }

    @Override
    public void onData(MessageType type, ByteBuffer window, boolean first, boolean last) {
        requireLive("onData");
        require(first == (messageType == null), first ? "a message begins within one" : "a part of no message");
        require(first || type == messageType, "a part of another type than its message");
        require(last || window.hasRemaining(), "an empty part that does not end its message");
        byte[] part = new byte[window.remaining()];
        window.get(part);
        message.writeBytes(part);
        messageType = last ? null : type;
        if (last) {
            byte[] whole = message.toByteArray();
            message.reset();
            record(type == MessageType.TEXT ? new Event.Text(text(whole)) : new Event.Binary(ByteBuffer.wrap(whole)));
        }
    }

    private static String text(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        require(text.getBytes(StandardCharsets.UTF_8).length == utf8.length, "text that is not UTF-8");
        return text;
    }

    @Override
    public void onPing(ByteBuffer payload) {
        requireLive("onPing");
        record(new Event.Ping(copy(payload)));
    }

    @Override
    public void onPong(ByteBuffer payload, long roundTripNanos) {
        requireLive("onPong");
        record(new Event.Pong(copy(payload)));
    }

    @Override
    public void onClosing() {
        requireLive("onClosing");
        closings++;
        require(closings == 1, "onClosing a second time");
        record(new Event.Closing());
    }

    @Override
    public void describe(CloseReport.Builder unfinished) {
        requireLive("describe");
    }

    @Override
    public void onClosed(CloseReport finished) {
        requireLive("onClosed");
        require(closings == 1, "onClosed without onClosing");
        require(transportClosed, "onClosed before closeTransport");
        report = finished;
        record(new Event.Closed(finished));
    }

    @Override
    public void transmit(ByteBuffer frame) {
        require(!outputShut && !transportClosed, "transmit after the end of the output");
        wire.writeBytes(bytes(frame));
    }

    @Override
    public void transmit(ByteBuffer head, ByteBuffer payload) {
        byte[] headBytes = bytes(head);
        byte[] payloadBytes = bytes(payload);
        ByteBuffer frame = ByteBuffer.allocate(headBytes.length + payloadBytes.length);
        transmit(frame.put(headBytes).put(payloadBytes).flip());
    }

    @Override
    public void shutdownOutput() {
        require(!outputShut && !transportClosed, "shutdownOutput after the end of the output");
        outputShut = true;
    }

    @Override
    public void closeTransport() {
        require(!transportClosed, "closeTransport a second time");
        transportClosed = true;
    }

    private static ByteBuffer copy(ByteBuffer borrowed) {
        return ByteBuffer.wrap(bytes(borrowed));
    }

    private static byte[] bytes(ByteBuffer borrowed) {
        byte[] bytes = new byte[borrowed.remaining()];
        borrowed.get(bytes);
        return bytes;
    }
}
