package dev.sockeye.internal;

import dev.sockeye.ConnectTarget;
import dev.sockeye.PreparedMessage;
import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.Role;
import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.close.Closing;
import dev.sockeye.protocol.close.Counters;
import dev.sockeye.protocol.close.TransportEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a link and the connection that it becomes, played by a test: what is sent waits until the test lets it be
 * written, and what is written until the peer reads it.
 */
final class FakeConnection implements LinkSocket {
    static final String LOCAL = "192.0.2.7:40000";

    final ConnectTarget target;
    final WebSocketHandler handler;
    final List<String> read = new ArrayList<>();
    final List<Duration> probes = new ArrayList<>();
    int capacity = Integer.MAX_VALUE;
    boolean cancelled;
    boolean reading = true;
    boolean over;

    @Nullable
    ClosePayload closedWith;

    private final VirtualHome home;
    private final Deque<byte[]> queued = new ArrayDeque<>();
    private final Deque<byte[]> written = new ArrayDeque<>();

    /** Pings on the wire, with how many messages were written before each. */
    private final Deque<Ping> pings = new ArrayDeque<>();

    private long messagesOut;
    private long messagesRead;
    private boolean opened;
    private boolean full;

    private record Ping(ByteBuffer payload, long behind) {}

    FakeConnection(VirtualHome home, ConnectTarget target, WebSocketHandler handler) {
        this.home = home;
        this.target = target;
        this.handler = handler;
    }

    // ---- what a test does

    void open() {
        home.run(() -> {
            opened = true;
            handler.onOpen(this);
        });
    }

    /** Hands what is queued to the transport. */
    void write() {
        write(Integer.MAX_VALUE);
    }

    /** Hands at most so many of the messages that are queued to the transport. */
    void write(int most) {
        for (int i = 0; i < most && !queued.isEmpty(); i++) {
            written.add(queued.remove());
            messagesOut++;
        }
        if (full && queued.size() < capacity) {
            full = false;
            home.run(() -> handler.onWritable(this));
        }
    }

    /** Has the peer read what is written, and answer the pings between. */
    void read() {
        readSilently(Integer.MAX_VALUE);
        while (!pings.isEmpty() && pings.peek().behind() <= messagesRead) {
            ByteBuffer payload = pings.remove().payload();
            home.run(() -> handler.onPong(this, payload, OptionalLong.empty()));
        }
    }

    /** Has the peer read at most so many messages, and no answer of it come back. */
    void readSilently(int most) {
        for (int i = 0; i < most && !written.isEmpty(); i++) {
            read.add(new String(written.remove(), StandardCharsets.UTF_8));
            messagesRead++;
        }
    }

    /** {@return how many messages it has taken that the peer has not read} */
    int underWay() {
        return queued.size() + written.size();
    }

    boolean isOpen() {
        return opened && !over;
    }

    void message(String text) {
        home.run(() -> handler.onUtf8(this, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    void lose() {
        end(new CloseCause.TransportLost(TransportEnd.FIN), Closing.NONE);
    }

    void fail(CloseCause cause) {
        end(cause, Closing.NONE);
    }

    void closeByPeer(int code) {
        ClosePayload payload = ClosePayload.of(new CloseCode(code), "");
        end(
                new CloseCause.PeerClosed(payload),
                new Closing(Optional.of(payload), Optional.of(payload), Closing.Initiator.PEER, false, false, false));
    }

    /** Has the peer answer this end's Close frame, behind all that was sent. */
    void answerClose() {
        write();
        read();
        ClosePayload payload = Objects.requireNonNull(closedWith, "not closed");
        end(
                new CloseCause.ClosedByApplication(payload),
                new Closing(
                        Optional.of(payload), Optional.of(payload), Closing.Initiator.THIS_END, false, false, false));
    }

    private void end(CloseCause cause, Closing closing) {
        over = true;
        CloseReport.Builder report = CloseReport.builder(Role.CLIENT, cause)
                .target(target.uri())
                .closing(closing)
                .counters(new Counters(0, 0, 0, messagesOut, 0, 0, 0, 0));
        if (opened) {
            report.opened();
        }
        home.run(() -> handler.onClose(report.build()));
    }

    // ---- what the link does

    @Override
    public SendOutcome sendText(String text) {
        return sendText(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public SendOutcome sendText(ByteBuffer utf8) {
        if (over || closedWith != null) {
            return over ? SendOutcome.CLOSED : SendOutcome.CLOSING;
        }
        if (queued.size() >= capacity) {
            full = true;
            return SendOutcome.BACK_PRESSURED;
        }
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        queued.add(bytes);
        return SendOutcome.QUEUED;
    }

    @Override
    public SendOutcome sendBinary(ByteBuffer data) {
        return sendText(data);
    }

    @Override
    public SendOutcome ping(ByteBuffer payload) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        // A ping goes before all that is queued.
        pings.add(new Ping(copy, messagesOut));
        return SendOutcome.QUEUED;
    }

    @Override
    public long messagesOut() {
        return messagesOut;
    }

    @Override
    public void probe(Duration limit) {
        probes.add(limit);
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (closedWith == null) {
            closedWith = ClosePayload.of(code, reason);
        }
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public void pause() {
        reading = false;
    }

    @Override
    public void resume() {
        reading = true;
    }

    @Override
    public boolean isWritable() {
        return !over && queued.size() < capacity;
    }

    @Override
    public long queuedBytes() {
        return queued.stream().mapToLong(each -> each.length).sum();
    }

    @Override
    public String localAddress() {
        return LOCAL;
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.1:80";
    }

    @Override
    public Optional<String> subprotocol() {
        return Optional.empty();
    }

    @Override
    public String extensions() {
        return "";
    }

    @Override
    public SendOutcome send(PreparedMessage message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> sendAsync(MessageType type, ByteBuffer payload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SendOutcome sendPart(MessageType type, ByteBuffer part, boolean last) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeWithoutCode() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abort() {
        throw new UnsupportedOperationException();
    }
}
