package dev.sockeye.cli.option;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time, such as 500ms, 20s, 1.5m or 2h; a bare number counts seconds. */
public final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h|d)?");
    private static final Duration MOST = Duration.ofDays(365);

    @Override
    public Duration convert(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a length of time; expected seconds such as 20, or with a unit such as 500ms,"
                            + " 20s, 5m or 1h");
        }
        BigDecimal nanos = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit(matcher.group(2)).toNanos()));
        if (nanos.compareTo(BigDecimal.valueOf(MOST.toNanos())) > 0) {
            throw new TypeConversionException("'" + text + "' is too long; expected at most 365d");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static Duration unit(String name) {
        return switch (name == null ? "s" : name) {
            case "ms" -> Duration.ofMillis(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofSeconds(1);
        };
    }
}
