package dev.sockeye.reconnect;

import java.time.Duration;
import java.util.Locale;

/** What a {@link ReconnectPolicy} wants to be done after an end. */
public sealed interface Decision {
    /** {@return why} */
    Reason reason();

    /** {@return what the reason does not say by itself, such as {@code HTTP 404}; empty if there is nothing} */
    String detail();

    /** {@return the reason for a person, without secrets} */
    default String describe(Locale locale) {
        String text = reason().describe(locale);
        return detail().isEmpty() ? text : text + " (" + detail() + ")";
    }

    /**
     * Try again.
     *
     * @param delay to wait before
     * @param newCredentials whether the next attempt needs new credentials, which the application is asked for
     */
    record Retry(Duration delay, Reason reason, String detail, boolean newCredentials) implements Decision {
        public Retry {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("the delay must not be negative, was " + delay);
            }
        }

        /** Tries again with the credentials that there are. */
        public Retry(Duration delay, Reason reason) {
            this(delay, reason, "", false);
        }
    }

    /** Make no further attempt. */
    record Stop(Reason reason, String detail) implements Decision {
        /** Stops for a reason that says all. */
        public Stop(Reason reason) {
            this(reason, "");
        }
    }
}
