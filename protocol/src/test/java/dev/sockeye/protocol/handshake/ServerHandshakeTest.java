package dev.sockeye.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sockeye.protocol.extension.FakeExtension;
import dev.sockeye.protocol.extension.NegotiatedExtension;
import dev.sockeye.protocol.handshake.ServerHandshake.Accepted;
import dev.sockeye.protocol.handshake.ServerHandshake.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §4.2. */
class ServerHandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final List<String> VALID = List.of(
            "Host: server.example.com",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: " + KEY,
            "Sec-WebSocket-Version: 13");
    private static final ServerHandshake HANDSHAKE = ServerHandshake.builder().build();

    /** The valid request, in which each given line replaces all of its name, and "-Name" only removes them. */
    private static RequestHead request(String... changes) {
        Headers.Builder headers = Headers.builder();
        List<String> changed =
                Stream.of(changes).map(ServerHandshakeTest::nameOf).toList();
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
        return new RequestHead("GET", "/chat", HttpVersion.HTTP_1_1, headers.build());
    }

    private static String nameOf(String line) {
        return line.startsWith("-") ? line.substring(1) : line.substring(0, line.indexOf(':'));
    }

    private static Accepted accepted(ServerHandshake handshake, RequestHead request) {
        ServerHandshake.Result result = handshake.evaluate(request);
        assertThat(result).isInstanceOf(Accepted.class);
        return (Accepted) result;
    }

    private static Refused refused(RequestHead request) {
        ServerHandshake.Result result = HANDSHAKE.evaluate(request);
        assertThat(result).isInstanceOf(Refused.class);
        return (Refused) result;
    }

    @Test
    @Tag("RFC6455-4.2.2-1")
    @Tag("RFC6455-4.2.2-10")
    void aValidRequestIsAnsweredWith101AndItsAcceptValue() {
        Accepted accepted = accepted(HANDSHAKE, request());

        assertThat(new String(HeadWriter.write(accepted.response()), StandardCharsets.ISO_8859_1).split("\r\n", -1))
                .containsExactly(
                        "HTTP/1.1 101 Switching Protocols",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                        "",
                        "");
        assertThat(accepted.subprotocol()).isEmpty();
        assertThat(accepted.extensions()).isEmpty();
    }

    static Stream<RequestHead> tolerated() {
        RequestHead plain = request();
        return Stream.of(
                request("Upgrade: WebSocket", "Connection: upgrade"),
                request("Connection: keep-alive, Upgrade"),
                request("Connection: keep-alive", "Connection: Upgrade"),
                request("Connection: keep-alive,,UPGRADE ,"),
                request("Upgrade: h2c, websocket"),
                request("Upgrade: h2c", "Upgrade: websocket"),
                request("Host: [::1]:8080"),
                request("Host: 192.0.2.1:"),
                request("Content-Length: 0"),
                request("Sec-WebSocket-Key: \t" + KEY + " "),
                // The example key of RFC 6455 §4.1, whose spare bits are not zero
                request("Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC=="),
                request("X-Unknown: \"", "Cookie: a=1; b=2", "Cookie: c=3"),
                request("Sec-WebSocket-Protocol: a,, b"),
                request("Sec-WebSocket-Extensions: what; ever=1", "Sec-WebSocket-Extensions: more"),
                new RequestHead("GET", "/", HttpVersion.HTTP_1_1, plain.headers()),
                new RequestHead("GET", "/a|b?c=[d]", HttpVersion.HTTP_1_1, plain.headers()),
                new RequestHead("GET", "HTTP://other.example", HttpVersion.HTTP_1_1, plain.headers()),
                new RequestHead("GET", "https://other.example:8443/a?b", HttpVersion.HTTP_1_1, plain.headers()),
                new RequestHead("GET", "/", new HttpVersion(1, 2), plain.headers()),
                new RequestHead("GET", "/", new HttpVersion(2, 0), plain.headers()));
    }

    @ParameterizedTest
    @MethodSource("tolerated")
    void whatTheRfcToleratesIsAccepted(RequestHead request) {
        assertThat(HANDSHAKE.evaluate(request)).isInstanceOf(Accepted.class);
    }

    static Stream<Arguments> broken() {
        Headers headers = request().headers();
        return Stream.of(
                arguments(
                        new RequestHead("POST", "/", HttpVersion.HTTP_1_1, headers),
                        HandshakeError.METHOD_NOT_GET,
                        405),
                arguments(
                        new RequestHead("get", "/", HttpVersion.HTTP_1_1, headers), HandshakeError.METHOD_NOT_GET, 405),
                arguments(
                        new RequestHead("GET", "/", HttpVersion.HTTP_1_0, headers),
                        HandshakeError.HTTP_VERSION_TOO_LOW,
                        505),
                arguments(
                        new RequestHead("GET", "/", new HttpVersion(0, 9), headers),
                        HandshakeError.HTTP_VERSION_TOO_LOW,
                        505),
                target("*", headers),
                target("", headers),
                target("chat", headers),
                target("/chat#part", headers),
                target("/a b", headers),
                target("/\u00e9", headers),
                target("ftp://example.com/", headers),
                target("http://", headers),
                target("http://user@example.com/", headers),
                arguments(request("-Upgrade"), HandshakeError.UPGRADE_NOT_REQUESTED, 426),
                arguments(request("-Upgrade", "-Connection"), HandshakeError.UPGRADE_NOT_REQUESTED, 426),
                arguments(request("Upgrade: h2c"), HandshakeError.UPGRADE_NOT_REQUESTED, 426),
                arguments(request("Upgrade: websocket2"), HandshakeError.UPGRADE_NOT_REQUESTED, 426),
                arguments(request("-Connection"), HandshakeError.CONNECTION_NOT_UPGRADE, 400),
                arguments(request("Connection: keep-alive"), HandshakeError.CONNECTION_NOT_UPGRADE, 400),
                arguments(request("Connection: Upgraded"), HandshakeError.CONNECTION_NOT_UPGRADE, 400),
                arguments(request("-Host"), HandshakeError.HOST_MISSING, 400),
                arguments(request("Host: a", "Host: a"), HandshakeError.HOST_REPEATED, 400),
                arguments(request("Host: "), HandshakeError.HOST_MALFORMED, 400),
                arguments(request("Host: a b"), HandshakeError.HOST_MALFORMED, 400),
                arguments(request("Host: a/b"), HandshakeError.HOST_MALFORMED, 400),
                arguments(request("Host: a:x"), HandshakeError.HOST_MALFORMED, 400),
                arguments(request("Host: a:65536"), HandshakeError.HOST_MALFORMED, 400),
                arguments(request("Host: ::1"), HandshakeError.HOST_MALFORMED, 400),
                arguments(request("Host: user@a"), HandshakeError.HOST_MALFORMED, 400),
                arguments(request("Content-Length: 5"), HandshakeError.REQUEST_HAS_BODY, 400),
                arguments(request("Content-Length: 0", "Content-Length: 1"), HandshakeError.REQUEST_HAS_BODY, 400),
                arguments(request("Transfer-Encoding: chunked"), HandshakeError.REQUEST_HAS_BODY, 400),
                arguments(request("-Sec-WebSocket-Version"), HandshakeError.VERSION_MISSING, 426),
                arguments(
                        request("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 13"),
                        HandshakeError.VERSION_REPEATED,
                        426),
                version("8"),
                version("14"),
                version("013"),
                version("13, 8"),
                version(""),
                arguments(request("-Sec-WebSocket-Key"), HandshakeError.KEY_MISSING, 400),
                arguments(
                        request("Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Key: " + KEY),
                        HandshakeError.KEY_REPEATED,
                        400),
                key(""),
                key("dGhlIHNhbXBsZSBub25jZQ"),
                key("dGhlIHNhbXBsZSBub25jZQ="),
                key("dGhlIHNhbXBsZSBub25jZ==="),
                key("dGhlIHNhbXBsZSBub25jZSE="),
                key("dGhlIHNhbXBsZSBub25jZSEh"),
                key("dGhlIHNhbXBsZSBub25jZA==="),
                key("dGhlIHNhbXBs-SBub25jZQ=="),
                key("dGhlIHNhbXBs SBub25jZQ=="),
                key("MTIzNDU2Nzg5MDEyMzQ1"),
                subprotocol(""),
                subprotocol(" , "),
                subprotocol("a b"),
                subprotocol("a, \"b\""),
                subprotocol("a, b/c"),
                subprotocol("a, \u00e9"),
                arguments(request("Sec-WebSocket-Protocol: a, b, a"), HandshakeError.SUBPROTOCOL_OFFER_REPEATED, 400),
                arguments(
                        request("Sec-WebSocket-Protocol: a", "Sec-WebSocket-Protocol: b, a"),
                        HandshakeError.SUBPROTOCOL_OFFER_REPEATED,
                        400),
                extensions(""),
                extensions(" , ,"),
                extensions("foo;"),
                extensions("foo; bar=\"a b\""),
                extensions("foo=1"),
                arguments(request("Origin: https://evil.example"), HandshakeError.ORIGIN_REFUSED, 403),
                arguments(request("Origin: null"), HandshakeError.ORIGIN_REFUSED, 403),
                arguments(request("Origin: "), HandshakeError.ORIGIN_REFUSED, 403),
                arguments(
                        request("Origin: http://server.example.com", "Origin: http://server.example.com"),
                        HandshakeError.ORIGIN_REPEATED,
                        403));
    }

    private static Arguments target(String target, Headers headers) {
        return arguments(
                new RequestHead("GET", target, HttpVersion.HTTP_1_1, headers), HandshakeError.TARGET_MALFORMED, 400);
    }

    private static Arguments version(String value) {
        return arguments(request("Sec-WebSocket-Version: " + value), HandshakeError.VERSION_UNSUPPORTED, 426);
    }

    private static Arguments key(String value) {
        return arguments(request("Sec-WebSocket-Key: " + value), HandshakeError.KEY_MALFORMED, 400);
    }

    private static Arguments subprotocol(String value) {
        return arguments(request("Sec-WebSocket-Protocol: " + value), HandshakeError.SUBPROTOCOL_OFFER_MALFORMED, 400);
    }

    private static Arguments extensions(String value) {
        return arguments(request("Sec-WebSocket-Extensions: " + value), HandshakeError.EXTENSION_OFFER_MALFORMED, 400);
    }

    @ParameterizedTest
    @MethodSource("broken")
    @Tag("RFC6455-4.2.1-1")
    @Tag("RFC6455-10.7-3")
    @Tag("RFC6455-9.1-1")
    @Tag("RFC6455-10.7-1")
    @Tag("RFC6455-11.3.1-1")
    @Tag("RFC6455-11.3.5-1")
    void whatTheRfcForbidsIsRefusedWithItsStatusAndOneSentence(RequestHead request, HandshakeError error, int status) {
        Refused refused = refused(request);

        assertThat(refused.failure().error()).isEqualTo(error);
        assertThat(refused.failure().status()).hasValue(status);
        assertThat(refused.response().status()).isEqualTo(status);
        assertThat(refused.response().reason()).isNotEmpty();
        assertThat(refused.body())
                .isEqualTo(refused.failure().sentence() + "\n")
                .matches("[ -~]+\\.\n");
        assertThat(refused.response().headers().first("Content-Length"))
                .contains(Integer.toString(refused.body().length()));
        assertThat(refused.response().headers().tokens("Connection")).contains("close");
    }

    @Test
    void theOffendingHeaderIsNamed() {
        assertThat(refused(request("Sec-WebSocket-Key: x")).failure().header()).contains("Sec-WebSocket-Key");
        assertThat(refused(request("Origin: null")).failure().header()).contains("Origin");
        assertThat(refused(request("Transfer-Encoding: x")).failure().header()).contains("Transfer-Encoding");
    }

    @Test
    @Tag("RFC6455-4.2.2-4")
    @Tag("RFC6455-4.4-1")
    void aWrongVersionIsToldTheRightOne() {
        Refused refused = refused(request("Sec-WebSocket-Version: 8"));

        assertThat(refused.response().headers().all("Sec-WebSocket-Version")).containsExactly("13");
        assertThat(refused.body()).contains("\"8\"").contains("13");
    }

    @Test
    void aPlainRequestIsToldToUpgradeToWebsocket() {
        Refused refused = refused(request("-Upgrade", "-Connection", "-Sec-WebSocket-Key"));

        assertThat(refused.response().headers().all("Upgrade")).containsExactly("websocket");
        assertThat(refused.response().headers().tokens("Connection")).contains("Upgrade");
    }

    @Test
    void anotherMethodIsToldThatGetIsAllowed() {
        Refused refused = refused(new RequestHead("PUT", "/", HttpVersion.HTTP_1_1, Headers.EMPTY));

        assertThat(refused.response().headers().all("Allow")).containsExactly("GET");
    }

    @Test
    void aRefusalRepeatsNoLongOrUnprintableWords() {
        Refused refused = refused(request("Sec-WebSocket-Version: \u00e9\"" + "x".repeat(5_000)));

        assertThat(refused.body()).matches("[ -~]+\n").hasSizeLessThan(300);
    }

    @Test
    void aFailureOfTheHeadParserIsAnsweredToo() {
        HandshakeFailure failure = HandshakeFailure.toAnswer(HandshakeError.HEAD_TOO_LARGE, 431, "Too large.");

        assertThat(ServerHandshake.refuse(failure).response().reason()).isEqualTo("Request Header Fields Too Large");
        assertThat(ServerHandshake.refuse(failure).body()).isEqualTo("Too large.\n");
    }

    @Test
    @Tag("RFC6455-4.2.2-6")
    void theServersFirstSubprotocolThatTheClientOffersIsChosen() {
        ServerHandshake handshake =
                ServerHandshake.builder().subprotocols(List.of("x", "b", "a")).build();
        Accepted accepted = accepted(handshake, request("Sec-WebSocket-Protocol: a, c", "Sec-WebSocket-Protocol: b"));

        assertThat(accepted.subprotocol()).contains("b");
        assertThat(accepted.response().headers().all("Sec-WebSocket-Protocol")).containsExactly("b");
    }

    @Test
    @Tag("RFC6455-4.2.2-7")
    void withoutACommonSubprotocolTheHeaderIsLeftOut() {
        ServerHandshake handshake =
                ServerHandshake.builder().subprotocols(List.of("B")).build();
        Accepted accepted = accepted(handshake, request("Sec-WebSocket-Protocol: a, b"));

        assertThat(accepted.subprotocol()).isEmpty();
        assertThat(accepted.response().headers().contains("Sec-WebSocket-Protocol"))
                .isFalse();
        assertThat(accepted(handshake, request()).subprotocol()).isEmpty();
    }

    @Test
    void aChooserSeesTheOffersInOrderAndTheRequest() {
        ServerHandshake handshake = ServerHandshake.builder()
                .subprotocolChooser((offered, request) ->
                        Optional.of(offered.get(1) + request.target().substring(5)))
                .build();

        assertThat(accepted(handshake, request("Sec-WebSocket-Protocol: a, b")).subprotocol())
                .contains("b");
    }

    @Test
    @Tag("RFC6455-4.2.2-6")
    void aChooserThatInventsASubprotocolIsABug() {
        ServerHandshake handshake = ServerHandshake.builder()
                .subprotocolChooser((offered, request) -> Optional.of("mine"))
                .build();

        assertThatThrownBy(() -> handshake.evaluate(request("Sec-WebSocket-Protocol: a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,"})
    @Tag("RFC6455-9.1-1")
    void aClientThatListsNoExtensionIsToldToLeaveTheHeaderOut(String value) {
        assertThat(refused(request("Sec-WebSocket-Extensions: " + value)).body())
                .contains("lists no extension; to offer none, leave it out");
    }

    @Test
    void emptyElementsBesideAnExtensionAreIgnored() {
        ServerHandshake handshake = ServerHandshake.builder()
                .extensions(List.of(FakeExtension.of("foo", 4)))
                .build();

        assertThat(accepted(handshake, request("Sec-WebSocket-Extensions: ", "Sec-WebSocket-Extensions: ,, foo,"))
                        .extensions())
                .extracting(NegotiatedExtension::descriptor)
                .hasToString("[foo]");
    }

    @Test
    @Tag("RFC6455-4.2.2-8")
    @Tag("RFC6455-5.8-1")
    @Tag("RFC6455-11.3.2-1")
    void grantedExtensionsStandInOneHeader() {
        ServerHandshake handshake = ServerHandshake.builder()
                .extensions(List.of(FakeExtension.of("foo", 4), FakeExtension.of("bar", 2)))
                .build();
        Accepted accepted = accepted(
                handshake, request("Sec-WebSocket-Extensions: bar; x=\"1\"", "Sec-WebSocket-Extensions: what, foo; y"));

        assertThat(accepted.response().headers().all("Sec-WebSocket-Extensions"))
                .containsExactly("foo; y, bar; x=1");
        assertThat(accepted.extensions())
                .extracting(NegotiatedExtension::descriptor)
                .hasToString("[foo; y, bar; x=1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "a,b"})
    void aSubprotocolThatIsNotATokenCannotBeConfigured(String name) {
        assertThatThrownBy(() -> ServerHandshake.builder().subprotocols(List.of(name)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoExtensionsOfOneNameCannotBeConfigured() {
        assertThatThrownBy(() -> ServerHandshake.builder()
                        .extensions(List.of(FakeExtension.of("foo", 4), FakeExtension.of("FOO", 2))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theResourceNameComesFromEitherFormOfTarget() {
        assertThat(new RequestHead("GET", "/a?b", HttpVersion.HTTP_1_1, Headers.EMPTY).resourceName())
                .contains("/a?b");
        assertThat(new RequestHead("GET", "http://h:80/a?b", HttpVersion.HTTP_1_1, Headers.EMPTY).resourceName())
                .contains("/a?b");
        assertThat(new RequestHead("GET", "http://h?b", HttpVersion.HTTP_1_1, Headers.EMPTY).resourceName())
                .contains("/?b");
        assertThat(new RequestHead("GET", "*", HttpVersion.HTTP_1_1, Headers.EMPTY).resourceName())
                .isEmpty();
    }
}
