package dev.sockeye.cli.bench;

import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseReport;
import org.jspecify.annotations.Nullable;

/** One connection of the generator: counts how it opened and how it ended. In idle mode that is all it does. */
class BenchConnection implements WebSocketHandler {
    private final Tallies tallies;
    private final Opening opening;
    private long attemptedAt;
    private volatile @Nullable WebSocket socket;
    private volatile boolean closing;
    private volatile boolean lost;

    BenchConnection(Tallies tallies, Opening opening) {
        this.tallies = tallies;
        this.opening = opening;
    }

    /** Notes that the attempt to open it begins. */
    final void attempt() {
        attemptedAt = System.nanoTime();
    }

    @Override
    public final void onOpen(WebSocket opened) {
        Tally tally = tallies.ofCurrentThread();
        tally.handshakes().record(System.nanoTime() - attemptedAt);
        entered(tally);
        socket = opened;
        opening.onOpened();
    }

    /** The connection is open, on the thread that will call it. */
    void entered(Tally tally) {}

    @Override
    public final void onClose(CloseReport report) {
        boolean wanted = closing;
        closing = true;
        if (!wanted) {
            lost = true;
            tallies.ofCurrentThread().count(report);
        }
        ended(wanted);
        if (report.opened()) {
            opening.onOver();
        } else {
            opening.onFailed();
        }
    }

    /**
     * The connection is over.
     *
     * @param wanted whether this end asked for it
     */
    void ended(boolean wanted) {}

    /** {@return whether it opened, and was open until this end closed it} */
    final boolean stayed() {
        return socket != null && !lost;
    }

    /** {@return the open connection; null before it opened} */
    final @Nullable WebSocket socket() {
        return socket;
    }

    /** {@return whether it is open and not about to close} */
    final boolean isOpen() {
        return socket != null && !closing;
    }

    /** Closes with 1000, if it is open. */
    final void close() {
        WebSocket open = socket;
        if (open != null && !closing) {
            closing = true;
            open.close();
        }
    }
}
