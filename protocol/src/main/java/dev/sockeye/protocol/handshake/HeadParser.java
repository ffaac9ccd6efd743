package dev.sockeye.protocol.handshake;

import dev.sockeye.protocol.HttpToken;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads one HTTP/1 head from bytes as they come (RFC 9112 §2 to §5). Strict: what recipients are known to read in
 * different ways is refused, at the first byte that is wrong and before more than the limits allow is held. It stops
 * right behind the empty line that ends the head, since behind a 101 come frames.
 *
 * <p>Used for one head, by one thread at a time. Bytes above 0x7F in header values are read as Latin-1.
 *
 * @param <H> the head's type
 */
public final class HeadParser<H> {
    /** Turns a start line into a head once the headers are known; null if it is malformed. */
    private interface StartLine<H> {
        H with(Headers headers);
    }

    private interface StartLineSyntax<H> {
        @Nullable
        StartLine<H> parse(String line);
    }

    private static final String HTTP_1 = "HTTP/1.";
    private static final int FIRST_CAPACITY = 256;

    /** What a line is put together in, while nobody reads a head: many do so one after the other. */
    private static final AtomicReference<byte @Nullable []> SPARE = new AtomicReference<>();

    private static final byte[] NO_LINE = {};
    private static final int BAD_REQUEST = 400;
    private static final int URI_TOO_LONG = 414;
    private static final int HEADERS_TOO_LARGE = 431;

    private final HeadLimits limits;
    private final boolean request;
    private final StartLineSyntax<H> syntax;
    private final Headers.Builder headers = Headers.builder();
    private @Nullable StartLine<H> startLine;
    private @Nullable HeadResult<H> end;
    private byte[] line;
    private int length;
    private boolean afterCarriageReturn;
    private int headBytes;
    private int headerLines;

    private HeadParser(HeadLimits limits, boolean request, StartLineSyntax<H> syntax) {
        this.limits = limits;
        this.request = request;
        this.syntax = syntax;
        byte[] spare = SPARE.getAndSet(null);
        line = spare == null ? new byte[FIRST_CAPACITY] : spare;
    }

    /** {@return a parser for one request head} */
    public static HeadParser<RequestHead> forRequest(HeadLimits limits) {
        return new HeadParser<>(limits, true, HeadParser::requestLine);
    }

    /** {@return a parser for one response head} */
    public static HeadParser<ResponseHead> forResponse(HeadLimits limits) {
        return new HeadParser<>(limits, false, HeadParser::statusLine);
    }

    /**
     * Reads on.
     *
     * @param in the bytes that follow those of earlier calls; its position moves past what was read
     * @return where the head stands now; once it is complete or has failed, the same again with nothing read
     */
    public HeadResult<H> parse(ByteBuffer in) {
        while (end == null && in.hasRemaining()) {
            end = take(in.get());
            if (end != null) {
                giveLineBack();
            }
        }
        return end == null ? new HeadResult.Incomplete<>() : end;
    }

    /** Nothing is read any more. */
    private void giveLineBack() {
        if (line.length == FIRST_CAPACITY) {
            SPARE.set(line);
        }
        line = NO_LINE;
    }

    /** {@return the result when the connection has ended: a head that was not complete has failed} */
    public HeadResult<H> endOfInput() {
        if (end == null) {
            end = failed(
                    HandshakeError.HEAD_TRUNCATED,
                    BAD_REQUEST,
                    "The connection ended after " + headBytes
                            + " bytes of the head, before the empty line that ends it.");
        }
        return end;
    }

    private @Nullable HeadResult<H> take(byte b) {
        if (++headBytes > limits.headBytes()) {
            return failed(
                    HandshakeError.HEAD_TOO_LARGE,
                    HEADERS_TOO_LARGE,
                    "The head has more than " + limits.headBytes() + " bytes, which is the most accepted here.");
        }
        if (afterCarriageReturn) {
            return b == '\n' ? endLine() : lineEnd("A carriage return stands alone");
        }
        // RFC 9112 §2.2: a lone line feed may be read as a line end, but need not; readers differ, so it is refused
        if (b == '\n') {
            return lineEnd("A line feed stands alone");
        }
        if (b == '\r') {
            afterCarriageReturn = true;
            return null;
        }
        return startLine == null ? takeStartLine(b) : takeHeader(b);
    }

    private @Nullable HeadResult<H> takeStartLine(byte b) {
        // RFC 9112 §3, §4: a request line is printable ASCII; a reason phrase may also hold tabs and Latin-1
        boolean printable = b >= ' ' && b != 0x7f;
        boolean allowed = request ? printable : printable || b == '\t' || b < 0;
        boolean otherProtocol = !request && length < HTTP_1.length() && b != HTTP_1.charAt(length);
        if (!allowed || otherProtocol) {
            return malformedStartLine();
        }
        if (length == limits.startLineBytes()) {
            return failed(
                    HandshakeError.START_LINE_TOO_LONG,
                    URI_TOO_LONG,
                    "The start line has more than " + length + " bytes, which is the most accepted here.");
        }
        append(b);
        return null;
    }

