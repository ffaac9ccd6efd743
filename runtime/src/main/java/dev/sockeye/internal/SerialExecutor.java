package dev.sockeye.internal;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in order, on an executor that may run many at once. Occupies the executor only while it
 * has tasks. If the executor refuses, this is told, and the tasks run on the thread that offers them, so that a connection
 * still learns of its end.
 */
final class SerialExecutor implements Executor {
    private final Executor executor;
    private final Consumer<Throwable> onRefusal;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    SerialExecutor(Executor executor) {
        this(executor, refusal -> {});
    }

    /** @param onRefusal told why, before the tasks run on the thread that offered the last of them */
    SerialExecutor(Executor executor, Consumer<Throwable> onRefusal) {
        this.executor = executor;
        this.onRefusal = onRefusal;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::runAll);
        } catch (RuntimeException | Error refused) {
            // Rejected, or there is no memory for another thread. Whatever it is, the tasks must not wait for ever.
            onRefusal.accept(refused);
            runAll();
        }
    }

    private void runAll() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private @Nullable Runnable next() {
        synchronized (tasks) {
            Runnable task = tasks.poll();
            if (task == null) {
                running = false;
            }
            return task;
        }
    }
}
