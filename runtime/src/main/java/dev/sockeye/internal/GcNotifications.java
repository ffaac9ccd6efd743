package dev.sockeye.internal;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Hears of garbage collections from the JVM. What it tells is read as open data, so that {@code jdk.management} with its types is
 * not needed; another JVM that tells nothing of the kind is not heard of.
 */
final class GcNotifications {
    private static final String TYPE = "com.sun.management.gc.notification";

    private GcNotifications() {}

    static void listen(GcPauses pauses) {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            // ZGC and Shenandoah tell their concurrent cycles, in which the program goes on, apart from the pauses
            if (!collector.getName().endsWith("Cycles") && collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener((told, handback) -> note(told, pauses), null, null);
            }
        }
    }

    private static void note(Notification told, GcPauses pauses) {
        if (told.getType().equals(TYPE)
                && told.getUserData() instanceof CompositeData collection
                && collection.get("gcInfo") instanceof CompositeData info
                && info.get("duration") instanceof Long millis) {
            pauses.paused(TimeUnit.MILLISECONDS.toNanos(millis), System.nanoTime());
        }
    }
}
