package dev.sockeye.cli.bench;

import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The connection that sends what the server sends to all. As soon as a message has come to every listener the next goes out,
 * or, with a rate, the next that is due.
 *
 * <p>Called by the loops of the listeners and by the pacer, under one lock; that is once per message, not per delivery.
 */
final class BroadcastSender extends BenchConnection implements Paced {
    private final Tallies tallies;
    private final Opening opening;
    private final Broadcasts broadcasts;
    private final BenchWindow window;
    private final int inFlight;
    private @Nullable Pace pace;
    private long due;
    private int delivered;
    private int sent;

    BroadcastSender(Tallies tallies, Opening opening, Broadcasts broadcasts, BenchWindow window, int inFlight) {
        super(tallies, opening);
        this.tallies = tallies;
        this.opening = opening;
        this.broadcasts = broadcasts;
        this.window = window;
        this.inFlight = inFlight;
    }

    @Override
    public void onUtf8(WebSocket socket, ByteBuffer utf8) {
        // What the server sends to all may come here, too.
    }

    /** Sends as many as may be on the way. */
    synchronized void begin() {
        sendAll();
    }

    @Override
    public synchronized void follow(Pace all, int turn) {
        pace = all;
    }

    @Override
    public synchronized void becomeDue(Tally ofPacer) {
        due++;
        sendAll();
    }

    /** A message has come to every listener. */
    synchronized void onDelivered(int sequence) {
        delivered++;
        sendAll();
    }

    /** Waits no longer for deliveries that the server has lost, so that it is asked for others. */
    synchronized void giveUpBefore(long time) {
        int oldest = delivered;
        if (oldest < sent && broadcasts.start(sent - 1) - time < 0) {
            for (int sequence = oldest; sequence < sent; sequence++) {
                broadcasts.giveUp(sequence);
            }
            delivered = sent;
            sendAll();
        }
    }

    synchronized boolean isDelivered() {
        return delivered >= sent;
    }

    /** {@return how many were sent} */
    synchronized int sent() {
        return sent;
    }

    private void sendAll() {
        WebSocket socket = socket();
        while (socket != null
                && isOpen()
                && window.isSending()
                && sent - delivered < inFlight
                && (pace == null || sent < due)
                && send(socket)) {
            // Until as many are on the way as are to be.
        }
    }

    private boolean send(WebSocket socket) {
        int listeners = opening.open() - 1;
        if (listeners < 1) {
            return false;
        }
        long start = pace == null ? System.nanoTime() : pace.dueNanos(sent);
        ByteBuffer message = broadcasts.next(sent, start, listeners);
        sent++;
        SendOutcome outcome = broadcasts.isText() ? socket.sendText(message) : socket.sendBinary(message);
        if (!outcome.isTaken()) {
            sent--;
            return false;
        }
        tallies.ofCurrentThread().countSent();
        return true;
    }

    /** What was due and did not go out has taken at least until now, for every listener. */
    @Override
    synchronized void ended(boolean wanted) {
        Pace times = pace;
        if (!wanted || times == null) {
            return;
        }
        long now = System.nanoTime();
        Latencies latencies = tallies.ofCurrentThread().latencies();
        for (long number = sent; number < due; number++) {
            if (window.measures(times.dueNanos(number))) {
                latencies.record(now - times.dueNanos(number), opening.opened() - 1);
            }
        }
    }
}
