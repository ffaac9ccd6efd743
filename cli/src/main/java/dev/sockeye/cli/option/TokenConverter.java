package dev.sockeye.cli.option;

import dev.sockeye.protocol.HttpToken;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a subprotocol or an extension, which RFC 6455 §4.1 and §9.1 take from HTTP's {@code token}. */
public final class TokenConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (!HttpToken.isToken(text)) {
            throw new TypeConversionException("'" + text
                    + "' is not a name; expected letters, digits and signs such as '-' and '.', without blanks");
        }
        return text;
    }
}
