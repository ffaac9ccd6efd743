package dev.sockeye.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of the words on, off and required. */
public final class CompressionConverter implements ITypeConverter<Compression> {
    @Override
    public Compression convert(String text) {
        return switch (text) {
            case "on" -> Compression.ON;
            case "off" -> Compression.OFF;
            case "required" -> Compression.REQUIRED;
            default -> throw new TypeConversionException("'" + text + "' is unknown; expected on, off or required");
        };
    }
}
