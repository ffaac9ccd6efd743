package dev.sockeye.internal;

import dev.sockeye.OfflineBuffer;
import dev.sockeye.OfflineBuffer.Overflow;
import dev.sockeye.SendOutcome;
import dev.sockeye.SendReceipt;
import dev.sockeye.Undelivered;
import dev.sockeye.Undelivered.Fate;
import dev.sockeye.protocol.MessageType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Link} sends: numbers messages, passes them to the connection that there is, holds them while there is none,
 * and knows after each connection what became of those that it took along. Safe from any thread; its lock also keeps the
 * numbers in the order of the wire.
 *
 * <p>Of messages that are on their way only the numbers are kept, in ranges, and of those that a buffer may have to hold
 * again also the payload, for as long as the connection may not have begun to write them.
 */
final class LinkOutput {
    private static final SendReceipt CLOSED = new SendReceipt(SendOutcome.CLOSED, 0);
    private static final SendReceipt DISCONNECTED = new SendReceipt(SendOutcome.DISCONNECTED, 0);
    private static final SendReceipt BACK_PRESSURED = new SendReceipt(SendOutcome.BACK_PRESSURED, 0);

    /**
     * A message that waits, or whose connection may not have written it.
     *
     * @param payload read-only
     */
    private record Held(long id, MessageType type, ByteBuffer payload, long since, boolean greeting) {
        Undelivered.Message message() {
            return new Undelivered.Message(id, type, payload.duplicate());
        }
    }

    /**
     * A held message that a connection has taken.
     *
     * @param place how many messages the connection had taken before it
     * @param end how many bytes of payload the connection had taken with it
     */
    private record Handed(Held held, long place, long end) {}

    private final @Nullable OfflineBuffer limits;
    private final LongSupplier clock;
    private final Consumer<Undelivered> later;

    private long lastId;
    private boolean ended;

    private final Deque<Held> waiting = new ArrayDeque<>();
    private long waitingBytes;

    private @Nullable LinkSocket socket;

    /** Who sends before all that waits; null when the greeting is over. */
    private @Nullable Thread greeter;

    /** Of this connection: the numbers of what it has taken and the peer has not confirmed. */
    private final IdRanges taken = new IdRanges();

    private final Deque<Handed> handed = new ArrayDeque<>();
    private long handedMessages;
    private long handedBytes;
    private long confirmedMessages;

    /**
     * @param limits null to hold nothing
     * @param clock nanoseconds
     * @param later takes what is lost because a send makes room for itself; must not call the application at once
     */
    LinkOutput(@Nullable OfflineBuffer limits, LongSupplier clock, Consumer<Undelivered> later) {
        this.limits = limits;
        this.clock = clock;
        this.later = later;
    }

    // ---- from any thread

