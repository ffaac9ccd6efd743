package dev.sockeye.cli.bench;

import dev.sockeye.SendOutcome;
import dev.sockeye.WebSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose messages come back. Each answer is looked at, and the next message goes out at once, so that as many as
 * wanted are always on the way.
 *
 * <p>Confined to its event loop, but for the first message, which starts it from another thread.
 */
class EchoConnection extends BenchConnection {
    private final Payloads payloads;
    private final BenchWindow window;
    private final int inFlight;

    /** When each message that is on the way began to count, by its number; as long as a power of two. */
    private final long[] starts;

    private long sent;
    private long answered;
    private @Nullable Tally tally;

    EchoConnection(Tallies tallies, Opening opening, Payloads payloads, BenchWindow window, int inFlight) {
        super(tallies, opening);
        this.payloads = payloads;
        this.window = window;
        this.inFlight = inFlight;
        starts = new long[Integer.highestOneBit(Math.max(1, inFlight * 2 - 1))];
    }

    @Override
    final void entered(Tally ofLoop) {
        tally = ofLoop;
    }

    /** Sends the first message; the others that are to be on the way follow its answer, from the loop. */
    void begin(Tally ofCaller) {
        WebSocket socket = socket();
        if (socket != null && isOpen()) {
            send(socket, System.nanoTime(), ofCaller);
        }
    }

    @Override
    public final void onUtf8(WebSocket socket, ByteBuffer utf8) {
        answer(socket, utf8, true);
    }

    @Override
    public final void onBinary(WebSocket socket, ByteBuffer data) {
        answer(socket, data, false);
    }

    private void answer(WebSocket socket, ByteBuffer data, boolean text) {
        Tally counts = tally;
        if (counts != null) {
            answered(socket, data, text, counts);
        }
    }

    /** An answer came, on the loop. */
    void answered(WebSocket socket, ByteBuffer data, boolean text, Tally counts) {
        long now = System.nanoTime();
        if (take(data, text, now, counts) && isSending()) {
            while (hasRoom() && send(socket, now, counts)) {
                // Until as many are on the way as are to be.
            }
        }
    }

    /** {@return whether a message is answered by this} */
    final boolean take(ByteBuffer data, boolean text, long now, Tally counts) {
        if (answered == sent) {
            counts.count(WrongAnswer.UNEXPECTED);
            return false;
        }
        WrongAnswer wrong = payloads.wrongIn(data, text, answered);
        if (wrong == null) {
            counts.countReceived();
            measure(starts[slot(answered)], now, counts);
        } else {
            counts.count(wrong);
        }
        answered++;
        return true;
    }

    final void measure(long start, long now, Tally counts) {
        if (window.measures(start)) {
            counts.latencies().record(now - start);
        }
    }

    final boolean isSending() {
        return window.isSending();
    }

    /** {@return how many messages were answered} */
    final long answered() {
        return answered;
    }

    final boolean hasRoom() {
        return sent - answered < inFlight;
    }

    /**
     * Sends the next message.
     *
     * @param start from when on its latency counts
     * @return false if the connection takes none any more
     */
    final boolean send(WebSocket socket, long start, Tally counts) {
        ByteBuffer payload = payloads.variant(sent);
        starts[slot(sent)] = start;
        // Before it is sent: the answer may overtake what a thread that is not the loop writes behind it.
        sent++;
        SendOutcome outcome = payloads.isText() ? socket.sendText(payload) : socket.sendBinary(payload);
        if (outcome == SendOutcome.BACK_PRESSURED) {
            // Cannot be: the queue has room for all that may be on the way.
            throw new IllegalStateException("a message did not fit the queue");
        }
        if (!outcome.isTaken()) {
            sent--;
            return false;
        }
        counts.countSent();
        return true;
    }

    /** This end closed the connection; called before what is not answered is counted. */
    void leftUnanswered(Tally counts) {}

    private int slot(long number) {
        return (int) (number & (starts.length - 1));
    }

    @Override
    final void ended(boolean wanted) {
        Tally counts = tally;
        if (wanted && counts != null) {
            leftUnanswered(counts);
            for (long missing = sent - answered; missing > 0; missing--) {
                counts.count(WrongAnswer.UNANSWERED);
            }
        }
    }
}
