package dev.sockeye.micrometer;

import dev.sockeye.protocol.close.CloseCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Close codes as values of a tag, of which there are never many: a peer may close with any of some thousands of codes, and a
 * hostile one would make a meter of each. Safe for use by several threads.
 */
final class CodeTags {
    /** More private codes than an application has use for, and few enough for any registry. */
    static final int MOST_OTHERS = 32;

    static final String OTHER = "other";

    private static final int FIRST_REGISTERED = CloseCode.NORMAL.value();
    private static final int LAST_REGISTERED = CloseCode.TLS_HANDSHAKE.value();

    private final Set<Integer> others = ConcurrentHashMap.newKeySet();
    private final AtomicInteger room = new AtomicInteger(MOST_OTHERS);

    /** {@return the code, or "other" if it is not one of RFC 6455's and there have been too many} */
    String of(CloseCode code) {
        int value = code.value();
        boolean registered = value >= FIRST_REGISTERED && value <= LAST_REGISTERED;
        return registered || others.contains(value) || takes(value) ? Integer.toString(value) : OTHER;
    }

    private boolean takes(int value) {
        if (room.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            return false;
        }
        if (!others.add(value)) {
            // Another thread was first, so the place is free again.
            room.incrementAndGet();
        }
        return true;
    }
}