    synchronized SendReceipt sendText(String text) {
        if (limits != null) {
            return send(MessageType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        LinkSocket open = socket;
        if (ended || open == null) {
            return ended ? CLOSED : DISCONNECTED;
        }
        return receipt(open.sendText(text), null);
    }

    synchronized SendReceipt send(MessageType type, ByteBuffer payload) {
        if (ended) {
            return CLOSED;
        }
        LinkSocket open = socket;
        if (limits == null) {
            return open == null ? DISCONNECTED : receipt(pass(open, type, payload), null);
        }
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip()
                .asReadOnlyBuffer();
        boolean greeting = greeter == Thread.currentThread();
        Held held = new Held(lastId + 1, type, copy, clock.getAsLong(), greeting);
        if (open != null && (greeting || (greeter == null && waiting.isEmpty()))) {
            SendReceipt receipt = receipt(pass(open, type, copy.duplicate()), held);
            if (receipt.outcome() != SendOutcome.DISCONNECTED || greeting) {
                return receipt;
            }
        }
        return hold(limits, held);
    }

    private static SendOutcome pass(LinkSocket open, MessageType type, ByteBuffer payload) {
        return type == MessageType.TEXT ? open.sendText(payload) : open.sendBinary(payload);
    }

    private SendReceipt receipt(SendOutcome outcome, @Nullable Held held) {
        return switch (outcome) {
            case QUEUED -> {
                lastId++;
                took(lastId, held);
                yield new SendReceipt(outcome, lastId);
            }
            case BACK_PRESSURED -> BACK_PRESSURED;
            // This connection is at its end, the link is not.
            case CLOSING, CLOSED, DISCONNECTED -> DISCONNECTED;
        };
    }

    private void took(long id, @Nullable Held held) {
        taken.add(id);
        if (held != null) {
            handedBytes += held.payload().remaining();
            handed.add(new Handed(held, handedMessages, handedBytes));
            forgetWritten();
        }
        handedMessages++;
    }

    /** What the connection still queues are the last of the bytes that it took; all before has begun to be written. */
    private void forgetWritten() {
        long queued = socket == null ? 0 : socket.queuedBytes();
        while (!handed.isEmpty() && handedBytes - handed.getFirst().end() >= queued) {
            handed.removeFirst();
        }
    }

    private SendReceipt hold(OfflineBuffer bounds, Held held) {
        boolean reject = bounds.overflow() == Overflow.REJECT;
        List<Held> dropped = new ArrayList<>();
        while (!waiting.isEmpty() && !fits(bounds, held)) {
            if (reject) {
                return BACK_PRESSURED;
            }
            dropped.add(drop());
        }
        if (!dropped.isEmpty()) {
            later.accept(undelivered(Fate.OVERFLOWED, dropped));
        }
        lastId = held.id();
        waiting.addLast(held);
        waitingBytes += held.payload().remaining();
        return new SendReceipt(SendOutcome.QUEUED, held.id());
    }

    private boolean fits(OfflineBuffer bounds, Held held) {
        return waiting.size() < bounds.maxMessages()
                && waitingBytes + held.payload().remaining() <= bounds.maxBytes();
    }

    private Held drop() {
        Held oldest = waiting.removeFirst();
        waitingBytes -= oldest.payload().remaining();
        return oldest;
    }

    private static Undelivered undelivered(Fate fate, List<Held> lost) {
        IdRanges ids = new IdRanges();
        lost.forEach(held -> ids.add(held.id()));
        return new Undelivered(fate, ids.all(), lost.stream().map(Held::message).toList());
    }

    synchronized boolean isWritable() {
        if (ended) {
            return false;
        }
        LinkSocket open = socket;
        if (open != null && waiting.isEmpty()) {
            return open.isWritable();
        }
        return limits != null && waiting.size() < limits.maxMessages() && waitingBytes < limits.maxBytes();
    }

    /** {@return messages that wait for a connection} */
    synchronized int waitingMessages() {
        return waiting.size();
    }

    // ---- from the link

    /** There is a connection. Until {@link #greeted} only the calling thread sends on it, if there is a buffer. */
    synchronized void connected(LinkSocket opened) {
        socket = opened;
        greeter = Thread.currentThread();
        handedMessages = 0;
        handedBytes = 0;
        confirmedMessages = 0;
    }

    /** Everybody may send, behind what waits. */
    synchronized List<Undelivered> greeted() {
        greeter = null;
        return flush();
    }

    /** {@return what has become too old, after sending what is not} */
    synchronized List<Undelivered> flush() {
        List<Undelivered> expired = expire();
        LinkSocket open = socket;
        while (open != null && greeter == null && !waiting.isEmpty()) {
            Held next = waiting.getFirst();
            if (!pass(open, next.type(), next.payload().duplicate()).isTaken()) {
                break;
            }
            drop();
            took(next.id(), next);
        }
        return expired;
    }

    /** {@return what has become too old} */
    synchronized List<Undelivered> expire() {
        if (limits == null || waiting.isEmpty()) {
            return List.of();
        }
        long now = clock.getAsLong();
        long most = limits.maxAge().toNanos();
        List<Held> old = new ArrayList<>();
        while (!waiting.isEmpty() && now - waiting.getFirst().since() >= most) {
            old.add(drop());
        }
        return old.isEmpty() ? List.of() : List.of(undelivered(Fate.EXPIRED, old));
    }

    /** {@return how many messages of this connection a pong to a ping of now would confirm, if that is news} */
    synchronized OptionalLong confirmable() {
        if (socket == null || taken.isEmpty()) {
            return OptionalLong.empty();
        }
        long written = socket.messagesOut();
        return written > confirmedMessages ? OptionalLong.of(written) : OptionalLong.empty();
    }

    /** The peer has read the first messages of this connection. */
    synchronized void confirm(long messages) {
        long news = messages - confirmedMessages;
        if (news > 0) {
            taken.removeFirst(news);
            confirmedMessages = messages;
        }
        forgetWritten();
    }

    /**
     * The connection is over.
     *
     * @param written how many messages it had handed to the transport
     * @param read whether the peer showed that it has read them all
     * @return what did not reach the peer, or may not have
     */
    synchronized List<Undelivered> disconnected(long written, boolean read) {
        if (socket == null) {
            return List.of();
        }
        socket = null;
        greeter = null;
        List<Undelivered> lost = new ArrayList<>();
        long sent = Math.min(written, handedMessages) - confirmedMessages;
        if (sent > 0) {
            List<Undelivered.IdRange> unconfirmed = taken.first(sent);
            taken.removeFirst(sent);
            if (!read) {
                lost.add(new Undelivered(Fate.UNCONFIRMED, unconfirmed, List.of()));
            }
        }
        takeBack(written);
        if (!taken.isEmpty()) {
            lost.add(new Undelivered(Fate.NOT_SENT, taken.all(), List.of()));
            taken.clear();
        }
        handed.clear();
        return lost;
    }

    /** What the connection did not write waits again, before all that came later; a greeting is the connection's own. */
    private void takeBack(long written) {
        while (!handed.isEmpty()
                && handed.getLast().place() >= written
                && !handed.getLast().held().greeting()) {
            Held held = handed.removeLast().held();
            taken.removeLast();
            waiting.addFirst(held);
            waitingBytes += held.payload().remaining();
        }
    }

    /** {@return whether everything was handed to the connection} */
    synchronized boolean isDrained() {
        return waiting.isEmpty();
    }

    /** Takes no more messages. */
    synchronized void close() {
        ended = true;
    }

    /** {@return what still waited} No connection follows. */
    synchronized List<Undelivered> end() {
        ended = true;
        List<Held> left = new ArrayList<>(waiting);
        waiting.clear();
        waitingBytes = 0;
        return left.isEmpty() ? List.of() : List.of(undelivered(Fate.ENDED, left));
    }
}
