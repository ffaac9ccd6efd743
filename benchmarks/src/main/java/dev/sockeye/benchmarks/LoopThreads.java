package dev.sockeye.benchmarks;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs a benchmark on threads of the kind that Netty's event loops are: on others it uses no object again, and the allocation
 * measured would be no server's. JMH makes it by its name.
 */
public final class LoopThreads extends ThreadPoolExecutor {
    /** What a fork is told to use this. */
    static final String KIND = "-Djmh.executor=CUSTOM";

    static final String CLASS = "-Djmh.executor.class=dev.sockeye.benchmarks.LoopThreads";

    public LoopThreads(int threads, String name) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(name, true));
    }
}
