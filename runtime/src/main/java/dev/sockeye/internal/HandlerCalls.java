package dev.sockeye.internal;

import dev.sockeye.StreamingWebSocketHandler;
import dev.sockeye.WebSocket;
import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.MessageType;
import dev.sockeye.protocol.close.CloseReport;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls one connection's handler: on the event loop, or in order on an executor. Keeps a handler's exceptions from doing
 * more than ending its connection, and calls it no more once it has thrown, but for the report.
 *
 * <p>{@link OpenWebSocket} extends it so that a connection carries one object for both.
 */
abstract class HandlerCalls extends TimerWheel.Entry {
    private static final Logger LOG = System.getLogger(HandlerCalls.class.getName());

    /** What a dispatched handler may have before it; beyond, reading stops until it has caught up to half. */
    private static final long MOST_WAITING_BYTES = 256 << 10;

    /** What a waiting callback counts for besides its bytes, so that many small ones stop the reading too. */
    private static final long CALL_BYTES = 512;

    private final WebSocketHandler handler;

    /** Whether messages are wanted in parts; kept because asking an object whether it is of an interface takes a search. */
    private final boolean streaming;

    /** Null if the handler is called on the event loop. */
    private final @Nullable Dispatch dispatch;

    /** Whether the handler is called no more, but for the report. */
    private volatile boolean muted;

    /** Whether a callback is under way; of one connection they run one at a time, on whichever thread. */
    private boolean calling;

    /** The way to a handler that is called elsewhere, and what has not come to its end there. */
    private static final class Dispatch {
        final SerialExecutor executor;
        final AtomicLong waiting = new AtomicLong();

        Dispatch(SerialExecutor executor) {
            this.executor = executor;
        }
    }

    HandlerCalls(WebSocketHandler handler, @Nullable Executor executor) {
        this.handler = handler;
        this.streaming = handler instanceof StreamingWebSocketHandler;
        this.dispatch = executor == null ? null : new Dispatch(new SerialExecutor(executor, this::refused));
    }

    // ---- what the calls ask and tell the connection; from any thread

    /** {@return what the handler is called with} */
    abstract WebSocket socket();

    /** The handler threw. */
    abstract void onHandlerFailure(Throwable failure);

    /** The executor refused to run the handler, which is called no more but for the report. */
    abstract void onDispatchRefused(Throwable refusal);

    /** The handler has fallen behind or caught up, and {@link #isBehind} is to be asked on the loop. */
    abstract void onHandlerLoad();

    /** Keeps the report, since a callback cut the connection; it comes when the callback has returned. */
    abstract void keepBehindCall(Runnable report);

    /** {@return what was kept, which then is no more} */
    abstract @Nullable Runnable takeBehindCall();

    // ---- calls

    /** {@return whether messages are wanted in parts} */
    boolean isStreaming() {
        return streaming;
    }

    /** {@return whether callbacks run within these calls, so that borrowed buffers need no copy} */
    boolean isInline() {
        return dispatch == null;
    }

    /**
     * {@return whether reading is to rest, given whether it does} Between half and all of what may wait nothing changes. To
     * be asked on the loop, in the step that acts on it: what another thread found out before may no longer hold.
     */
    boolean isBehind(boolean before) {
        return dispatch != null && dispatch.waiting.get() > (before ? MOST_WAITING_BYTES / 2 : MOST_WAITING_BYTES);
    }

    /** Calls the handler no more, but for the report. */
    void muteHandler() {
        muted = true;
    }

    void callOpen() {
        call(0, () -> handler.onOpen(socket()));
    }

    void callWritable() {
        if (dispatch == null) {
            writableInline();
        } else {
            call(0, () -> handler.onWritable(socket()));
        }
    }

    /** As in {@link #messageInline}: whoever answers large messages is told after each. */
    private void writableInline() {
        if (muted) {
            return;
        }
        boolean outermost = beginCall();
        try {
            handler.onWritable(socket());
        } catch (Throwable failure) {
            fail(failure);
        } finally {
            endCall(outermost);
        }
    }

    /** Passes a whole message on; the buffer is borrowed. */
    void callMessage(MessageType type, ByteBuffer payload) {
        if (dispatch == null) {
            messageInline(type, payload);
        } else {
            ByteBuffer copy = copyOf(payload);
            call(copy.remaining(), () -> deliver(type, copy));
        }
    }

