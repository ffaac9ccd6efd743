package dev.sockeye.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.protocol.handshake.WebSocketUriException.Problem;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §3. */
class WebSocketUriTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "ws://example.com > false > example.com > 80 > /",
                "wss://example.com > true > example.com > 443 > /",
                "WSS://Example.COM > true > example.com > 443 > /",
                "ws://example.com:8080/chat > false > example.com > 8080 > /chat",
                "ws://example.com:/chat > false > example.com > 80 > /chat",
                "ws://example.com?a=b > false > example.com > 80 > /?a=b",
                "ws://example.com/? > false > example.com > 80 > /?",
                "wss://h/a/b;c=d?x=1&y=a:b@c/?%23 > true > h > 443 > /a/b;c=d?x=1&y=a:b@c/?%23",
                "ws://example.com//a > false > example.com > 80 > //a",
                "ws://localhost:1 > false > localhost > 1 > /",
                "ws://localhost:65535 > false > localhost > 65535 > /",
                "ws://localhost:00080 > false > localhost > 80 > /",
                "ws://my_service:3000 > false > my_service > 3000 > /",
                "ws://example.com. > false > example.com. > 80 > /",
                "ws://127.0.0.1 > false > 127.0.0.1 > 80 > /",
                "ws://[::1] > false > ::1 > 80 > /",
                "ws://[::] > false > :: > 80 > /",
                "ws://[2001:DB8::7]:81/x > false > 2001:db8::7 > 81 > /x",
                "ws://[1:2:3:4:5:6:7:8] > false > 1:2:3:4:5:6:7:8 > 80 > /",
                "ws://[::ffff:192.0.2.1] > false > ::ffff:192.0.2.1 > 80 > /",
                "ws://[1:2:3:4:5:6:192.0.2.1] > false > 1:2:3:4:5:6:192.0.2.1 > 80 > /",
                "ws://münchen.example > false > xn--mnchen-3ya.example > 80 > /",
                "ws://例え.jp/ > false > xn--r8jz45g.jp > 80 > /",
                "ws://h/grüße?q=ü > false > h > 80 > /gr%C3%BC%C3%9Fe?q=%C3%BC",
                "ws://h/😀 > false > h > 80 > /%F0%9F%98%80",
                "ws://h/a|b[c]{d}^`\"<\\ > false > h > 80 > /a%7Cb%5Bc%5D%7Bd%7D%5E%60%22%3C%5C",
            })
    void aUriIsTakenApart(String text, boolean secure, String host, int port, String resourceName) {
        WebSocketUri uri = WebSocketUri.parse(text);

        assertThat(uri).isEqualTo(new WebSocketUri(secure, host, port, resourceName));
        assertThat(WebSocketUri.parse(uri.toString())).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "'' > SCHEME",
                "example.com > SCHEME",
                "example.com:80/chat > SCHEME",
                "//example.com > SCHEME",
                "://example.com > SCHEME",
                "http://example.com > SCHEME",
                "https://example.com > SCHEME",
                "ftp://example.com > SCHEME",
                "mailto:a > SCHEME",
                "ws: > AUTHORITY",
                "ws:/example.com > AUTHORITY",
                "ws:example.com > AUTHORITY",
                "ws:// > AUTHORITY",
                "ws:///chat > AUTHORITY",
                "ws://:80 > AUTHORITY",
                "ws://?a > AUTHORITY",
                "ws://user@example.com > USER_INFO",
                "ws://user:secret@example.com > USER_INFO",
                "ws://@example.com > USER_INFO",
                "ws://example.com# > FRAGMENT",
                "ws://example.com/#part > FRAGMENT",
                "ws://example.com/a?b#c > FRAGMENT",
                "ws://example.com:x > PORT",
                "ws://example.com:0 > PORT",
                "ws://example.com:65536 > PORT",
                "ws://example.com:99999999999 > PORT",
                "ws://example.com:-1 > PORT",
                "ws://example.com:+80 > PORT",
                "ws://example.com:８０ > PORT",
                "ws://a..b > HOST",
                "ws://.a > HOST",
                "ws://a*b > HOST",
                "ws://a%41b > HOST",
                "ws://a,b > HOST",
                "ws://::1 > HOST",
                "ws://::1:80 > HOST",
                "ws://[::1 > HOST",
                "ws://[::1]a > HOST",
                "ws://[] > HOST",
                "ws://[1] > HOST",
                "ws://[1:2:3:4:5:6:7] > HOST",
                "ws://[1:2:3:4:5:6:7:8:9] > HOST",
                "ws://[1::2::3] > HOST",
                "ws://[:::] > HOST",
                "ws://[1:2:3:4:5:6:7::8] > HOST",
                "ws://[12345::] > HOST",
                "ws://[::g] > HOST",
                "ws://[192.0.2.1::] > HOST",
                "ws://[::1.2.3] > HOST",
                "ws://[::1.2.3.256] > HOST",
                "ws://[::1.2.3.04] > HOST",
                "ws://[fe80::1%25eth0] > HOST",
                "ws://[v1.a] > HOST",
                "ws://a／b > HOST",
                "ws://example.com/a b > CHARACTER",
                " ws://example.com > CHARACTER",
                "ws://example.com/\t > CHARACTER",
                "ws://example.com/\u0000 > CHARACTER",
                "ws://example.com/\u007f > CHARACTER",
                "ws://example.com/\u00a0 > CHARACTER",
                "ws://example.com/\ud83d > CHARACTER",
                "ws://example.com/% > PERCENT_ENCODING",
                "ws://example.com/%4 > PERCENT_ENCODING",
                "ws://example.com/%4g > PERCENT_ENCODING",
            })
    @Tag("RFC6455-4.1-2")
    @Tag("RFC6455-3-1")
    void anythingElseIsRefusedWithAReason(String row, String problem) {
        String text = row.substring(0, Math.max(0, row.length() - 1));

        assertThatThrownBy(() -> WebSocketUri.parse(text))
                .isInstanceOfSatisfying(
                        WebSocketUriException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.valueOf(problem.strip())));
    }

    @Test
    void labelsAndNamesHaveTheLengthsOfDns() {
        String label = "a".repeat(63);
        String name = String.join(".", label, label, label, "a".repeat(61));

        assertThat(WebSocketUri.parse("ws://" + name).host()).hasSize(253);
        assertThatThrownBy(() -> WebSocketUri.parse("ws://" + name + "a")).hasMessageContaining("253");
        assertThatThrownBy(() -> WebSocketUri.parse("ws://a" + label)).hasMessageContaining("63");
    }

    @Test
    void theMessageTellsWhatToWriteInstead() {
        assertThatThrownBy(() -> WebSocketUri.parse("https://example.com")).hasMessageContaining("wss://");
        assertThatThrownBy(() -> WebSocketUri.parse("ws://a/#")).hasMessageContaining("%23");
        assertThatThrownBy(() -> WebSocketUri.parse("ws://::1")).hasMessageContaining("[::1]");
        assertThatThrownBy(() -> WebSocketUri.parse("ws://a/%")).hasMessageContaining("%25");
        assertThatThrownBy(() -> WebSocketUri.parse("ws://a b")).hasMessageContaining("position 7");
        assertThatThrownBy(() -> WebSocketUri.parse("ws://a..b")).hasMessageContaining("empty label");
        assertThatThrownBy(() -> WebSocketUri.parse("ws://a*b")).hasMessageContaining("other than letters");
        assertThatThrownBy(() -> WebSocketUri.parse("http://a")).hasMessageContaining("begins with ws://");
        assertThatThrownBy(() -> WebSocketUri.parse("ftp://a")).hasMessageContaining("\"ftp\"");
        assertThatThrownBy(() -> WebSocketUri.parse("a:80")).message().doesNotContain("\"a\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://user:hunter2@example.com/", "wss://a/?token=hunter2#", "https://a?hunter2"})
    void theMessageRepeatsNoSecret(String text) {
        assertThatThrownBy(() -> WebSocketUri.parse(text)).message().doesNotContain("hunter2");
    }

    @Test
    void thePartsAreCheckedToo() {
        assertThat(new WebSocketUri(false, "A", 81, "/")).hasToString("ws://a:81/");
        assertThatThrownBy(() -> new WebSocketUri(false, "a", 0, "/")).isInstanceOf(WebSocketUriException.class);
        assertThatThrownBy(() -> new WebSocketUri(false, "a b", 80, "/")).isInstanceOf(WebSocketUriException.class);
        assertThatThrownBy(() -> new WebSocketUri(false, "a", 80, "x")).isInstanceOf(WebSocketUriException.class);
        assertThatThrownBy(() -> new WebSocketUri(false, "a", 80, "/\r\n")).isInstanceOf(WebSocketUriException.class);
    }

    @Test
    void anyTextIsEitherTakenApartOrRefusedWithOneLine() {
        long seed = 3986;
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "ws:/[]@#?%.:a1-_ü。\ud800\udf48\u0378\u200dß|";
        for (int run = 0; run < 50_000; run++) {
            StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "" : "ws://");
            for (int length = random.nextInt(14); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String uri = text.toString();
            try {
                WebSocketUri parsed = WebSocketUri.parse(uri);
                assertThat(WebSocketUri.parse(parsed.toString()))
                        .as("seed %d run %d: %s", seed, run, uri)
                        .isEqualTo(parsed);
            } catch (WebSocketUriException e) {
                assertThat(e.getMessage())
                        .as("seed %d run %d: %s", seed, run, uri)
                        .matches("[ -~]+");
            }
        }
    }
}
