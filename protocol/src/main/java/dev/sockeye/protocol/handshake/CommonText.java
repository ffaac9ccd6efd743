package dev.sockeye.protocol.handshake;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Header names and values that nearly every handshake has, as one object each: a server that many clients come back to at
 * once makes no new ones for every request.
 */
final class CommonText {
    /** A power of two, and large enough that no two of the texts share a place. */
    private static final int PLACES = 256;

    private static final @Nullable String[] TEXTS = new String[PLACES];

    static {
        keep("GET", "Host", "Upgrade", "Connection", "Origin", "User-Agent", "Cookie", "Authorization", "Accept");
        keep("Accept-Encoding", "Accept-Language", "Cache-Control", "Pragma", "Date", "Server", "Via", "Forwarded");
        keep("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "X-Request-Id", "DNT");
        keep("Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol");
        keep("Sec-WebSocket-Accept", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-GPC", "Priority");
        keep("host", "upgrade", "connection", "origin", "user-agent", "cookie", "accept-encoding", "accept-language");
        keep("sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-protocol");
        keep("websocket", "WebSocket", "keep-alive, Upgrade", "Keep-Alive, Upgrade", "13", "no-cache", "*/*", "*");
        keep("gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd", "permessage-deflate", "empty");
        keep("permessage-deflate; client_max_window_bits", "cross-site", "same-origin", "same-site", "https", "http");
    }

    private CommonText() {}

    private static void keep(String... texts) {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            int place = place(bytes, 0, bytes.length);
            if (TEXTS[place] != null) {
                throw new IllegalStateException(text + " has the place of " + TEXTS[place]);
            }
            TEXTS[place] = text;
        }
    }

    /** {@return the Latin-1 text that stands there} */
    static String of(byte[] bytes, int from, int to) {
        String known = TEXTS[place(bytes, from, to)];
        return known != null && isAt(known, bytes, from, to)
                ? known
                : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static int place(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return 0;
        }
        // The factors were found by trying until each text had a place of its own.
        int hash = (length * 7 + bytes[from]) * 87
                + bytes[to - 1]
                + 47 * bytes[from + length / 2]
                + 611 * bytes[from + length * 3 / 4];
        return (hash ^ hash >>> 9) & (PLACES - 1);
    }

    private static boolean isAt(String text, byte[] bytes, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != (char) (bytes[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
