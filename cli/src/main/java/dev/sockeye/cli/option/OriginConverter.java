package dev.sockeye.cli.option;

import dev.sockeye.protocol.handshake.OriginPolicy;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A web origin, such as {@code https://example.com}; {@code null} in letters for pages that hide theirs. */
public final class OriginConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        try {
            // Building a policy is what checks an origin.
            OriginPolicy unused = OriginPolicy.allow(List.of(text));
            return text;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text
                    + "' is not an origin; expected scheme://host or scheme://host:port with no path, such as"
                    + " https://example.com");
        }
    }
}
