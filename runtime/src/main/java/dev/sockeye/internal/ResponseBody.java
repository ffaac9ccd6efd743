package dev.sockeye.internal;

import dev.sockeye.protocol.handshake.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The beginning of the body of a response that refuses the upgrade (RFC 9112 §6), for people to read. Takes what comes
 * until the body or its own limit ends; a malformed body ends where it breaks.
 */
final class ResponseBody {
    /** Enough for a status page's message; more would only make a report long. */
    static final int MOST_BYTES = 4 << 10;

    /** How long it is waited for. It follows its head at once, or is not worth waiting for. */
    static final long MOST_WAIT_MILLIS = 1_000;

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int MOST_LINE_BYTES = 64;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringBuilder line = new StringBuilder();
    private final boolean chunked;

    /** Bytes left of the body, or of the chunk; -1 while the line of a chunk's size is read. */
    private long left;

    private boolean complete;

    ResponseBody(int status, Headers headers) {
        List<String> codings = headers.tokens("Transfer-Encoding");
        chunked = !codings.isEmpty() && codings.get(codings.size() - 1).equalsIgnoreCase("chunked");
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            complete = true;
        } else if (chunked) {
            left = -1;
        } else {
            // RFC 9112 §6.3: without a length the body ends with the connection
            left = headers.first("Content-Length").map(ResponseBody::length).orElse(Long.MAX_VALUE);
            complete = left == 0;
        }
    }

    private static long length(String value) {
        boolean number = !value.isEmpty()
                && value.length() < Long.toString(Long.MAX_VALUE).length()
                && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(value) : Long.MAX_VALUE;
    }

    /** Takes what came. */
    void take(ByteBuffer in) {
        while (in.hasRemaining() && !complete) {
            if (left < 0) {
                takeSize((char) (in.get() & 0xff));
            } else {
                takeData(in);
            }
        }
    }

    private void takeData(ByteBuffer in) {
        int length = (int) Math.min(Math.min(left, in.remaining()), MOST_BYTES - bytes.size());
        for (int i = 0; i < length; i++) {
            bytes.write(in.get());
        }
        left -= length;
        complete = bytes.size() == MOST_BYTES || (left == 0 && !chunked);
        if (left == 0 && chunked) {
            left = -1;
        }
    }

    /** RFC 9112 §7.1: a size in hexadecimal, perhaps extensions, CR LF; the CR LF behind a chunk reads as an empty line. */
    private void takeSize(char c) {
        if (c != '\n') {
            line.append(c);
            complete = line.length() > MOST_LINE_BYTES;
            return;
        }
        String size = line.toString().split(";", 2)[0].strip();
        line.setLength(0);
        if (!size.isEmpty()) {
            left = size.chars().allMatch(digit -> Character.digit(digit, 16) >= 0) && size.length() < 16
                    ? Long.parseLong(size, 16)
                    : 0;
            complete = left == 0;
        }
    }

    /** {@return whether nothing more is wanted} */
    boolean isComplete() {
        return complete;
    }

    /** {@return what came, as text; a character that was cut is left out} */
    String text() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        boolean cut = bytes.size() == MOST_BYTES && text.endsWith("\ufffd");
        return cut ? text.substring(0, text.length() - 1) : text;
    }
}
