package dev.sockeye.internal;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Attempt;
import java.time.Duration;
import java.time.Instant;

/** How it has gone since a link's last stable connection. Confined to the link's thread. */
final class LinkRow {
    private final Duration stableAfter;
    private final boolean refreshable;
    private int failures;
    private int attemptsEnded;
    private int alike;
    private String lastKind = "";
    private long beganAt;
    private boolean openedBefore;
    private boolean refreshed;
    private boolean open;
    private long openedAt;

    LinkRow(Duration stableAfter, boolean refreshable) {
        this.stableAfter = stableAfter;
        this.refreshable = refreshable;
    }

    /** {@return the number of the attempt that is under way or comes next; a stable connection's end is none of a new row} */
    int attempt() {
        return attemptsEnded + 1;
    }

    void opened(long now) {
        open = true;
        openedAt = now;
    }

    /** Says whether the next attempt has new credentials because others were refused. */
    void refreshed(boolean value) {
        refreshed |= value;
    }

    /** {@return what a policy has to know of an end} */
    Attempt ended(CloseReport report, long now, Instant wall, double jitter) {
        // A connection that opened was open for a time, however short.
        Duration lasted = open ? Duration.ofNanos(Math.max(1, now - openedAt)) : Duration.ZERO;
        if (open && lasted.compareTo(stableAfter) >= 0) {
            failures = 0;
            attemptsEnded = 0;
            refreshed = false;
        } else {
            attemptsEnded++;
        }
        failures++;
        if (failures == 1) {
            beganAt = now;
        }
        String kind = kindOf(report);
        alike = failures > 1 && kind.equals(lastKind) ? alike + 1 : 1;
        lastKind = kind;
        Attempt attempt = new Attempt(
                failures,
                alike,
                openedBefore,
                lasted,
                Duration.ofNanos(now - beganAt),
                refreshable,
                refreshed,
                wall,
                jitter);
        openedBefore |= open;
        open = false;
        return attempt;
    }

    private static String kindOf(CloseReport report) {
        CloseCause cause = report.cause();
        if (cause instanceof CloseCause.PeerClosed closed) {
            return cause.kind() + " " + closed.payload().reportedCode().value();
        } else if (cause instanceof CloseCause.HandshakeRefused refused) {
            return cause.kind() + " " + refused.status();
        } else if (cause instanceof CloseCause.ProtocolViolation violation) {
            return cause.kind() + " " + violation.error();
        }
        return cause.kind().name();
    }
}
