package dev.sockeye;

import dev.sockeye.protocol.close.CloseCode;

/** What clients are told when a server drains. */
public enum DrainReason {
    /** 1001: this server goes away; clients look for another one. */
    GOING_AWAY,
    /** 1012: the service restarts; clients come back to it. */
    SERVICE_RESTART;

    /** {@return the code of the Close frames} */
    public CloseCode code() {
        return switch (this) {
            case GOING_AWAY -> CloseCode.GOING_AWAY;
            case SERVICE_RESTART -> CloseCode.SERVICE_RESTART;
        };
    }

    /** {@return the reason in the Close frames} */
    public String text() {
        return switch (this) {
            case GOING_AWAY -> "server is going away";
            case SERVICE_RESTART -> "service restarts";
        };
    }
}
