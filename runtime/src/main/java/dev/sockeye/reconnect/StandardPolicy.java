package dev.sockeye.reconnect;

import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.reconnect.Decision.Retry;
import dev.sockeye.reconnect.Decision.Stop;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The policy that {@link ReconnectPolicy.Builder} makes: looks up what the end by itself calls for, weighs how often it came,
 * and draws the delay.
 *
 * @param first asked before the standard classes
 */
record StandardPolicy(
        Backoff backoff,
        Backoff overload,
        OptionalInt maxAttempts,
        Optional<Duration> maxTime,
        Duration maxRetryAfter,
        boolean wantedForGood,
        Function<CloseReport, Optional<Advice>> first,
        EndAdvice classes)
        implements ReconnectPolicy {
    /** What may be a deploy that swaps one server for another passes within a few attempts. */
    private static final int FEW = 3;

    @Override
    public Decision decide(CloseReport report, Attempt attempt) {
        Advice advice = first.apply(report).orElseGet(() -> classes.of(report));
        return switch (advice.action()) {
            case STOP -> stop(advice);
            case STOP_UNLESS_WANTED -> wantedForGood ? retry(report, attempt, wanted(advice), backoff) : stop(advice);
            case RETRY -> retry(report, attempt, advice, backoff);
            case RETRY_LATER -> retry(report, attempt, advice, overload);
            case RETRY_NOW ->
                attempt.failures() == 1
                        ? within(attempt, new Retry(Duration.ZERO, advice.reason(), advice.detail(), false))
                        : retry(report, attempt, advice, backoff);
            case RETRY_ONCE -> atMost(1, report, attempt, advice);
            case RETRY_FEW -> atMost(FEW, report, attempt, advice);
            case RETRY_FEW_IF_OPENED -> attempt.openedBefore() ? atMost(FEW, report, attempt, advice) : stop(advice);
            case NEW_CREDENTIALS ->
                attempt.refreshable()
                        ? withNewCredentials(attempt, advice)
                        : new Stop(Reason.CREDENTIALS_REFUSED, advice.detail());
            case NEW_CREDENTIALS_OR_ONCE ->
                attempt.refreshable()
                        ? withNewCredentials(attempt, advice)
                        : atMost(1, report, attempt, new Advice(advice.action(), Reason.SAME_AGAIN, advice.detail()));
        };
    }

    private static Decision stop(Advice advice) {
        return new Stop(advice.reason(), advice.detail());
    }

    private static Advice wanted(Advice advice) {
        return new Advice(advice.action(), Reason.WANTED_FOR_GOOD, advice.detail());
    }

    /** An end that came more often than this in the same way will come again. */
    private Decision atMost(int retries, CloseReport report, Attempt attempt, Advice advice) {
        if (attempt.alike() > retries) {
            return stop(advice);
        }
        return retry(report, attempt, new Advice(advice.action(), Reason.ONCE_MORE, advice.detail()), backoff);
    }

    private Decision withNewCredentials(Attempt attempt, Advice advice) {
        if (attempt.refreshed()) {
            return new Stop(Reason.CREDENTIALS_REFUSED, advice.detail());
        }
        Duration delay = backoff.delay(attempt.failures(), attempt.jitter());
        return within(attempt, new Retry(delay, Reason.NEW_CREDENTIALS, advice.detail(), true));
    }

    private Decision retry(CloseReport report, Attempt attempt, Advice advice, Backoff delays) {
        Optional<Duration> told = RetryAfter.of(report, attempt.at());
        // What a server tells many clients at once is spread, too, as far as the first delay would be.
        Duration delay = told.isPresent()
                ? atMostTold(told.get()).plus(delays.delay(1, attempt.jitter()))
                : delays.delay(attempt.failures(), attempt.jitter());
        return within(attempt, new Retry(delay, advice.reason(), advice.detail(), false));
    }

    private Duration atMostTold(Duration told) {
        return told.compareTo(maxRetryAfter) > 0 ? maxRetryAfter : told;
    }

    private Decision within(Attempt attempt, Retry retry) {
        if (maxAttempts.isPresent() && attempt.failures() >= maxAttempts.getAsInt()) {
            return new Stop(Reason.TOO_MANY_ATTEMPTS, String.valueOf(attempt.failures()));
        }
        if (maxTime.isPresent() && attempt.trying().plus(retry.delay()).compareTo(maxTime.get()) > 0) {
            return new Stop(Reason.TOO_LONG, "");
        }
        return retry;
    }
}