    /** As {@link #guarded}, with nothing allocated for a message. */
    private void messageInline(MessageType type, ByteBuffer payload) {
        if (muted) {
            return;
        }
        boolean outermost = beginCall();
        try {
            deliver(type, payload);
        } catch (Throwable failure) {
            fail(failure);
        } finally {
            endCall(outermost);
        }
    }

    private void deliver(MessageType type, ByteBuffer payload) {
        if (type == MessageType.TEXT) {
            handler.onUtf8(socket(), payload);
        } else {
            handler.onBinary(socket(), payload);
        }
    }

    /** Passes a part of a message on to a handler that wants parts; the buffer is borrowed. */
    void callPart(MessageType type, ByteBuffer part, boolean last) {
        if (handler instanceof StreamingWebSocketHandler streaming) {
            ByteBuffer own = dispatch == null ? part : copyOf(part);
            call(own.remaining(), () -> streaming.onPart(socket(), type, own, last));
        }
    }

    void callPing(ByteBuffer payload) {
        ByteBuffer own = dispatch == null ? payload : copyOf(payload);
        call(0, () -> handler.onPing(socket(), own));
    }

    void callPong(ByteBuffer payload, long roundTripNanos) {
        ByteBuffer own = dispatch == null ? payload : copyOf(payload);
        OptionalLong roundTrip = roundTripNanos < 0 ? OptionalLong.empty() : OptionalLong.of(roundTripNanos);
        call(0, () -> handler.onPong(socket(), own, roundTrip));
    }

    /** Passes the report on, to the handler and then to the server's or client's listener, behind all other callbacks. */
    void callClose(CloseReport report, Consumer<CloseReport> listener) {
        Runnable last = () -> {
            reportTo(handler::onClose, report);
            reportTo(listener, report);
        };
        if (dispatch != null) {
            dispatch.executor.execute(last);
        } else if (calling) {
            keepBehindCall(last);
        } else {
            last.run();
        }
    }

    private static void reportTo(Consumer<CloseReport> receiver, CloseReport report) {
        try {
            receiver.accept(report);
        } catch (Throwable failure) {
            LOG.log(Logger.Level.ERROR, "onClose threw; the connection had ended: " + report, failure);
        }
    }

    private void call(long bytes, Runnable callback) {
        Dispatch elsewhere = dispatch;
        if (elsewhere == null) {
            guarded(callback);
            return;
        }
        if (muted) {
            return;
        }
        long cost = bytes + CALL_BYTES;
        long before = elsewhere.waiting.getAndAdd(cost);
        if (before <= MOST_WAITING_BYTES && before + cost > MOST_WAITING_BYTES) {
            onHandlerLoad();
        }
        elsewhere.executor.execute(() -> {
            guarded(callback);
            long after = elsewhere.waiting.addAndGet(-cost);
            if (after <= MOST_WAITING_BYTES / 2 && after + cost > MOST_WAITING_BYTES / 2) {
                onHandlerLoad();
            }
        });
    }

    private void guarded(Runnable callback) {
        if (muted) {
            return;
        }
        boolean outermost = beginCall();
        try {
            callback.run();
        } catch (Throwable failure) {
            fail(failure);
        } finally {
            endCall(outermost);
        }
    }

    private boolean beginCall() {
        boolean outermost = !calling;
        calling = true;
        return outermost;
    }

    private void endCall(boolean outermost) {
        if (!outermost) {
            return;
        }
        calling = false;
        Runnable last = dispatch == null ? takeBehindCall() : null;
        if (last != null) {
            last.run();
        }
    }

    private void fail(Throwable failure) {
        muted = true;
        LOG.log(Logger.Level.ERROR, "a handler threw; its connection is closed with 1011", failure);
        onHandlerFailure(failure);
    }

    /** What waits would run on the loop, where a handler that was given an executor may block; so it does not run. */
    private void refused(Throwable refusal) {
        if (!muted) {
            muted = true;
            LOG.log(
                    Logger.Level.ERROR,
                    "the executor for handlers refused to run one; its connection is closed with 1011",
                    refusal);
            onDispatchRefused(refusal);
        }
    }

    private static ByteBuffer copyOf(ByteBuffer borrowed) {
        ByteBuffer copy = ByteBuffer.allocate(borrowed.remaining());
        return copy.put(borrowed.duplicate()).flip();
    }
}
