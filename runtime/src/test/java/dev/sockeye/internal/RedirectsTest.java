package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.internal.Redirects.Follow;
import dev.sockeye.internal.Redirects.Refuse;
import dev.sockeye.internal.Redirects.Step;
import dev.sockeye.protocol.handshake.Headers;
import dev.sockeye.protocol.handshake.WebSocketUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectsTest {
    private static final WebSocketUri PLAIN = WebSocketUri.parse("ws://a.example:8080/one/two?x=1");
    private static final Headers SECRETS = Headers.builder()
            .add("Authorization", "Bearer x")
            .add("X-Trace", "7")
            .add("cookie", "a=b")
            .build();

    private static Headers to(String location) {
        return Headers.builder().add("Location", location).build();
    }

    private static Step step(WebSocketUri from, String location) {
        return new Redirects(5, false).next(from, SECRETS, to(location));
    }

    private static String why(Step step) {
        assertThat(step).isInstanceOf(Refuse.class);
        return ((Refuse) step).why();
    }

    @ParameterizedTest
    @CsvSource({
        "http://b.example/x?y=1,ws://b.example/x?y=1",
        "HTTPS://b.example/,wss://b.example/",
        "ws://b.example/,ws://b.example/",
        "wss://b.example:8443/,wss://b.example:8443/",
        "//b.example/x,ws://b.example/x",
        "/x,ws://a.example:8080/x",
        "x,ws://a.example:8080/one/x",
        "../x,ws://a.example:8080/x",
        "?y=2,ws://a.example:8080/one/two?y=2",
        "/x#fragment,ws://a.example:8080/x",
    })
    void aLocationMayBeAbsoluteOrRelative(String location, String target) {
        assertThat(step(PLAIN, location))
                .isInstanceOfSatisfying(
                        Follow.class, follow -> assertThat(follow.target()).hasToString(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://b.example/x?token=secret", "ws://a.example/x?token=secret"})
    void tlsIsNeverGivenUp(String location) {
        String why = why(step(WebSocketUri.parse("wss://a.example/feed?token=secret"), location));

        assertThat(why)
                .startsWith("it leads from wss://a.example/feed?… to ws://")
                .endsWith(", which would give up TLS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://b.example/", "mailto:x", "http://b example/", "http://user:secret@b.example/", "http:"})
    void whatIsNoUriOfAWebSocketIsNotFollowed(String location) {
        assertThat(why(step(PLAIN, location)))
                .startsWith("its Location is no URI of a WebSocket")
                .doesNotContain("secret");
    }

    @Test
    void aLoopIsNotFollowed() {
        Redirects redirects = new Redirects(5, false);
        assertThat(redirects.next(PLAIN, SECRETS, to("/b"))).isInstanceOf(Follow.class);

        assertThat(why(redirects.next(WebSocketUri.parse("ws://a.example:8080/b"), SECRETS, to("/one/two?x=1"))))
                .isEqualTo(
                        "it leads from ws://a.example:8080/b to ws://a.example:8080/one/two?…, where this attempt has"
                                + " been already");
    }

    @Test
    void theSameUriIsAskedAgainIfACookieWasSetAndCookiesAreKept() {
        Headers withCookie = Headers.builder()
                .addAll(to("/one/two?x=1"))
                .add("Set-Cookie", "a=b")
                .build();

        assertThat(new Redirects(5, true).next(PLAIN, SECRETS, withCookie)).isInstanceOf(Follow.class);
        assertThat(new Redirects(5, false).next(PLAIN, SECRETS, withCookie)).isInstanceOf(Refuse.class);
    }

    @Test
    void noMoreThanTheLimitAreFollowed() {
        Redirects redirects = new Redirects(2, false);
        assertThat(redirects.next(PLAIN, SECRETS, to("/1"))).isInstanceOf(Follow.class);
        assertThat(redirects.next(WebSocketUri.parse("ws://a.example:8080/1"), SECRETS, to("/2")))
                .isInstanceOf(Follow.class);

        assertThat(why(redirects.next(WebSocketUri.parse("ws://a.example:8080/2"), SECRETS, to("/3"))))
                .endsWith(", and 2 redirects were followed already");
    }

    @ParameterizedTest
    @CsvSource({
        "/other,true",
        "http://a.example:8081/,false",
        "http://b.example:8080/,false",
        "wss://a.example:8080/,false"
    })
    void credentialsStayWithTheirOrigin(String location, boolean kept) {
        assertThat(step(PLAIN, location))
                .isInstanceOfSatisfying(
                        Follow.class,
                        follow -> assertThat(follow.headers())
                                .isEqualTo(
                                        kept
                                                ? SECRETS
                                                : Headers.builder()
                                                        .add("X-Trace", "7")
                                                        .build()));
    }

    @ParameterizedTest
    @CsvSource({
        "301,true",
        "302,true",
        "303,true",
        "307,true",
        "308,true",
        "300,false",
        "304,false",
        "305,false",
        "401,false"
    })
    void theseAreRedirects(int status, boolean redirect) {
        assertThat(new Redirects(1, false).concerns(status, to("/"))).isEqualTo(redirect);
        assertThat(new Redirects(0, false).concerns(status, to("/"))).isFalse();
        assertThat(new Redirects(1, false).concerns(status, Headers.EMPTY)).isFalse();
    }
}
