package dev.sockeye.diagnosis.knowledge;

import java.util.List;
import java.util.Set;

/**
 * Something that can end a connection or an attempt. Its texts stand in the bundles under {@code cause.ID.title}, {@code
 * .summary}, {@code .look}, {@code .fix} and {@code .confirm}.
 *
 * @param id stable, such as {@code proxy-idle}
 * @param phase when it strikes
 * @param retryable whether trying again, after a while, may well succeed
 * @param codes the close codes that it can show as, the commonest first
 * @param links for further reading
 */
public record Cause(
        String id,
        Phase phase,
        boolean retryable,
        List<Integer> codes,
        List<String> links,
        String source,
        Certainty certainty) {
    /** When a cause strikes. */
    public enum Phase {
        /** Before the WebSocket was open. */
        OPENING,
        /** While it was open. */
        OPEN,
        /** In the closing handshake. */
        CLOSING
    }

    static Cause of(Entry entry) {
        entry.allowOnly(Set.of("phase", "retryable", "code", "link", "source", "certainty"));
        return new Cause(
                entry.id(),
                entry.constant("phase", Phase.class),
                entry.flag("retryable"),
                entry.all("code").stream().map(Integer::valueOf).toList(),
                entry.all("link"),
                entry.text("source"),
                entry.certainty());
    }

    /** {@return the id of the cause that an HTTP status in answer to a handshake points to} */
    public static String ofStatus(int status) {
        return switch (status) {
            case 200, 204 -> "not-websocket";
            case 301, 302, 303, 307, 308 -> "redirect";
            case 400 -> "bad-request";
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404, 410 -> "not-found";
            case 405 -> "wrong-method";
            case 407 -> "proxy-auth";
            case 414, 431 -> "head-too-large";
            case 426 -> "upgrade-stripped";
            case 429 -> "rate-limited";
            case 502 -> "bad-gateway";
            case 503 -> "unavailable";
            case 504 -> "gateway-timeout";
            case 511 -> "captive-portal";
            default -> status >= 500 ? "server-error" : "status";
        };
    }
}
