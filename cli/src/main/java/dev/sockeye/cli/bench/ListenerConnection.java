package dev.sockeye.cli.bench;

import dev.sockeye.WebSocket;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection that gets what the sender of the broadcasts has sent. Confined to its event loop. */
final class ListenerConnection extends BenchConnection {
    private final Broadcasts broadcasts;
    private final BroadcastSender sender;
    private final BenchWindow window;
    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private @Nullable Tally tally;

    /** The number that comes next, if none is lost. */
    private int expected;

    private long received;

    ListenerConnection(
            Tallies tallies, Opening opening, Broadcasts broadcasts, BroadcastSender sender, BenchWindow window) {
        super(tallies, opening);
        this.broadcasts = broadcasts;
        this.sender = sender;
        this.window = window;
    }

    @Override
    void entered(Tally ofLoop) {
        tally = ofLoop;
    }

    /**
     * Asks the server for a pong. A server that answers has opened the connection on its side too, which the end of the
     * handshake alone does not say: a broadcast might still pass it by.
     *
     * @return completed when the pong has come, or if none will
     */
    CompletableFuture<Void> becomeKnown() {
        WebSocket open = socket();
        if (open == null || !open.ping(ByteBuffer.allocate(0)).isTaken()) {
            known.complete(null);
        }
        return known;
    }

    @Override
    public void onPong(WebSocket socket, ByteBuffer payload, OptionalLong roundTripNanos) {
        known.complete(null);
    }

    @Override
    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
        deliver(utf8, true);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
        deliver(data, false);
    }

    private void deliver(ByteBuffer message, boolean text) {
        long now = System.nanoTime();
        Tally counts = tally;
        if (counts == null) {
            return;
        }
        int sequence = broadcasts.read(message);
        if (sequence < expected) {
            // No number at all, or one that has been here.
            counts.count(WrongAnswer.UNEXPECTED);
            return;
        }
        WrongAnswer wrong = broadcasts.wrongIn(message, text, sequence);
        if (wrong == null) {
            received++;
            counts.countReceived();
            long start = broadcasts.start(sequence);
            if (window.measures(start)) {
                counts.latencies().record(now - start);
            }
        } else {
            counts.count(wrong);
        }
        pass(sequence + 1);
    }

    /** Messages of one sender come in order, so those in between will not come any more. */
    private void pass(int next) {
        while (expected < next) {
            if (broadcasts.delivered(expected)) {
                sender.onDelivered(expected);
            }
            expected++;
        }
    }

    @Override
    void ended(boolean wanted) {
        known.complete(null);
        if (!wanted) {
            pass(sender.sent());
        }
    }

    /** {@return how many right messages came; to be asked when it is over} */
    long received() {
        return received;
    }
}
