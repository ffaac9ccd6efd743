package dev.sockeye.reconnect;

import java.time.Duration;
import java.time.Instant;

/**
 * What a {@link ReconnectPolicy} has to know beside the report: how it went before, and the chance of the draw. Immutable.
 *
 * <p>A link is stable when it has been open for the stability window. A row of failures begins with the end of a stable
 * connection, or with the first attempt of all, and every end in it counts, also of connections that did open: a server that
 * accepts and drops must not be asked ever anew without a pause.
 *
 * @param failures how many ends this row has, with this one; at least 1
 * @param alike how many of the last of them were of the same kind as this one, with the same code or status; at least 1
 * @param openedBefore whether an earlier connection of this link has been open
 * @param open how long this connection was open; zero if it never was
 * @param trying since when the row lasts; zero at its first end
 * @param refreshable whether the application gives a new target for each attempt, so that refused credentials can be replaced
 * @param refreshed whether credentials were refused before in this row, so that this attempt was made with new ones
 * @param at when it ended, by the wall clock
 * @param jitter at random from 0 (inclusive) to 1 (exclusive), drawn anew for each end
 */
public record Attempt(
        int failures,
        int alike,
        boolean openedBefore,
        Duration open,
        Duration trying,
        boolean refreshable,
        boolean refreshed,
        Instant at,
        double jitter) {
    public Attempt {
        if (failures < 1 || alike < 1 || alike > failures) {
            throw new IllegalArgumentException("1 <= alike <= failures, were " + alike + " and " + failures);
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to below 1, was " + jitter);
        }
    }
}
