package dev.sockeye.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of the words on and off: a client that needs compression says so by requiring the extension. */
public final class ClientCompressionConverter implements ITypeConverter<Compression> {
    @Override
    public Compression convert(String text) {
        return switch (text) {
            case "on" -> Compression.ON;
            case "off" -> Compression.OFF;
            default ->
                throw new TypeConversionException("'" + text + "' is unknown; expected on or off"
                        + (text.equals("required") ? ", or use --extension-required permessage-deflate" : ""));
        };
    }
}