    private @Nullable HeadResult<H> takeHeader(byte b) {
        // RFC 9112 §5.2: a folded line is refused
        if (length == 0 && isSpace(b)) {
            return failed(
                    HandshakeError.LINE_FOLDED,
                    BAD_REQUEST,
                    "A header line begins with white space; each header must stand on one line.");
        }
        // RFC 9110 §5.5: CR, LF and NUL are dangerous, and other control characters are not allowed
        if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
            return failed(
                    HandshakeError.HEADER_VALUE_MALFORMED,
                    BAD_REQUEST,
                    String.format("Header line %d holds the control character 0x%02x.", headerLines + 1, b));
        }
        append(b);
        return null;
    }

    private @Nullable HeadResult<H> endLine() {
        afterCarriageReturn = false;
        int end = length;
        length = 0;
        if (startLine == null) {
            startLine = syntax.parse(text(0, end));
            return startLine == null ? malformedStartLine() : null;
        }
        return end == 0 ? new HeadResult.Complete<>(startLine.with(headers.build())) : header(end);
    }

    private String text(int from, int to) {
        return CommonText.of(line, from, to);
    }

    private @Nullable HeadResult<H> header(int end) {
        if (++headerLines > limits.headerLines()) {
            return failed(
                    HandshakeError.TOO_MANY_HEADERS,
                    HEADERS_TOO_LARGE,
                    "The head has more than " + limits.headerLines()
                            + " header lines, which is the most accepted here.");
        }
        int colon = 0;
        while (colon < end && line[colon] != ':') {
            colon++;
        }
        String name = text(0, colon);
        // RFC 9112 §5.1: white space between a name and its colon is refused
        if (colon < end && (name.endsWith(" ") || name.endsWith("\t"))) {
            return failed(
                    HandshakeError.SPACE_BEFORE_COLON,
                    BAD_REQUEST,
                    "White space stands between the header name " + Quote.of(name) + " and its colon.");
        }
        if (colon == end || !HttpToken.isToken(name)) {
            return failed(
                    HandshakeError.HEADER_NAME_MALFORMED,
                    BAD_REQUEST,
                    "Header line " + headerLines + " begins with " + Quote.of(name)
                            + "; expected a name, a colon and a value.");
        }
        headers.add(name, value(colon + 1, end));
        return null;
    }

    /** {@return what stands there without the white space around it (RFC 9112 §5.1)} */
    private String value(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isSpace(line[start])) {
            start++;
        }
        while (end > start && isSpace(line[end - 1])) {
            end--;
        }
        return text(start, end);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private void append(byte b) {
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = b;
    }

    private static @Nullable StartLine<RequestHead> requestLine(String line) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        // A third space would stand in the version, which takes none
        if (first < 0 || second <= first + 1) {
            return null;
        }
        String method = line.substring(0, first);
        String target = line.substring(first + 1, second);
        HttpVersion version = version(line.substring(second + 1));
        if (version == null || !HttpToken.isToken(method)) {
            return null;
        }
        return headers -> new RequestHead(method, target, version, headers);
    }

    private static @Nullable StartLine<ResponseHead> statusLine(String line) {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || version(parts[0]) == null || parts[1].length() != 3) {
            return null;
        }
        if (!HostName.isDigits(parts[1]) || parts[1].charAt(0) == '0') {
            return null;
        }
        int status = Integer.parseInt(parts[1]);
        // RFC 9112 §4: the space before an empty reason is there; a client ignores the reason, so it may be missing
        String reason = parts.length == 3 ? parts[2] : "";
        return headers -> new ResponseHead(status, reason, headers);
    }

    /** {@return the version, or null: only HTTP/1 has heads of this form (RFC 9112 §2.3)} */
    private static @Nullable HttpVersion version(String text) {
        boolean http1 = text.length() == HTTP_1.length() + 1 && text.startsWith(HTTP_1);
        char minor = http1 ? text.charAt(HTTP_1.length()) : 0;
        if (minor == '1') {
            return HttpVersion.HTTP_1_1;
        }
        return HostName.isDigit(minor) ? new HttpVersion(1, minor - '0') : null;
    }

    private HeadResult<H> malformedStartLine() {
        return failed(
                HandshakeError.START_LINE_MALFORMED,
                BAD_REQUEST,
                request
                        ? "The first line is not that of an HTTP/1 request; expected such as \"GET /chat HTTP/1.1\"."
                        : "The answer does not begin like HTTP/1; expected such as \"HTTP/1.1 101 Switching Protocols\".");
    }

    private HeadResult<H> lineEnd(String what) {
        return failed(
                HandshakeError.LINE_END_MALFORMED,
                BAD_REQUEST,
                what + " in the head; every line must end in a carriage return and a line feed.");
    }

    private HeadResult<H> failed(HandshakeError error, int status, String sentence) {
        OptionalInt answer = request ? OptionalInt.of(status) : OptionalInt.empty();
        return new HeadResult.Failed<>(new HandshakeFailure(error, Optional.empty(), answer, sentence, Headers.EMPTY));
    }
}
