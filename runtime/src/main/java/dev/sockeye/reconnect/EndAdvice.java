package dev.sockeye.reconnect;

import dev.sockeye.protocol.close.CloseCause;
import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Advice.Action;

/**
 * What an end calls for by its cause alone: the standard classes.
 *
 * @param codes for Close frames of the peer
 */
record EndAdvice(CodeAdvice codes) {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    Advice of(CloseReport report) {
        CloseCause cause = report.cause();
        if (cause instanceof CloseCause.PeerClosed closed) {
            return codes.of(closed.payload());
        } else if (cause instanceof CloseCause.HandshakeRefused refused) {
            return ofStatus(refused.status());
        } else if (cause instanceof CloseCause.TlsFailed failed) {
            return ofTls(failed.problem());
        } else if (cause instanceof CloseCause.ProxyFailed failed) {
            return failed.status().orElse(0) == PROXY_AUTHENTICATION_REQUIRED
                    ? new Advice(Action.STOP, Reason.CREDENTIALS_REFUSED, "HTTP 407")
                    : new Advice(Action.RETRY, Reason.NOT_REACHED);
        }
        return ofKind(cause);
    }

    private static Advice ofKind(CloseCause cause) {
        return switch (cause.kind()) {
            case TRANSPORT_LOST, PONG_TIMEOUT, IDLE_TIMEOUT -> new Advice(Action.RETRY, Reason.LOST);
            case DNS_FAILED, CONNECT_FAILED, HANDSHAKE_LOST, TIMED_OUT_OPENING ->
                new Advice(Action.RETRY, Reason.NOT_REACHED);
            case SLOW_CONSUMER -> new Advice(Action.RETRY, Reason.SERVER_FAULT, cause.describe());
            // One message in a thousand may have brought it about; if it comes at once again, each does.
            case PROTOCOL_VIOLATION, HANDSHAKE_INVALID, HANDLER_FAILED ->
                new Advice(Action.RETRY_ONCE, Reason.SAME_AGAIN, cause.describe());
            case EXTENSION_MISSING -> new Advice(Action.STOP, Reason.EXTENSION_MISSING, cause.describe());
            case CLOSED_BY_APPLICATION -> new Advice(Action.STOP_UNLESS_WANTED, Reason.FINISHED);
            case ABORTED, LOCAL_FAILURE, DRAINED -> new Advice(Action.RETRY, Reason.LOCAL_TROUBLE);
            case PEER_CLOSED, PROXY_FAILED, HANDSHAKE_REFUSED, TLS_FAILED ->
                throw new IllegalStateException(cause.kind() + " is looked at more closely");
        };
    }

    private static Advice ofStatus(int status) {
        String detail = "HTTP " + status;
        return switch (status) {
            case 401, 403 -> new Advice(Action.NEW_CREDENTIALS, Reason.CREDENTIALS_REFUSED, detail);
            case 407 -> new Advice(Action.STOP, Reason.CREDENTIALS_REFUSED, detail);
            // RFC 6585 §4
            case 429 -> new Advice(Action.RETRY_LATER, Reason.OVERLOADED, detail);
            case 503 -> new Advice(Action.RETRY, Reason.OVERLOADED, detail);
            case 408, 425, 500, 502, 504 -> new Advice(Action.RETRY, Reason.SERVER_FAULT, detail);
            // While a service is deployed, its path may be gone for a moment.
            case 404, 410 -> new Advice(Action.RETRY_FEW_IF_OPENED, Reason.REQUEST_REFUSED, detail);
            case 501, 505 -> new Advice(Action.STOP, Reason.REQUEST_REFUSED, detail);
            default ->
                status >= 500
                        ? new Advice(Action.RETRY, Reason.SERVER_FAULT, detail)
                        : new Advice(Action.RETRY_FEW_IF_OPENED, Reason.REQUEST_REFUSED, detail);
        };
    }

    private static Advice ofTls(CloseCause.TlsProblem problem) {
        return switch (problem) {
            case OTHER -> new Advice(Action.RETRY, Reason.NOT_REACHED);
            case PLAIN_HTTP,
                    NOT_TLS,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_NOT_YET_VALID,
                    CERTIFICATE_REVOKED,
                    CERTIFICATE_UNTRUSTED,
                    CERTIFICATE_FOR_ANOTHER_HOST,
                    CERTIFICATE_REFUSED_BY_PEER,
                    NOTHING_IN_COMMON -> new Advice(Action.STOP, Reason.TLS_REFUSED, problem.name());
        };
    }
}
