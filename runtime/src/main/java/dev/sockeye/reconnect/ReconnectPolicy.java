package dev.sockeye.reconnect;

import dev.sockeye.protocol.close.CloseReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Decides after each end of a connection, and of each attempt to make one, whether to try again and when. A pure function: it
 * reads no clock and draws no lots, which come with the {@link Attempt}; so it may be called from any thread, and a test needs
 * nothing else.
 */
@FunctionalInterface
public interface ReconnectPolicy {
    /** {@return what to do after an end} Must not throw; if it does, {@link #DEFAULT} decides. */
    Decision decide(CloseReport report, Attempt attempt);

    /**
     * The policy that is built with no settings: it tries for ever with {@link Backoff#DEFAULT} what may pass, and stops at
     * once, or after one more try, at what cannot.
     */
    ReconnectPolicy DEFAULT = builder().build();

    /** {@return a builder that starts from {@link #DEFAULT}} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds the standard policy, each part of which can be replaced. Not safe for use by several threads. */
    final class Builder {
        private Backoff backoff = Backoff.DEFAULT;
        private Backoff overload = Backoff.OVERLOAD;
        private OptionalInt maxAttempts = OptionalInt.empty();
        private Optional<Duration> maxTime = Optional.empty();
        private Duration maxRetryAfter = Duration.ofMinutes(10);
        private boolean wantedForGood;
        private final List<String> services = new ArrayList<>();
        private Function<CloseReport, Optional<Advice>> first = report -> Optional.empty();

        private Builder() {}

        /** Sets the delays. */
        public Builder backoff(Backoff value) {
            backoff = value;
            return this;
        }

        /** Sets the delays for servers that say that they are overloaded (1013, HTTP 429). */
        public Builder overloadBackoff(Backoff value) {
            overload = value;
            return this;
        }

        /**
         * Stops after this many attempts in a row without a stable connection; unless set, never.
         *
         * @param value at least 1; with 1 nothing is tried again
         */
        public Builder maxAttempts(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxAttempts must be at least 1, was " + value);
            }
            maxAttempts = OptionalInt.of(value);
            return this;
        }

        /** Stops rather than begin an attempt later than this after the row of failures began; unless set, never. */
        public Builder maxTime(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("maxTime must be positive, was " + value);
            }
            maxTime = Optional.of(value);
            return this;
        }

        /** Sets the longest time that a {@code Retry-After} is believed; 10 minutes by default. */
        public Builder maxRetryAfter(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("maxRetryAfter must be positive, was " + value);
            }
            maxRetryAfter = value;
            return this;
        }

        /** Tries again also after a close in order (1000, 1005): for links that are to be there as long as the program is. */
        public Builder wantedForGood(boolean value) {
            wantedForGood = value;
            return this;
        }

        /**
         * Reads close codes as a service documents them, such as {@code discord}; may be called for several, the first that
         * knows a code counts.
         *
         * @throws IllegalArgumentException if nothing is known of the service; the message lists those that are known
         */
        public Builder service(String name) {
            services.add(CodeAdvice.requireService(name));
            return this;
        }

        /** Asks this first; where it has no answer, the standard classes decide. */
        public Builder classify(Function<CloseReport, Optional<Advice>> function) {
            first = function;
            return this;
        }

        /** {@return the policy} */
        public ReconnectPolicy build() {
            return new StandardPolicy(
                    backoff,
                    overload,
                    maxAttempts,
                    maxTime,
                    maxRetryAfter,
                    wantedForGood,
                    first,
                    new EndAdvice(new CodeAdvice(List.copyOf(services))));
        }
    }
}
