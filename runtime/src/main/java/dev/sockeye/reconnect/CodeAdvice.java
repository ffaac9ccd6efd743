package dev.sockeye.reconnect;

import dev.sockeye.diagnosis.knowledge.CodeEntry;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.PrivateCode;
import dev.sockeye.protocol.close.ClosePayload;
import dev.sockeye.reconnect.Advice.Action;
import java.util.List;
import java.util.Optional;

/**
 * What a Close frame of the peer calls for, as the tables of the diagnosis say.
 *
 * @param services whose meaning of a code counts before the general one
 */
record CodeAdvice(List<String> services) {
    private static final int GOING_AWAY = 1001;
    private static final int SERVICE_RESTART = 1012;

    /** RFC 6455 §7.4.1, and 3003: what the policy is, is for the application to mend, and most often it is who one is. */
    private static final List<Integer> CREDENTIALS = List.of(1008, 3000, 3003, 4401, 4403);

    static String requireService(String name) {
        List<String> known = Knowledge.tables().services();
        if (!known.contains(name)) {
            throw new IllegalArgumentException(
                    "no codes are known of the service \"" + name + "\", only of " + String.join(", ", known));
        }
        return name;
    }

    Advice of(ClosePayload payload) {
        int code = payload.reportedCode().value();
        String detail = payload.toString();
        for (String service : services) {
            Optional<PrivateCode> entry = Knowledge.tables().privateCode(service, code);
            if (entry.isPresent()) {
                return ofService(entry.get().reconnect(), detail);
            }
        }
        if (CREDENTIALS.contains(code)) {
            return new Advice(Action.NEW_CREDENTIALS_OR_ONCE, Reason.CREDENTIALS_REFUSED, detail);
        }
        return Knowledge.tables()
                .code(code)
                .map(entry -> ofCode(code, entry.reconnect(), detail))
                .orElseGet(() -> new Advice(Action.RETRY_FEW, Reason.SAME_AGAIN, detail));
    }

    private static Advice ofService(CodeEntry.Reconnect reconnect, String detail) {
        return switch (reconnect) {
            case NO, AFTER_FIX -> new Advice(Action.STOP, Reason.SERVICE_SAYS_STOP, detail);
            case AFTER_LOGIN -> new Advice(Action.NEW_CREDENTIALS, Reason.CREDENTIALS_REFUSED, detail);
            // A new session needs a new target or a new greeting, which the application is asked for as for a log-in.
            case NEW_SESSION -> new Advice(Action.NEW_CREDENTIALS_OR_ONCE, Reason.SERVICE_SAYS_RETRY, detail);
            case NOW -> new Advice(Action.RETRY_NOW, Reason.SERVICE_SAYS_RETRY, detail);
            case BACKOFF -> new Advice(Action.RETRY, Reason.SERVICE_SAYS_RETRY, detail);
            case LONG_BACKOFF -> new Advice(Action.RETRY_LATER, Reason.OVERLOADED, detail);
            case ONCE -> new Advice(Action.RETRY_ONCE, Reason.SAME_AGAIN, detail);
            case UNKNOWN -> new Advice(Action.RETRY_FEW, Reason.SAME_AGAIN, detail);
        };
    }

    private static Advice ofCode(int code, CodeEntry.Reconnect reconnect, String detail) {
        return switch (reconnect) {
            case NO -> new Advice(Action.STOP_UNLESS_WANTED, Reason.FINISHED, detail);
            case BACKOFF, NOW ->
                new Advice(
                        Action.RETRY,
                        code == GOING_AWAY || code == SERVICE_RESTART ? Reason.SERVER_LEFT : Reason.SERVER_FAULT,
                        detail);
            case LONG_BACKOFF -> new Advice(Action.RETRY_LATER, Reason.OVERLOADED, detail);
            case AFTER_LOGIN -> new Advice(Action.NEW_CREDENTIALS_OR_ONCE, Reason.CREDENTIALS_REFUSED, detail);
            case AFTER_FIX -> new Advice(Action.STOP, Reason.SAME_AGAIN, detail);
            case ONCE, NEW_SESSION -> new Advice(Action.RETRY_ONCE, Reason.SAME_AGAIN, detail);
            case UNKNOWN -> new Advice(Action.RETRY_FEW, Reason.SAME_AGAIN, detail);
        };
    }
}
