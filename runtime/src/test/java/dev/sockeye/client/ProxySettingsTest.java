package dev.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.ProxySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {
    @ParameterizedTest
    @CsvSource({
        "http://proxy.example:3128,http://proxy.example:3128",
        "HTTP://proxy.example:3128/,http://proxy.example:3128",
        "socks5://127.0.0.1:1080,socks5://127.0.0.1:1080",
        "socks5h://[::1]:1080,socks5://[::1]:1080",
        "system,system",
    })
    void aProxyIsReadFromItsUrl(String text, String expected) {
        assertThat(ProxySettings.parse(text)).hasToString(expected);
    }

    @Test
    void noneIsNoProxy() {
        assertThat(ProxySettings.parse("none")).isEqualTo(ProxySettings.none());
    }

    @Test
    void credentialsAreDecodedAndNeverPrinted() {
        ProxySettings.Server proxy = (ProxySettings.Server) ProxySettings.parse("http://me:p%40ss%3a+@proxy:3128");

        assertThat(proxy.credentials()).contains(new ProxySettings.Credentials("me", "p@ss:+"));
        assertThat(proxy).hasToString("http://proxy:3128");
        assertThat(proxy.credentials()).asString().doesNotContain("p@ss", "me");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "secret:3128",
                "https://secret:443",
                "socks4://secret:1080",
                "http://secret",
                "http://[::1]",
                "http://secret:0",
                "http://secret:65536",
                "http://secret:port",
                "http://sec ret:80",
                "http://secret:80/path",
                "http://user@secret:80",
                "http://user:%zzsecret@host:80",
                "http://:secret@host:80",
                "http://user:@secret:80",
                "http://us%0aer:secret@host:80",
            })
    void anythingElseIsRefusedWithWhatWasExpectedAndWithoutASecret(String text) {
        assertThatThrownBy(() -> ProxySettings.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret")
                .contains("proxy");
    }

    @Test
    void aWrongOneIsToldWhatWasExpected() {
        assertThatThrownBy(() -> ProxySettings.parse("proxy.example"))
                .hasMessage(
                        "This is not a proxy: it has no scheme; expected http://HOST:PORT, socks5://HOST:PORT, either"
                                + " with USER:PASSWORD@ before HOST, or system, or none");
    }
}
