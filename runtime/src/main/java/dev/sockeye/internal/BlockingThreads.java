package dev.sockeye.internal;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for calls that block and cannot be given up, which no event loop may make. They go when there is nothing to do. */
final class BlockingThreads {
    /** What the application's own objects are asked on: proxy selectors, cookie handlers. */
    static final Executor QUESTIONS = create("sockeye-ask");

    /** How many calls can hang before others wait for them. */
    private static final int MOST_THREADS = 8;

    private static final long IDLE_SECONDS = 2;

    private BlockingThreads() {}

    /** {@return threads of this name, which do not keep the JVM alive} */
    static Executor create(String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(name, true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
