package dev.sockeye.cli.option;

import dev.sockeye.protocol.handshake.WebSocketUri;
import dev.sockeye.protocol.handshake.WebSocketUriException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A WebSocket URL. What is said of a wrong one leaves out its query, which may hold a secret. */
public final class UrlConverter implements ITypeConverter<WebSocketUri> {
    private static final String SEPARATOR = "://";

    @Override
    public WebSocketUri convert(String text) {
        try {
            return WebSocketUri.parse(text);
        } catch (WebSocketUriException e) {
            boolean schemeIsWrong = e.problem() == WebSocketUriException.Problem.SCHEME;
            throw new TypeConversionException(e.getMessage() + (schemeIsWrong ? suggestion(text) : ""));
        }
    }

    /** What the user may have meant: the same with another scheme, if that is a URL. */
    private static String suggestion(String text) {
        int separator = text.indexOf(SEPARATOR);
        int query = text.indexOf('?');
        int start = separator < 0 ? 0 : separator + SEPARATOR.length();
        String rest = text.substring(start, query < start ? text.length() : query);
        boolean secure = text.regionMatches(true, 0, "https:", 0, "https:".length());
        try {
            return "; try " + WebSocketUri.parse((secure ? "wss" : "ws") + SEPARATOR + rest);
        } catch (WebSocketUriException wrongOtherwiseToo) {
            return "";
        }
    }
}
