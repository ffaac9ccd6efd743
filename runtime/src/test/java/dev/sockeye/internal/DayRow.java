package dev.sockeye.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a link counts since its last stable connection, as the public documents say it. */
final class DayRow {
    private final Duration stableAfter;
    private int failures;
    private int attempts;
    private @Nullable Duration openedAt;

    DayRow(Duration stableAfter) {
        this.stableAfter = stableAfter;
    }

    void begins() {
        attempts++;
    }

    void opened(Duration now) {
        openedAt = now;
    }

    void ended(Duration now) {
        Duration opened = openedAt;
        if (opened != null && now.minus(opened).compareTo(stableAfter) >= 0) {
            failures = 0;
            attempts = 0;
        }
        failures++;
        openedAt = null;
    }

    /** {@return attempts since there was a stable connection, with the one that is under way} */
    int attempts() {
        return attempts;
    }

    /** {@return ends of the row, which begins with the end of a stable connection} */
    int failures() {
        return failures;
    }
}
