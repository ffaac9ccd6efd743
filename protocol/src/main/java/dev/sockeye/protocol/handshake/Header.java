package dev.sockeye.protocol.handshake;

import java.util.Locale;

/**
 * One header line.
 *
 * @param name as it was written; compared case-insensitively
 * @param value without the white space around it
 */
public record Header(String name, String value) {
    /** {@return this header without what may be a secret in it: for logs and whatever else people pass on} */
    public Header redacted() {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "authorization",
                    "proxy-authorization",
                    "cookie",
                    "set-cookie",
                    "authentication-info",
                    "proxy-authentication-info" -> new Header(name, "…");
            case "location", "content-location", "refresh" -> withoutQuery();
            default -> this;
        };
    }

    private Header withoutQuery() {
        int query = value.indexOf('?');
        return query < 0 ? this : new Header(name, value.substring(0, query) + "?…");
    }

    /** {@return the line as it stands in a head, without its line end} */
    @Override
    public String toString() {
        return name + ": " + value;
    }
}
