package dev.sockeye.internal;

import dev.sockeye.ConnectTarget;
import dev.sockeye.WebSocketHandler;
import java.time.Duration;
import java.time.Instant;

/** Where a {@link Link} lives: its thread, its time, its chance, and its way to make connections. */
interface LinkHome {
    /** Something that can be called off. From any thread; does nothing when it is over. */
    interface Cancellable {
        void cancel();
    }

    /** {@return nanoseconds, as System.nanoTime gives them} */
    long nanoTime();

    /** {@return the time by the wall clock} */
    Instant wallTime();

    /** {@return at random from 0 (inclusive) to 1 (exclusive)} */
    double random();

    /** Runs a task: in order with other tasks and with the callbacks of the connections, never two at once. */
    void execute(Runnable task);

    /** Runs a task as {@link #execute} does, after a time. */
    Cancellable schedule(Runnable task, Duration delay);

    /**
     * Begins an attempt. The handler is called as tasks are. The WebSocket that it is given is a {@link LinkSocket}.
     *
     * @return cuts the attempt off, or closes the connection with 1001; its {@code onClose} follows
     * @throws IllegalStateException if no more connections are made here
     */
    Cancellable connect(ConnectTarget target, WebSocketHandler handler);

    /** Sets what to do, from any thread, when no more connections are made here; at once if that is so already. */
    void onClosed(Runnable task);

    /** Says that the link is over and needs no home any more. */
    void leave();

    /** {@return whether no interface of this machine that is up has an address any more, such as 192.0.2.1:51334} */
    boolean isGone(String localAddress);

    /** {@return a number that changes when this machine's addresses have} */
    long networkVersion();
}
