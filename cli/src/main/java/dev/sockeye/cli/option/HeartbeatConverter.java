package dev.sockeye.cli.option;

import dev.sockeye.protocol.connection.Heartbeat;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A heartbeat: its interval as {@link DurationConverter} reads it, 0 for none, or {@code adaptive}. */
public final class HeartbeatConverter implements ITypeConverter<Heartbeat> {
    private final DurationConverter durations = new DurationConverter();

    @Override
    public Heartbeat convert(String text) {
        if (text.equals("adaptive")) {
            return Heartbeat.adaptive();
        }
        try {
            Duration interval = durations.convert(text);
            return interval.isZero() ? Heartbeat.OFF : new Heartbeat(interval, Heartbeat.DEFAULT.timeout());
        } catch (TypeConversionException e) {
            throw new TypeConversionException(e.getMessage() + "; or adaptive");
        }
    }
}
