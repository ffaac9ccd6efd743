package dev.sockeye.cli.connect;

import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseReport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection as the command holds it: shows what comes, and counts, so that the end of the input can wait for the
 * answers. Its callbacks may block, so they belong on a dispatcher's thread; the other methods are safe from any thread.
 */
final class Conversation implements WebSocketHandler {
    private final EventPrinter printer;
    private final CompletableFuture<Optional<WebSocket>> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReport> closed = new CompletableFuture<>();
    private final Map<ByteBuffer, Long> pings = new HashMap<>();
    private long sent;
    private long received;
    private boolean over;

    Conversation(EventPrinter printer) {
        this.printer = printer;
    }

    @Override
    public void onOpen(WebSocket socket) {
        printer.opened(socket);
        opened.complete(Optional.of(socket));
    }

    @Override
    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
        printer.text(utf8);
        countReceived(socket);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
        printer.binary(data);
        countReceived(socket);
    }

    @Override
    public void onPing(WebSocket socket, ByteBuffer payload) {
        printer.ping(payload);
    }

    @Override
    public void onPong(WebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {
        Long sentAt = forgetPing(payload);
        OptionalLong nanos = sentAt == null ? roundTripNanos : OptionalLong.of(System.nanoTime() - sentAt);
        printer.pong(payload, nanos, sentAt != null);
    }

    @Override
    public void onClose(CloseReport report) {
        synchronized (this) {
            over = true;
            notifyAll();
        }
        closed.complete(report);
        opened.complete(Optional.empty());
    }

    private void countReceived(WebSocket socket) {
        synchronized (this) {
            received++;
            notifyAll();
        }
        if (!printer.isReadable()) {
            socket.close();
        }
    }

    private synchronized @Nullable Long forgetPing(ByteBuffer payload) {
        return pings.remove(payload);
    }

    /** {@return whether it is over} */
    synchronized boolean isOver() {
        return over;
    }

    /** {@return the connection once it is open; empty if it never opens} */
    CompletableFuture<Optional<WebSocket>> opened() {
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
    boolean send(WebSocket socket, MessageType type, ByteBuffer payload) {
        SendOutcome outcome = type == MessageType.TEXT
                ? socket.sendText(payload.duplicate())
                : socket.sendBinary(payload.duplicate());
        if (outcome == SendOutcome.BACK_PRESSURED) {
            try {
                socket.sendAsync(type, payload).toCompletableFuture().join();
            } catch (CompletionException notSent) {
                return false;
            }
        } else if (!outcome.isTaken()) {
            return false;
        }
        synchronized (this) {
            sent++;
        }
        return true;
    }

    /** Sends a ping whose answer is shown with the time it took. */
    boolean ping(WebSocket socket, ByteBuffer payload) {
        ByteBuffer key = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        synchronized (this) {
            pings.put(key, System.nanoTime());
        }
        return socket.ping(payload).isTaken();
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
