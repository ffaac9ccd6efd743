package dev.sockeye;

import dev.sockeye.protocol.close.CloseCode;
import dev.sockeye.protocol.close.ClosePayload;

/** What clients are told when a server drains. */
public enum DrainReason {
    /** 1001: this server goes away; clients look for another one. */
    GOING_AWAY,
    /** 1012: the service restarts; clients come back to it. */
    SERVICE_RESTART;

    /** {@return the body of the Close frame} */
    public ClosePayload payload() {
        return switch (this) {
            case GOING_AWAY -> ClosePayload.of(CloseCode.GOING_AWAY, "server is going away");
            case SERVICE_RESTART -> ClosePayload.of(CloseCode.SERVICE_RESTART, "service restarts");
        };
    }
}
