package dev.sockeye.cli.option;

import dev.sockeye.protocol.handshake.Header;
import dev.sockeye.protocol.handshake.Headers;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A header line, such as {@code Authorization: Bearer abc}. What is said of a wrong one leaves out its value. */
public final class HeaderConverter implements ITypeConverter<Header> {
    /** Headers of the handshake itself, and what says instead what the user wants. */
    private static final Map<String, String> HANDSHAKE = Map.of(
            "sec-websocket-protocol", "use --subprotocol",
            "sec-websocket-extensions", "use --compression or --extension-required",
            "sec-websocket-key", "the client makes it",
            "sec-websocket-version", "it is always 13",
            "sec-websocket-accept", "only a server sends it",
            "connection", "it is always Upgrade",
            "upgrade", "it is always websocket",
            "host", "it follows from the URL",
            "origin", "use --origin");

    @Override
    public Header convert(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new TypeConversionException("a header has a name, a colon and a value, as in 'X-Token: abc'");
        }
        String name = text.substring(0, colon).strip();
        String instead = HANDSHAKE.get(name.toLowerCase(Locale.ROOT));
        if (instead != null) {
            throw new TypeConversionException("the header " + name + " belongs to the handshake: " + instead);
        }
        try {
            return Headers.builder()
                    .add(name, text.substring(colon + 1))
                    .build()
                    .iterator()
                    .next();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
