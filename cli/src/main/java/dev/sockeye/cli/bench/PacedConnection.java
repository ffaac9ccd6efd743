package dev.sockeye.cli.bench;

import dev.sockeye.WebSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An echo connection whose messages have times to go out at. One that is due while as many as allowed are on the way goes
 * out as soon as an answer makes room, and its latency counts from the time when it was due: what it waited is the server's
 * doing (a correction for coordinated omission).
 *
 * <p>The pacer's thread and the event loop meet in here, under a lock that is hardly ever contended.
 */
final class PacedConnection extends EchoConnection implements Paced {
    private @Nullable Pace pace;
    private int turn;

    /** How many of its messages have become due, and how many have gone out. */
    private long due;

    private long gone;

    PacedConnection(Tallies tallies, Opening opening, Payloads payloads, BenchWindow window, int inFlight) {
        super(tallies, opening, payloads, window, inFlight);
    }

    @Override
    public synchronized void follow(Pace all, int inTurn) {
        pace = all;
        turn = inTurn;
    }

    @Override
    public synchronized void becomeDue(Tally ofPacer) {
        due++;
        WebSocket socket = socket();
        if (socket != null && isOpen()) {
            sendDue(socket, ofPacer);
        }
    }

    @Override
    synchronized void answered(WebSocket socket, ByteBuffer data, boolean text, Tally counts) {
        if (take(data, text, System.nanoTime(), counts) && isSending()) {
            sendDue(socket, counts);
        }
    }

    private void sendDue(WebSocket socket, Tally counts) {
        Pace times = pace;
        while (times != null && gone < due && hasRoom() && send(socket, times.dueNanos(turn, gone), counts)) {
            gone++;
        }
    }

    /** What was due and is not answered has taken at least until now; to leave it out would hide a server that stood still. */
    @Override
    synchronized void leftUnanswered(Tally counts) {
        Pace times = pace;
        long now = System.nanoTime();
        for (long number = answered(); times != null && number < due; number++) {
            measure(times.dueNanos(turn, number), now, counts);
        }
    }
}
