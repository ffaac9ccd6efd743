package dev.sockeye.leak;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's leak detector, which keeps its reports instead of logging them. Netty makes one per type of resource when
 * {@code -Dio.netty.customResourceLeakDetector} names this class.
 *
 * @param <T> the type of resource
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    /**
     * The constructor that Netty calls.
     *
     * @param resourceType the type of resource
     * @param samplingInterval one resource in how many is followed; all of them at the level "paranoid"
     */
    public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    /**
     * The constructor that Netty called once, and still complains about when it is not there.
     *
     * @param resourceType the type of resource
     * @param samplingInterval as above
     * @param maxActive not used by Netty any more
     */
    public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        this(resourceType, samplingInterval);
    }

    /** {@return what has been reported so far, by every detector of this type} */
    static List<String> leaks() {
        return List.copyOf(LEAKS);
    }

    /**
     * Takes back the reports of a leak that a test made on purpose.
     *
     * @param place a method that stands in the records of that leak
     */
    static void forget(String place) {
        LEAKS.removeIf(leak -> leak.contains(place));
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        LEAKS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(resourceType);
    }
}
