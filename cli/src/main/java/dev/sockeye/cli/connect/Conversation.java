package dev.sockeye.cli.connect;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the command talks about with a server: shows what comes, and counts, so that the end of the input can wait for
 * the answers. By itself it is held over one connection; {@link Reconnection} holds it over several. Its callbacks may block, so they belong on a dispatcher's thread; the other methods are safe from any thread.
 */
final class Conversation implements WebSocketHandler {
    private final EventPrinter printer;
    private final CompletableFuture<Optional<Talk>> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReport> closed = new CompletableFuture<>();
    private final Map<ByteBuffer, Long> pings = new HashMap<>();
    private long sent;
    private long received;
    private boolean over;
    private volatile Optional<Decision.Stop> stop = Optional.empty();

    Conversation(EventPrinter printer) {
        this.printer = printer;
    }

    @Override
    public void onOpen(WebSocket socket) {
        printer.opened(socket);
        begin(new SocketTalk(socket));
    }

    /** The input may speak. */
    void begin(Talk talk) {
        opened.complete(Optional.of(talk));
    }

    @Override
    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
        if (!text(utf8)) {
            socket.close();
        }
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
        if (!binary(data)) {
            socket.close();
        }
    }

    /** Shows a text message; returns whether anybody still reads what is shown. */
    boolean text(ByteBuffer utf8) {
        printer.text(utf8);
        return countReceived();
    }

    /** Shows a binary message; returns whether anybody still reads what is shown. */
    boolean binary(ByteBuffer data) {
        printer.binary(data);
        return countReceived();
    }

    @Override
    public void onPing(WebSocket socket, ByteBuffer payload) {
        printer.ping(payload);
    }

    @Override
    public void onPong(WebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {
        pong(payload, roundTripNanos);
    }

    /** Shows a pong. */
    void pong(ByteBuffer payload, OptionalLong roundTripNanos) {
        Long sentAt = forgetPing(payload);
        OptionalLong nanos = sentAt == null ? roundTripNanos : OptionalLong.of(System.nanoTime() - sentAt);
        printer.pong(payload, nanos, sentAt != null);
    }

    @Override
    public void onClose(CloseReport report) {
        over(report);
    }

    /** It is over, with this last report. */
    void over(CloseReport report) {
        synchronized (this) {
            over = true;
            notifyAll();
        }
        closed.complete(report);
        opened.complete(Optional.empty());
    }

    private boolean countReceived() {
        synchronized (this) {
            received++;
            notifyAll();
        }
        return printer.isReadable();
    }

    /** Takes why no further connection follows. */
    void stopped(Decision.Stop decision) {
        stop = Optional.of(decision);
    }

    /** {@return why no further connection follows, if there might have been one} */
    Optional<Decision.Stop> stop() {
        return stop;
    }

    private synchronized @Nullable Long forgetPing(ByteBuffer payload) {
        return pings.remove(payload);
    }

    /** Expects no answer any more to so many of the messages that were sent and are not answered. */
    synchronized void lost(long messages) {
        sent = Math.max(Math.min(sent, received), sent - messages);
        notifyAll();
    }

    /** {@return whether it is over} */
    synchronized boolean isOver() {
        return over;
    }

    /** {@return the connection once it is open; empty if it never opens} */
    CompletableFuture<Optional<Talk>> opened() {
        return opened;
    }

    /** {@return the report once it is over} */
    CompletableFuture<CloseReport> closed() {
        return closed;
    }

    /**
     * Sends a message, waiting for room as long as it takes.
     *
     * @return whether it was taken; if not, the connection is closing
     */
    boolean send(Talk talk, MessageType type, ByteBuffer payload) throws InterruptedException {
        if (!talk.send(type, payload)) {
            return false;
        }
        synchronized (this) {
            sent++;
        }
        return true;
    }

    /**
     * Sends a ping whose answer is shown with the time it took.
     *
     * @return whether to go on
     */
    boolean ping(Talk talk, ByteBuffer payload) {
        ByteBuffer key = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        synchronized (this) {
            pings.put(key, System.nanoTime());
        }
        return talk.ping(payload) || !talk.endsWithItsConnection();
    }

    /** Waits until as many messages came as were sent, or none came for so long, or it is over. */
    synchronized void awaitAnswers(Duration silence) throws InterruptedException {
        long counted = received;
        long deadline = System.nanoTime() + silence.toNanos();
        while (!over && received < sent) {
            if (received != counted) {
                counted = received;
                deadline = System.nanoTime() + silence.toNanos();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Waits that long, or until it is over. */
    synchronized void awaitOver(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (!over && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }
}
