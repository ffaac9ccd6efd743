package dev.sockeye.protocol.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.protocol.handshake.HeadResult.Complete;
import dev.sockeye.protocol.handshake.HeadResult.Failed;
import dev.sockeye.protocol.handshake.HeadResult.Incomplete;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §2 to §5, as far as a WebSocket handshake needs it. */
class HeadParserTest {
    private static final HeadLimits SMALL = new HeadLimits(40, 3, 120);
    private static final String REQUEST = "GET /chat HTTP/1.1\r\nHost: example.com\r\nEmpty:\r\nX:  a b\t\r\n\r\n";
    private static final String RESPONSE = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    private static final RequestHead REQUEST_HEAD = new RequestHead(
            "GET",
            "/chat",
            HttpVersion.HTTP_1_1,
            Headers.builder()
                    .add("Host", "example.com")
                    .add("Empty", "")
                    .add("X", "a b")
                    .build());
    private static final ResponseHead RESPONSE_HEAD = new ResponseHead(
            101,
            "Switching Protocols",
            Headers.builder().add("Upgrade", "websocket").build());

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    /** Turns the escapes of a table row into the bytes they stand for; "~" is the end of a line. */
    private static String unescape(String row) {
        return row.replace("~", "\r\n")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\u0000")
                .replace("\\t", "\t")
                .replace("\\e", "\u001b")
                .replace("\\d", "\u007f");
    }

    private static HandshakeError errorOf(HeadResult<?> result) {
        assertThat(result).isInstanceOf(Failed.class);
        return ((Failed<?>) result).failure().error();
    }

    private static <H> HeadResult<H> whole(HeadParser<H> parser, String text) {
        return parser.parse(bytes(text));
    }

    private static <H> HeadResult<H> byteByByte(HeadParser<H> parser, String text) {
        HeadResult<H> result = new Incomplete<>();
        for (int i = 0; i < text.length() && result instanceof Incomplete; i++) {
            result = parser.parse(bytes(text.substring(i, i + 1)));
        }
        return result;
    }

    @Test
    void aRequestIsReadWholeByteByByteAndAtEverySplit() {
        HeadResult<RequestHead> expected = new Complete<>(REQUEST_HEAD);

        assertThat(whole(HeadParser.forRequest(SMALL), REQUEST)).isEqualTo(expected);
        assertThat(byteByByte(HeadParser.forRequest(SMALL), REQUEST)).isEqualTo(expected);
        for (int split = 0; split < REQUEST.length(); split++) {
            HeadParser<RequestHead> parser = HeadParser.forRequest(SMALL);
            assertThat(parser.parse(bytes(REQUEST.substring(0, split)))).isEqualTo(new Incomplete<>());
            assertThat(parser.parse(bytes(REQUEST.substring(split)))).isEqualTo(expected);
        }
    }

    @Test
    void aResponseIsReadWholeByteByByteAndAtEverySplit() {
        HeadResult<ResponseHead> expected = new Complete<>(RESPONSE_HEAD);

        assertThat(whole(HeadParser.forResponse(SMALL), RESPONSE)).isEqualTo(expected);
        assertThat(byteByByte(HeadParser.forResponse(SMALL), RESPONSE)).isEqualTo(expected);
        for (int split = 0; split < RESPONSE.length(); split++) {
            HeadParser<ResponseHead> parser = HeadParser.forResponse(SMALL);
            assertThat(parser.parse(bytes(RESPONSE.substring(0, split)))).isEqualTo(new Incomplete<>());
            assertThat(parser.parse(bytes(RESPONSE.substring(split)))).isEqualTo(expected);
        }
    }

    @Test
    void theBytesBehindTheHeadAreLeftForTheFrameParser() {
        HeadParser<ResponseHead> parser = HeadParser.forResponse(HeadLimits.DEFAULT);
        ByteBuffer in = bytes(RESPONSE + "\u0081\u0002hi\r\n\r\n");

        assertThat(parser.parse(in)).isEqualTo(new Complete<>(RESPONSE_HEAD));
        assertThat(in.position()).isEqualTo(RESPONSE.length());
        assertThat(parser.parse(in)).isEqualTo(new Complete<>(RESPONSE_HEAD));
        assertThat(in.position()).isEqualTo(RESPONSE.length());
    }

