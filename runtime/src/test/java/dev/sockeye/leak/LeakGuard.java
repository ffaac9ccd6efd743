package dev.sockeye.leak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test run when a buffer, or anything else that Netty counts references of, was lost without a release. JUnit
 * finds it as a service, so it guards every test class of each module that has it on its test class path.
 */
public final class LeakGuard implements BeforeAllCallback {
    private static final int COLLECTIONS = 3;
    private static final long ONE_SECOND_IN_MILLIS = 1_000;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LeakGuard.class))
                .computeIfAbsent(LeakGuard.class, key -> (AutoCloseable) LeakGuard::failOnLeaks);
    }

    private static void failOnLeaks() {
        List<String> leaks = findLeaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    "lost without a release, in " + leaks.size() + " places:\n" + String.join("\n\n", leaks));
        }
    }

    /**
     * Has lost resources collected. Netty learns of them from the garbage collector and tells at the next allocation.
     *
     * @return one report for each place that leaks
     */
    static List<String> findLeaks() {
        for (int i = 0; i < COLLECTIONS; i++) {
            collectGarbage();
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(1);
            buffer.release();
        }
        return RecordingLeakDetector.leaks();
    }

    /** Returns when a reference that was made here has come back from the garbage collector. */
    private static void collectGarbage() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> lost = new PhantomReference<>(new Object(), queue);
        Reference<?> found = null;
        try {
            for (int i = 0; found == null && i < COLLECTIONS; i++) {
                System.gc();
                found = queue.remove(ONE_SECOND_IN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(lost);
        }
    }
}
