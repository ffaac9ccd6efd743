package dev.sockeye.internal;

import dev.sockeye.protocol.connection.ConnectionConfig;
import dev.sockeye.protocol.connection.Heartbeat;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Warns of settings that do not fit what is found at run time, each time with other words once per process. */
final class SettingWarnings {
    private static final Logger LOG = System.getLogger("dev.sockeye.settings");

    /** Whoever has as many things to mend does not read a further one. */
    private static final int MOST = 256;

    private static final Set<String> SAID = new HashSet<>();

    private SettingWarnings() {}

    /** Warns of settings of one end that keep each other from working. */
    static void check(ConnectionConfig settings) {
        Heartbeat heartbeat = settings.heartbeat();
        Duration idle = settings.idleTimeout();
        // Who leaves the heartbeat as it is has not asked for pings.
        boolean chosen = heartbeat.isOn() && !heartbeat.equals(Heartbeat.DEFAULT);
        if (chosen && !idle.isZero() && idle.compareTo(heartbeat.interval()) <= 0) {
            once("the idleTimeout of " + seconds(idle.toNanos())
                    + " ends a quiet connection before the heartbeat's interval"
                    + " of " + seconds(heartbeat.interval().toNanos())
                    + " has passed, so that it is never pinged. Set an"
                    + " idleTimeout that is longer, or a shorter interval");
        }
    }

    /** {@return a time as a person writes it, such as 7.5 s} */
    static String seconds(long nanos) {
        double seconds = Math.round(nanos / 1e8) / 10.0;
        return (seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : String.valueOf(seconds)) + " s";
    }

    /** Logs a warning unless the same one was logged before. */
    static void once(String warning) {
        boolean fresh;
        synchronized (SAID) {
            fresh = SAID.size() < MOST && SAID.add(warning);
        }
        if (fresh) {
            LOG.log(Logger.Level.WARNING, warning);
        }
    }
}
