package dev.sockeye.reconnect;

import dev.sockeye.protocol.close.CloseReport;
import dev.sockeye.protocol.handshake.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long a refusal asks to wait: the header {@code Retry-After} (RFC 9110 §10.2.3). */
final class RetryAfter {
    /** The most digits that are surely a number of seconds; more ask for longer than anyone waits. */
    private static final int MOST_DIGITS = 9;

    /** RFC 9110 §5.6.7: the form to send, and the two that a recipient has to understand as well. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /**
     * {@return how long to wait from when the refusal came}
     *
     * @param now for a date, unless the response says what time it was at the server
     */
    static Optional<Duration> of(CloseReport report, Instant now) {
        Headers headers = report.handshake().headers();
        return headers.first("Retry-After").map(String::trim).flatMap(value -> parse(value, headers, now));
    }

    private static Optional<Duration> parse(String value, Headers headers, Instant now) {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(
                    Duration.ofSeconds(value.length() > MOST_DIGITS ? Integer.MAX_VALUE : Long.parseLong(value)));
        }
        // A clock that is wrong on this end must not make the wait wrong.
        Instant then = headers.first("Date").flatMap(RetryAfter::date).orElse(now);
        return date(value).map(until -> {
            Duration left = Duration.between(then, until);
            return left.isNegative() ? Duration.ZERO : left;
        });
    }

    private static Optional<Instant> date(String value) {
        for (DateTimeFormatter form : DATES) {
            try {
                return Optional.of(form.parse(value.trim(), Instant::from));
            } catch (DateTimeParseException another) {
                // Perhaps the next form.
            }
        }
        return Optional.empty();
    }
}