    @Test
    void aFailedParserTakesNoMoreBytes() {
        HeadParser<RequestHead> parser = HeadParser.forRequest(HeadLimits.DEFAULT);
        HeadResult<RequestHead> failed = parser.parse(bytes("GET\n"));
        ByteBuffer more = bytes(REQUEST);

        assertThat(parser.parse(more)).isSameAs(failed);
        assertThat(more.position()).isZero();
        assertThat(parser.endOfInput()).isSameAs(failed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '\0',
            value = {
                "GET / HTTP/1.1\\nHost: a > LINE_END_MALFORMED",
                "GET / HTTP/1.1\\rHost: a > LINE_END_MALFORMED",
                "GET / HTTP/1.1~Host: a\\n > LINE_END_MALFORMED",
                "GET / HTTP/1.1~Host: a\\rb > LINE_END_MALFORMED",
                "GET / HTTP/1.1~Host: a~\\n > LINE_END_MALFORMED",
                "GET / HTTP/1.1~Host: a\\r\\r > LINE_END_MALFORMED",
                "GET / HTTP/1.1~Host: a~ b > LINE_FOLDED",
                "GET / HTTP/1.1~Host: a~\\tb > LINE_FOLDED",
                "GET / HTTP/1.1~ Host: a > LINE_FOLDED",
                "GET / HTTP/1.1~Host : a~ > SPACE_BEFORE_COLON",
                "GET / HTTP/1.1~Host\\t: a~ > SPACE_BEFORE_COLON",
                "GET / HTTP/1.1~: a~ > HEADER_NAME_MALFORMED",
                "GET / HTTP/1.1~Host~ > HEADER_NAME_MALFORMED",
                "GET / HTTP/1.1~Ho st: a~ > HEADER_NAME_MALFORMED",
                "GET / HTTP/1.1~Ho(st: a~ > HEADER_NAME_MALFORMED",
                "GET / HTTP/1.1~Hö: a~ > HEADER_NAME_MALFORMED",
                "GET / HTTP/1.1~Host: a\\0 > HEADER_VALUE_MALFORMED",
                "GET / HTTP/1.1~Host: \\e[31m > HEADER_VALUE_MALFORMED",
                "GET / HTTP/1.1~Host: \\d > HEADER_VALUE_MALFORMED",
                "GET / HTTP/1.1~H\\0ost: a > HEADER_VALUE_MALFORMED",
                "~GET / HTTP/1.1~ > START_LINE_MALFORMED",
                "GET /~ > START_LINE_MALFORMED",
                "GET  / HTTP/1.1~ > START_LINE_MALFORMED",
                "GET / HTTP/1.1 ~ > START_LINE_MALFORMED",
                "GET / a HTTP/1.1~ > START_LINE_MALFORMED",
                "GET\\t/ HTTP/1.1~ > START_LINE_MALFORMED",
                "GET  HTTP/1.1~ > START_LINE_MALFORMED",
                "G@T / HTTP/1.1~ > START_LINE_MALFORMED",
                "GET /é HTTP/1.1~ > START_LINE_MALFORMED",
                "GET / http/1.1~ > START_LINE_MALFORMED",
                "GET / HTTP/1~ > START_LINE_MALFORMED",
                "GET / HTTP/1.10~ > START_LINE_MALFORMED",
                "GET / HTTP/2.0~ > START_LINE_MALFORMED",
                "GET / HTTP/1.x~ > START_LINE_MALFORMED",
                "PRI * HTTP/2.0~ > START_LINE_MALFORMED",
                "\\0 > START_LINE_MALFORMED",
                "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1 > START_LINE_TOO_LONG",
                "GET / HTTP/1.1~A:~B:~C:~D:~ > TOO_MANY_HEADERS",
            })
    @Tag("RFC6455-4.2.1-1")
    void aBrokenRequestIsRefusedHoweverItIsCut(String row, HandshakeError error) {
        String text = unescape(row);

        assertThat(errorOf(whole(HeadParser.forRequest(SMALL), text))).isEqualTo(error);
        assertThat(errorOf(byteByByte(HeadParser.forRequest(SMALL), text))).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '\0',
            value = {
                "S > START_LINE_MALFORMED",
                "SSH-2.0-OpenSSH_9.2 > START_LINE_MALFORMED",
                "HTTP/2 > START_LINE_MALFORMED",
                "http > START_LINE_MALFORMED",
                "HTTP/1.1~ > START_LINE_MALFORMED",
                "HTTP/1.1 ~ > START_LINE_MALFORMED",
                "HTTP/1.1  101 OK~ > START_LINE_MALFORMED",
                "HTTP/1.1 10 OK~ > START_LINE_MALFORMED",
                "HTTP/1.1 1010 OK~ > START_LINE_MALFORMED",
                "HTTP/1.1 099 OK~ > START_LINE_MALFORMED",
                "HTTP/1.1 1a1 OK~ > START_LINE_MALFORMED",
                "HTTP/1.x 101 OK~ > START_LINE_MALFORMED",
                "HTTP/1.1 101 a\\0 > START_LINE_MALFORMED",
                "HTTP/1.1 101 OK\\n > LINE_END_MALFORMED",
                "HTTP/1.1 101 OK~A:b~ c > LINE_FOLDED",
                "HTTP/1.1 101 aaaaaaaaaaaaaaaaaaaaaaaaaaaa > START_LINE_TOO_LONG",
            })
    void aBrokenResponseIsRefusedHoweverItIsCut(String row, HandshakeError error) {
        String text = unescape(row);

        assertThat(errorOf(whole(HeadParser.forResponse(SMALL), text))).isEqualTo(error);
        assertThat(errorOf(byteByByte(HeadParser.forResponse(SMALL), text))).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 101 OK, 101, OK",
        "HTTP/1.0 404 Not Found, 404, Not Found",
        "HTTP/1.1 500 , 500, ''",
        "HTTP/1.1 500, 500, ''",
        "HTTP/1.1 999 gr\u00fc\u00dfe, 999, gr\u00fc\u00dfe",
    })
    void aReasonMayBeAnythingOrMissing(String line, int status, String reason) {
        assertThat(whole(HeadParser.forResponse(HeadLimits.DEFAULT), line + "\r\n\r\n"))
                .isEqualTo(new Complete<>(new ResponseHead(status, reason, Headers.EMPTY)));
    }

