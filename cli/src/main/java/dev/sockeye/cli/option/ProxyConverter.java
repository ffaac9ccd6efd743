package dev.sockeye.cli.option;

import dev.sockeye.ProxySettings;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A proxy. What is said of a wrong one repeats nothing of it, since it may hold a password. */
public final class ProxyConverter implements ITypeConverter<ProxySettings> {
    @Override
    public ProxySettings convert(String text) {
        try {
            return ProxySettings.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
