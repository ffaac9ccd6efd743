package dev.sockeye.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.protocol.handshake.ServerHandshake.Accepted;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §10.2. */
class OriginPolicyTest {
    private static RequestHead request(String host) {
        return new RequestHead(
                "GET",
                "/",
                HttpVersion.HTTP_1_1,
                Headers.builder()
                        .add("Host", host)
                        .add("Upgrade", "websocket")
                        .add("Connection", "Upgrade")
                        .add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                        .add("Sec-WebSocket-Version", "13")
                        .build());
    }

    private static RequestHead request(String host, String origin) {
        RequestHead plain = request(host);
        Headers headers = plain.headers().toBuilder().add("Origin", origin).build();
        return new RequestHead(plain.method(), plain.target(), plain.version(), headers);
    }

    private static boolean accepts(OriginPolicy policy, RequestHead request) {
        return ServerHandshake.builder().originPolicy(policy).build().evaluate(request) instanceof Accepted;
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com,            example.com",
        "https://example.com,           example.com",
        "http://example.com:80,         example.com",
        "https://example.com,           example.com:443",
        "https://example.com:443,       example.com:",
        "http://Example.COM,            eXAMPLE.com",
        "http://localhost:3000,         localhost:3000",
        "http://[::1]:8080,             [::1]:8080",
        "https://xn--mnchen-3ya.example, xn--mnchen-3ya.example",
    })
    void aPageOfTheSameHostAndPortMayConnect(String origin, String host) {
        assertThat(accepts(OriginPolicy.sameOrigin(), request(host, origin))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example,             example.com",
        "http://example.com.evil.example, example.com",
        "http://evilexample.com,          example.com",
        "http://www.example.com,          example.com",
        "http://example.com:8080,         example.com",
        "http://example.com,              example.com:8080",
        "http://example.com,              example.com:443",
        "https://example.com,             example.com:80",
        "https://example.com/,            example.com",
        "https://user@example.com,        example.com",
        "https://example.com:x,           example.com",
        "http://example.com http://example.com, example.com",
        "example.com,                     example.com",
        "//example.com,                   example.com",
        "null,                            null",
        "file://,                         example.com",
        "ftp://example.com,               example.com",
        "ws://example.com,                example.com",
        "chrome-extension://example.com,  example.com",
    })
    @Tag("RFC6455-10.2-1")
    void anyOtherOriginIsRefused(String origin, String host) {
        assertThat(accepts(OriginPolicy.sameOrigin(), request(host, origin))).isFalse();
    }

    @Test
    @Tag("RFC6455-4.2.1-2")
    void aRequestWithoutOriginIsNotAskedAbout() {
        assertThat(accepts((origin, request) -> false, request("example.com"))).isTrue();
        assertThat(accepts(OriginPolicy.sameOrigin(), request("example.com"))).isTrue();
    }

    @Test
    void aKnownSchemeIsCompared() {
        OriginPolicy policy = OriginPolicy.sameOrigin("https");

        assertThat(accepts(policy, request("example.com", "https://example.com")))
                .isTrue();
        assertThat(accepts(policy, request("example.com", "http://example.com")))
                .isFalse();
        assertThatThrownBy(() -> OriginPolicy.sameOrigin("wss")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theHostOfAnAbsoluteTargetIsTheOneThatCounts() {
        RequestHead relative = request("example.com", "https://example.com");
        RequestHead absolute = new RequestHead("GET", "https://other.example/", relative.version(), relative.headers());

        assertThat(accepts(OriginPolicy.sameOrigin(), absolute)).isFalse();
    }

    @Test
    void everyOriginMayConnectIfAllAreAllowed() {
        assertThat(accepts(OriginPolicy.allowAll(), request("a", "null"))).isTrue();
        assertThat(accepts(OriginPolicy.allowAll(), request("a", "http://evil.example")))
                .isTrue();
    }

    @Test
    void onlyListedOriginsMayConnect() {
        OriginPolicy policy = OriginPolicy.allow(List.of("https://Example.com:443", "http://localhost:3000"));

        assertThat(accepts(policy, request("a", "https://example.com"))).isTrue();
        assertThat(accepts(policy, request("a", "HTTP://LOCALHOST:3000"))).isTrue();
        assertThat(accepts(policy, request("a", "http://example.com"))).isFalse();
        assertThat(accepts(policy, request("a", "http://localhost"))).isFalse();
        assertThat(accepts(policy, request("a", "null"))).isFalse();
        assertThat(accepts(policy, request("a", "http://a"))).isFalse();
    }

    @Test
    void hiddenOriginsMayConnectIfListed() {
        assertThat(accepts(OriginPolicy.allow(List.of("null")), request("a", "null")))
                .isTrue();
    }

    @Test
    void policiesCanBeJoined() {
        OriginPolicy policy = OriginPolicy.sameOrigin().or(OriginPolicy.allow(List.of("https://app.example")));

        assertThat(accepts(policy, request("a.example", "http://a.example"))).isTrue();
        assertThat(accepts(policy, request("a.example", "https://app.example"))).isTrue();
        assertThat(accepts(policy, request("a.example", "https://evil.example")))
                .isFalse();
    }

    @Test
    void aPredicateSeesTheOriginInLowerCaseAndTheRequest() {
        OriginPolicy policy = (origin, request) ->
                origin.endsWith(".example.com") && request.headers().contains("Host");

        assertThat(accepts(policy, request("a", "https://App.Example.COM"))).isTrue();
        assertThat(accepts(policy, request("a", "https://example.org"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "example.com", "https://example.com/", "https://", "://a", "a b://c"})
    void whatIsNotAnOriginCannotBeListed(String origin) {
        assertThatThrownBy(() -> OriginPolicy.allow(List.of(origin))).isInstanceOf(IllegalArgumentException.class);
    }
}
