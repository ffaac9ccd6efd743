package dev.sockeye.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sockeye.protocol.extension.ExtensionDescriptor;
import dev.sockeye.protocol.extension.ExtensionOutcome;
import dev.sockeye.protocol.extension.ExtensionOutcome.Result;
import dev.sockeye.protocol.extension.ExtensionParameter;
import dev.sockeye.protocol.extension.FakeExtension;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.extension.RequestedExtension;
import dev.sockeye.protocol.handshake.ClientHandshake.Failed;
import dev.sockeye.protocol.handshake.ClientHandshake.Opened;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §4.1. */
class ClientHandshakeTest {
    private static final byte[] KEY = "the sample nonce".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> VALID =
            List.of("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    private static final FakeExtension FOO = FakeExtension.of("foo", 4);
    private static final ClientHandshake.Attempt ATTEMPT = builder("ws://server.example.com/chat")
            .subprotocols(List.of("chat", "superchat"))
            .extensions(List.of(
                    RequestedExtension.required(FOO),
                    RequestedExtension.preferred(FakeExtension.of("bar", 2)),
                    RequestedExtension.preferred(FakeExtension.of("clashing", 4))))
            .build()
            .attempt(KEY);
    private static final ClientHandshake.Attempt BARE =
            builder("ws://server.example.com/chat").build().attempt(KEY);

    private static ClientHandshake.Builder builder(String uri) {
        return ClientHandshake.builder(WebSocketUri.parse(uri));
    }

    /** The valid 101, in which each given line replaces all of its name, and "-Name" only removes them. */
    private static ResponseHead response(String... changes) {
        Headers.Builder headers = Headers.builder();
        List<String> changed =
                Stream.of(changes).map(ClientHandshakeTest::nameOf).toList();
        for (String line : VALID) {
            if (changed.stream().noneMatch(nameOf(line)::equalsIgnoreCase)) {
                headers.add(nameOf(line), line.substring(line.indexOf(':') + 1));
            }
        }
        for (String line : changes) {
            if (!line.startsWith("-")) {
                headers.add(nameOf(line), line.substring(line.indexOf(':') + 1));
            }
        }
        return new ResponseHead(101, "Switching Protocols", headers.build());
    }

    private static String nameOf(String line) {
        return line.startsWith("-") ? line.substring(1) : line.substring(0, line.indexOf(':'));
    }

    private static Opened opened(ClientHandshake.Attempt attempt, ResponseHead response) {
        ClientHandshake.Result result = attempt.verify(response);
        assertThat(result).isInstanceOf(Opened.class);
        return (Opened) result;
    }

    private static Failed failed(ClientHandshake.Attempt attempt, ResponseHead response) {
        ClientHandshake.Result result = attempt.verify(response);
        assertThat(result).isInstanceOf(Failed.class);
        return (Failed) result;
    }

    private static List<Result> results(ExtensionOutcome outcome) {
        return outcome.entries().stream().map(ExtensionOutcome.Entry::result).toList();
    }

    @Test
    @Tag("RFC6455-4.1-15")
    @Tag("RFC6455-4.1-16")
    @Tag("RFC6455-4.1-17")
    @Tag("RFC6455-4.1-18")
    @Tag("RFC6455-4.1-19")
    @Tag("RFC6455-4.1-20")
    @Tag("RFC6455-4.1-24")
    @Tag("RFC6455-5.8-1")
    @Tag("RFC6455-4.1-21")
    @Tag("RFC6455-11.3.1-1")
    @Tag("RFC6455-11.3.5-1")
    void theRequestHoldsAllThatTheRfcAsksForInASensibleOrder() {
        FakeExtension twoOffers = FOO.offering(
                new ExtensionDescriptor("foo", List.of(new ExtensionParameter("a", "1"))),
                new ExtensionDescriptor("foo", List.of()));
        RequestHead request = builder("wss://Server.example.com:8443/chat?room=1")
                .subprotocols(List.of("chat", "superchat"))
                .extensions(List.of(RequestedExtension.preferred(twoOffers)))
                .origin("https://example.com")
                .header("Authorization", "Bearer x")
                .header("Cookie", "a=1")
                .build()
                .attempt(KEY)
                .request();

        assertThat(new String(HeadWriter.write(request), StandardCharsets.ISO_8859_1).split("\r\n", -1))
                .containsExactly(
                        "GET /chat?room=1 HTTP/1.1",
                        "Host: server.example.com:8443",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Protocol: chat, superchat",
                        "Sec-WebSocket-Extensions: foo; a=1, foo",
                        "Origin: https://example.com",
                        "Authorization: Bearer x",
                        "Cookie: a=1",
                        "",
                        "");
    }

    @Test
    void whatIsNotAskedForIsNotInTheRequest() {
        assertThat(BARE.request().headers().size()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://example.com, example.com",
        "ws://example.com:80, example.com",
        "ws://example.com:443, example.com:443",
        "wss://example.com:443, example.com",
        "wss://example.com:80, example.com:80",
        "ws://[2001:DB8::1]:8080, '[2001:db8::1]:8080'",
        "ws://[::1], '[::1]'",
    })
    @Tag("RFC6455-4.1-18")
    void hostHoldsThePortOnlyIfItIsNotTheDefault(String uri, String host) {
        assertThat(builder(uri).build().attempt(KEY).request().headers().first("Host"))
                .contains(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "UPGRADE",
                "Connection",
                "Origin",
                "Sec-WebSocket-Key",
                "sec-websocket-version",
                "Sec-WebSocket-Protocol",
                "Sec-WebSocket-Extensions",
                "Sec-WebSocket-Accept",
                "Content-Length",
                "Transfer-Encoding",
                "Expect",
                "a b",
            })
    @Tag("RFC6455-4.1-15")
    void aHeaderThatWouldBreakTheHandshakeIsRefused(String name) {
        assertThatThrownBy(() -> builder("ws://a").header(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aHeaderValueCannotAddALine() {
        assertThatThrownBy(() -> builder("ws://a").header("Cookie", "a\r\nHost: b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder("ws://a").origin("a\r\nHost: b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder("ws://a").origin("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag("RFC6455-4.1-25")
    void subprotocolsAreDistinctTokens() {
        assertThatThrownBy(() -> builder("ws://a").subprotocols(List.of("a b")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder("ws://a").subprotocols(List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder("ws://a")
                        .extensions(List.of(RequestedExtension.preferred(FOO), RequestedExtension.required(FOO))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17})
    @Tag("RFC6455-4.1-21")
    void aKeyHas16Bytes(int length) {
        assertThatThrownBy(() -> builder("ws://a").build().attempt(new byte[length]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16");
    }

    static Stream<ResponseHead> tolerated() {
        return Stream.of(
                response(),
                response("Upgrade: WebSocket", "Connection: upgrade"),
                response("Connection: keep-alive, Upgrade"),
                response("Connection: keep-alive", "Connection: Upgrade"),
                response("Sec-WebSocket-Accept: \t s3pPLMBiTxaQ9kYGzzhZRbK+xOo= "),
                response("Sec-WebSocket-Protocol: superchat"),
                response("Sec-WebSocket-Extensions: foo", "Sec-WebSocket-Extensions: bar"),
                response("Server: x", "Set-Cookie: a", "Set-Cookie: b", "Content-Length: 0"),
                new ResponseHead(101, "", response().headers()));
    }

    @ParameterizedTest
    @MethodSource("tolerated")
    void whatTheRfcToleratesOpensTheConnection(ResponseHead response) {
        assertThat(ATTEMPT.verify(response)).isInstanceOf(Opened.class);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(response("-Upgrade"), HandshakeError.ANSWER_UPGRADE_MISSING),
                arguments(response("Upgrade: "), HandshakeError.ANSWER_UPGRADE_MISSING),
                arguments(response("Upgrade: h2c"), HandshakeError.ANSWER_UPGRADE_WRONG),
                arguments(response("Upgrade: websocket, h2c"), HandshakeError.ANSWER_UPGRADE_WRONG),
                arguments(response("-Connection"), HandshakeError.ANSWER_CONNECTION_WRONG),
                arguments(response("Connection: close"), HandshakeError.ANSWER_CONNECTION_WRONG),
                arguments(response("-Sec-WebSocket-Accept"), HandshakeError.ACCEPT_MISSING),
                arguments(
                        response(
                                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
                        HandshakeError.ACCEPT_REPEATED),
                arguments(response("Sec-WebSocket-Accept: "), HandshakeError.ACCEPT_WRONG),
                arguments(response("Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo="), HandshakeError.ACCEPT_WRONG),
                arguments(response("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo"), HandshakeError.ACCEPT_WRONG),
                arguments(response("Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ=="), HandshakeError.ACCEPT_WRONG),
                arguments(
                        response("Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: chat"),
                        HandshakeError.SUBPROTOCOL_ANSWER_REPEATED),
                arguments(response("Sec-WebSocket-Protocol: "), HandshakeError.SUBPROTOCOL_ANSWER_MALFORMED),
                arguments(
                        response("Sec-WebSocket-Protocol: chat, superchat"),
                        HandshakeError.SUBPROTOCOL_ANSWER_MALFORMED),
                arguments(response("Sec-WebSocket-Protocol: other"), HandshakeError.SUBPROTOCOL_NOT_OFFERED),
                arguments(response("Sec-WebSocket-Protocol: Chat"), HandshakeError.SUBPROTOCOL_NOT_OFFERED),
                arguments(response("Sec-WebSocket-Extensions: "), HandshakeError.EXTENSION_ANSWER_MALFORMED),
                arguments(response("Sec-WebSocket-Extensions: foo;"), HandshakeError.EXTENSION_ANSWER_MALFORMED),
                arguments(response("Sec-WebSocket-Extensions: baz"), HandshakeError.EXTENSION_NOT_OFFERED),
                arguments(response("Sec-WebSocket-Extensions: foo, foo"), HandshakeError.EXTENSION_NAMED_TWICE),
                arguments(response("Sec-WebSocket-Extensions: foo; bad"), HandshakeError.EXTENSION_ANSWER_REFUSED),
                arguments(response("Sec-WebSocket-Extensions: foo; less"), HandshakeError.EXTENSION_ANSWER_REFUSED),
                arguments(response("Sec-WebSocket-Extensions: foo, clashing"), HandshakeError.EXTENSION_BITS_CLASH));
    }

    @ParameterizedTest
    @MethodSource("broken")
    @Tag("RFC6455-4.1-27")
    @Tag("RFC6455-4.1-28")
    @Tag("RFC6455-4.1-29")
    @Tag("RFC6455-4.1-30")
    @Tag("RFC6455-4.1-31")
    @Tag("RFC6455-4.1-32")
    @Tag("RFC6455-4.1-33")
    @Tag("RFC6455-7.2.1-1")
    @Tag("RFC6455-9.1-1")
    @Tag("RFC7692-5.1-1")
    @Tag("RFC6455-10.7-1")
    @Tag("RFC6455-11.3.3-1")
    @Tag("RFC6455-11.3.4-1")
    void whatTheRfcForbidsFailsTheConnectionWithOneSentence(ResponseHead response, HandshakeError error) {
        HandshakeFailure failure = failed(ATTEMPT, response).failure();

        assertThat(failure.error()).isEqualTo(error);
        assertThat(failure.status()).hasValue(101);
        assertThat(failure.header()).isPresent();
        assertThat(failure.sentence()).matches("[ -~]+\\.");
        assertThat(failure.responseHeaders()).isEqualTo(response.headers());
    }

    @Test
    @Tag("RFC6455-4.1-31")
    @Tag("RFC6455-4.1-32")
    void anythingUnaskedFailsAClientThatAskedForNothing() {
        assertThat(failed(BARE, response("Sec-WebSocket-Protocol: chat"))
                        .failure()
                        .error())
                .isEqualTo(HandshakeError.SUBPROTOCOL_NOT_OFFERED);
        assertThat(failed(BARE, response("Sec-WebSocket-Extensions: permessage-deflate"))
                        .failure()
                        .error())
                .isEqualTo(HandshakeError.EXTENSION_NOT_OFFERED);
        assertThat(opened(BARE, response()).outcome().missing()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "301, Location, STATUS_REDIRECT",
        "307, Location, STATUS_REDIRECT",
        "304, ETag, STATUS_NOT_101",
        "401, WWW-Authenticate, STATUS_AUTHENTICATION",
        "407, Proxy-Authenticate, STATUS_AUTHENTICATION",
        "100, X, STATUS_NOT_101",
        "200, X, STATUS_NOT_101",
        "403, X, STATUS_NOT_101",
        "426, Sec-WebSocket-Version, STATUS_NOT_101",
        "429, Retry-After, STATUS_NOT_101",
        "503, Retry-After, STATUS_NOT_101",
    })
    void anyOtherStatusIsLeftToTheCallerWithItsHeaders(int status, String header, HandshakeError error) {
        Headers headers = Headers.builder().add(header, "value").build();
        Failed failed = failed(ATTEMPT, new ResponseHead(status, "Reason", headers));

        assertThat(failed.failure().error()).isEqualTo(error);
        assertThat(failed.failure().status()).hasValue(status);
        assertThat(failed.failure().sentence()).contains(Integer.toString(status));
        assertThat(failed.failure().responseHeaders().first(header)).contains("value");
        assertThat(failed.outcome().entries()).isEmpty();
    }

    @Test
    void theSentenceTellsWhatCameAndWhatWasExpected() {
        Headers location = Headers.builder().add("Location", "https://b/").build();
        Headers basic = Headers.builder().add("WWW-Authenticate", "Basic").build();
        Headers proxy = Headers.builder().add("Proxy-Authenticate", "Digest").build();

        assertThat(sentence(ATTEMPT, new ResponseHead(300, "", location)))
                .isEqualTo("The answer is 300, a redirect (Location: \"https://b/\"); expected 101.");
        assertThat(sentence(ATTEMPT, new ResponseHead(401, "No", basic)))
                .isEqualTo("The answer is 401 \"No\": credentials are needed (WWW-Authenticate: \"Basic\").");
        assertThat(sentence(ATTEMPT, new ResponseHead(407, "", proxy)))
                .isEqualTo("The answer is 407: credentials are needed (Proxy-Authenticate: \"Digest\").");
        assertThat(sentence(ATTEMPT, new ResponseHead(400, "", location)))
                .isEqualTo("The answer is 400; expected 101.");
        assertThat(sentence(ATTEMPT, response("-Connection")))
                .isEqualTo("The 101 has no Connection header; expected \"Connection: Upgrade\".");
        assertThat(sentence(ATTEMPT, response("Connection: close")))
                .isEqualTo("The 101 has a Connection header of \"close\"; expected \"Connection: Upgrade\".");
        assertThat(sentence(ATTEMPT, response("Sec-WebSocket-Protocol: x")))
                .isEqualTo("The server chose the subprotocol \"x\"; expected none or one of \"chat, superchat\".");
        assertThat(sentence(BARE, response("Sec-WebSocket-Protocol: x")))
                .isEqualTo("The server chose the subprotocol \"x\"; expected none, since none was offered.");
    }

    private static String sentence(ClientHandshake.Attempt attempt, ResponseHead response) {
        return failed(attempt, response).failure().sentence();
    }

    @Test
    void quotedWordsAreCutAfter64Characters() {
        String longest = "x".repeat(64);

        assertThat(sentence(ATTEMPT, response("Upgrade: " + longest))).contains("\"" + longest + "\"");
        assertThat(sentence(ATTEMPT, response("Upgrade: " + longest + "x"))).contains("\"" + longest + "...\"");
        assertThat(sentence(ATTEMPT, response("Upgrade: a \"~\" \u00ff"))).contains("\"a '~' \\u00ff\"");
    }

    @Test
    void anAnnouncementIsToldFromAnAnswer() {
        assertThat(new ResponseHead(103, "", Headers.EMPTY).isInterim()).isTrue();
        assertThat(new ResponseHead(101, "", Headers.EMPTY).isInterim()).isFalse();
        assertThat(new ResponseHead(200, "", Headers.EMPTY).isInterim()).isFalse();
    }

    @Test
    void theAnsweredSubprotocolIsInUse() {
        assertThat(opened(ATTEMPT, response("Sec-WebSocket-Protocol: superchat"))
                        .subprotocol())
                .contains("superchat");
        assertThat(opened(ATTEMPT, response()).subprotocol()).isEmpty();
    }

    @Test
    @Tag("RFC6455-9.1-5")
    void theAnsweredExtensionsAreInUseInTheirOrder() {
        Opened opened = opened(ATTEMPT, response("Sec-WebSocket-Extensions: bar; x=\"1\", foo"));

        assertThat(opened.extensions())
                .extracting(NegotiatedExtension::descriptor)
                .hasToString("[bar; x=1, foo]");
        assertThat(results(opened.outcome())).containsExactly(Result.AGREED, Result.AGREED, Result.NOT_OFFERED_BACK);
        assertThat(opened.outcome().missing()).isEmpty();
    }

    @Test
    @Tag("RFC6455-7.4.1-3")
    void aMissingRequiredExtensionOpensTheConnectionAndIsListedForThe1010() {
        Opened opened = opened(ATTEMPT, response("Sec-WebSocket-Extensions: bar"));

        assertThat(opened.outcome().missing()).containsExactly("foo");
    }

    @Test
    void aFailureAboutExtensionsTellsTheFateOfEach() {
        assertThat(results(failed(ATTEMPT, response("Sec-WebSocket-Extensions: foo; less, baz"))
                        .outcome()))
                .containsExactly(
                        Result.DECLINED_PARAMETERS,
                        Result.NOT_OFFERED_BACK,
                        Result.NOT_OFFERED_BACK,
                        Result.NEVER_OFFERED);
        assertThat(results(failed(ATTEMPT, response("Sec-WebSocket-Extensions: foo bar"))
                        .outcome()))
                .containsOnly(Result.MALFORMED_ANSWER)
                .hasSize(3);
    }

    @Test
    void aFailureRepeatsNoLongOrUnprintableWords() {
        String evil = "\u00e9" + "x".repeat(5_000);
        List<ResponseHead> responses = List.of(
                response("Upgrade: " + evil),
                response("Connection: " + evil),
                response("Sec-WebSocket-Accept: " + evil),
                response("Sec-WebSocket-Protocol: " + evil),
                response("Sec-WebSocket-Extensions: " + evil.substring(1)),
                new ResponseHead(
                        302, evil, Headers.builder().add("Location", evil).build()));

        assertThat(responses)
                .allSatisfy(response -> assertThat(
                                failed(ATTEMPT, response).failure().sentence())
                        .matches("[ -~]+")
                        .hasSizeLessThan(500));
    }
}