    @Test
    void bytesAbove7fInAValueAreLatin1() {
        String head = "HTTP/1.1 200 OK\r\nServer: caf\u00e9 \u0080\u00ff\r\n\r\n";

        assertThat(whole(HeadParser.forResponse(HeadLimits.DEFAULT), head))
                .isEqualTo(new Complete<>(new ResponseHead(
                        200,
                        "OK",
                        Headers.builder()
                                .add("Server", "caf\u00e9 \u0080\u00ff")
                                .build())));
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 121})
    void theWholeHeadIsBounded(int size) {
        String start = "GET / HTTP/1.1\r\nX: ";
        String head = start + "a".repeat(size - start.length() - 4) + "\r\n\r\n";
        HeadResult<RequestHead> result = whole(HeadParser.forRequest(SMALL), head);

        assertThat(head).hasSize(size);
        if (size == SMALL.headBytes()) {
            assertThat(result).isInstanceOf(Complete.class);
        } else {
            assertThat(errorOf(result)).isEqualTo(HandshakeError.HEAD_TOO_LARGE);
        }
    }

    @Test
    void longLinesAreReadWhole() {
        String target = "/" + "a".repeat(5_000);
        String cookie = "b".repeat(20_000);
        String head = "GET " + target + " HTTP/1.1\r\nCookie: " + cookie + "\r\nX: y\r\n\r\n";

        assertThat(whole(HeadParser.forRequest(HeadLimits.DEFAULT), head))
                .isEqualTo(new Complete<>(new RequestHead(
                        "GET",
                        target,
                        HttpVersion.HTTP_1_1,
                        Headers.builder().add("Cookie", cookie).add("X", "y").build())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '\0',
            value = {
                "GET~ > The first line is not that of an HTTP/1 request; expected such as \"GET /chat HTTP/1.1\".",
                "GET / HTTP/1.1~a: b~c\\0 > Header line 2 holds the control character 0x00.",
                "GET / HTTP/1.1~a: b~c~ > Header line 2 begins with \"c\"; expected a name, a colon and a value.",
                "GET / HTTP/1.1~a : b~ > White space stands between the header name \"a \" and its colon.",
            })
    void theSentenceNamesThePlaceAndWhatWasExpected(String row, String sentence) {
        HeadResult<RequestHead> result = whole(HeadParser.forRequest(SMALL), unescape(row));

        assertThat(((Failed<RequestHead>) result).failure().sentence()).isEqualTo(sentence);
    }

    @Test
    void whatIsNotHttpAtAllIsCalledThat() {
        HeadResult<ResponseHead> result = whole(HeadParser.forResponse(SMALL), "SSH-2.0");

        assertThat(((Failed<ResponseHead>) result).failure().sentence())
                .startsWith("The answer does not begin like HTTP/1");
    }

    @Test
    void theStartLineAndTheHeadersMayReachTheirLimits() {
        String line = "GET /" + "a".repeat(40 - 14) + " HTTP/1.1";

        assertThat(line).hasSize(SMALL.startLineBytes());
        assertThat(whole(HeadParser.forRequest(SMALL), line + "\r\nA:\r\nB:\r\nC:\r\n\r\n"))
                .isInstanceOf(Complete.class);
        assertThatThrownBy(() -> new HeadLimits(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, 414", "GET / HTTP/2.0, 400"})
    @Tag("RFC6455-10.7-3")
    void aRequestsFailureHoldsTheStatusToAnswer(String line, int status) {
        HeadResult<RequestHead> result = whole(HeadParser.forRequest(SMALL), line + "\r\n");

        assertThat(((Failed<RequestHead>) result).failure().status()).hasValue(status);
    }

    @Test
    void tooManyHeadersOrBytesAreAnsweredWith431() {
        HeadResult<RequestHead> many =
                whole(HeadParser.forRequest(SMALL), "GET / HTTP/1.1\r\nA:\r\nA:\r\nA:\r\nA:\r\n");
        HeadResult<RequestHead> large = whole(HeadParser.forRequest(SMALL), "GET / HTTP/1.1\r\nA:" + "a".repeat(200));

        assertThat(((Failed<RequestHead>) many).failure().status()).hasValue(431);
        assertThat(((Failed<RequestHead>) large).failure().status()).hasValue(431);
    }

    @Test
    void aHeadThatTheConnectionCutsOffIsTruncated() {
        for (int length = 0; length < RESPONSE.length(); length++) {
            HeadParser<ResponseHead> parser = HeadParser.forResponse(SMALL);
            assertThat(whole(parser, RESPONSE.substring(0, length))).isInstanceOf(Incomplete.class);
            HeadResult<ResponseHead> result = parser.endOfInput();
            assertThat(errorOf(result)).isEqualTo(HandshakeError.HEAD_TRUNCATED);
            assertThat(((Failed<ResponseHead>) result).failure().status()).isEmpty();
            assertThat(((Failed<ResponseHead>) result).failure().sentence()).contains(length + " bytes");
        }
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        assertThat(whole(HeadParser.forRequest(SMALL), new String(HeadWriter.write(REQUEST_HEAD), ISO_8859_1)))
                .isEqualTo(new Complete<>(REQUEST_HEAD));
        assertThat(whole(HeadParser.forResponse(SMALL), new String(HeadWriter.write(RESPONSE_HEAD), ISO_8859_1)))
                .isEqualTo(new Complete<>(RESPONSE_HEAD));
    }

    @Test
    void theEdgesOfTheAlphabetAreWritten() {
        RequestHead head = new RequestHead("!~", "!~", HttpVersion.HTTP_1_0, Headers.EMPTY);

        assertThat(new String(HeadWriter.write(head), ISO_8859_1)).isEqualTo("!~ !~ HTTP/1.0\r\n\r\n");
        assertThat(new String(HeadWriter.write(new ResponseHead(100, "", Headers.EMPTY)), ISO_8859_1))
                .isEqualTo("HTTP/1.1 100 \r\n\r\n");
        assertThat(new String(HeadWriter.write(new ResponseHead(999, "x", Headers.EMPTY)), ISO_8859_1))
                .isEqualTo("HTTP/1.1 999 x\r\n\r\n");
    }

    @Test
    void aHeadThatCouldNotBeReadBackIsNotWritten() {
        List<RequestHead> requests = List.of(
                new RequestHead("G T", "/", HttpVersion.HTTP_1_1, Headers.EMPTY),
                new RequestHead("GET", "", HttpVersion.HTTP_1_1, Headers.EMPTY),
                new RequestHead("GET", "/ HTTP/1.1\r\nX: y", HttpVersion.HTTP_1_1, Headers.EMPTY));
        List<ResponseHead> responses = List.of(
                new ResponseHead(99, "", Headers.EMPTY),
                new ResponseHead(1000, "", Headers.EMPTY),
                new ResponseHead(200, "OK\r\nX: y", Headers.EMPTY));

        assertThat(requests)
                .allSatisfy(head ->
                        assertThatThrownBy(() -> HeadWriter.write(head)).isInstanceOf(IllegalArgumentException.class));
        assertThat(responses)
                .allSatisfy(head ->
                        assertThatThrownBy(() -> HeadWriter.write(head)).isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void randomBytesNeverThrowAndEndTheSameHoweverTheyAreCut() {
        long seed = 9112;
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 20_000; run++) {
            String text = mutated(random, random.nextBoolean() ? REQUEST : RESPONSE);
            assertThat(byteByByte(HeadParser.forRequest(SMALL), text))
                    .as("seed %d run %d", seed, run)
                    .isEqualTo(whole(HeadParser.forRequest(SMALL), text));
            assertThat(byteByByte(HeadParser.forResponse(SMALL), text))
                    .as("seed %d run %d", seed, run)
                    .isEqualTo(whole(HeadParser.forResponse(SMALL), text));
        }
    }

    /** A head with some bytes replaced, removed or doubled; now and then nothing but noise. */
    private static String mutated(SplittableRandom random, String head) {
        StringBuilder text = new StringBuilder(random.nextInt(10) == 0 ? "" : head);
        for (int changes = random.nextInt(6); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            char noise = (char) (random.nextInt(4) == 0 ? "\r\n: \t".charAt(random.nextInt(5)) : random.nextInt(256));
            if (at < text.length() && random.nextBoolean()) {
                text.setCharAt(at, noise);
            } else if (at < text.length() && random.nextBoolean()) {
                text.deleteCharAt(at);
            } else {
                text.insert(at, noise);
            }
        }
        return text.toString();
    }
}
