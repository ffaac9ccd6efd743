package dev.sockeye.internal;

import dev.sockeye.WebSocketHandler;
import dev.sockeye.protocol.close.CloseReport;
import io.netty.channel.EventLoop;
import java.lang.System.Logger;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks an application's acceptors and pages: at once, or on its executor with the answer brought back to the event loop. */
final class ServerQuestions {
    private static final Logger LOG = System.getLogger(ServerQuestions.class.getName());

    /** What came of a question: an answer, or what was thrown. */
    record Outcome<T>(@Nullable T answer, @Nullable Throwable failure) {}

    private final @Nullable Executor dispatcher;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param dispatcher where the application runs; null for the event loop
     */
    ServerQuestions(@Nullable Executor dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** {@return how many questions wait for their answer} */
    int open() {
        return open.get();
    }

    /**
     * Asks something.
     *
     * @param then called once on the event loop, within this call if there is no executor; on another thread only if the
     *     event loop has ended
     */
    <T> void ask(EventLoop loop, Callable<T> question, Consumer<Outcome<T>> then) {
        if (dispatcher == null) {
            then.accept(outcomeOf(question));
            return;
        }
        open.incrementAndGet();
        Consumer<Outcome<T>> last = outcome -> {
            try {
                then.accept(outcome);
            } finally {
                open.decrementAndGet();
            }
        };
        try {
            dispatcher.execute(() -> {
                Outcome<T> outcome = outcomeOf(question);
                try {
                    loop.execute(() -> last.accept(outcome));
                } catch (RejectedExecutionException stopped) {
                    // The server has not waited any longer, and this is the only thread left to tell it on
                    last.accept(outcome);
                }
            });
        } catch (RejectedExecutionException refused) {
            last.accept(new Outcome<>(null, refused));
        }
    }

    private static <T> Outcome<T> outcomeOf(Callable<T> question) {
        try {
            T answer = question.call();
            return answer == null
                    ? new Outcome<>(null, new IllegalStateException("the application answered with null"))
                    : new Outcome<>(answer, null);
        } catch (Throwable failure) {
            return new Outcome<>(null, failure);
        }
    }

    /** Tells the handler of a WebSocket that did not come about. */
    void tell(WebSocketHandler handler, CloseReport report) {
        Runnable telling = () -> {
            try {
                handler.onClose(report);
            } catch (Throwable failure) {
                LOG.log(Logger.Level.ERROR, "onClose threw; the attempt had failed: " + report, failure);
            }
        };
        if (dispatcher == null) {
            telling.run();
        } else {
            new SerialExecutor(dispatcher).execute(telling);
        }
    }
}
