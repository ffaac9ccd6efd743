package dev.sockeye.protocol.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.handshake.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTraitsTest {
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";

    @Test
    void aBrowserSendsItsOriginAndSaysThatItIsMozilla() {
        Headers browser = Headers.builder()
                .add("Origin", "https://example.com")
                .add("User-Agent", BROWSER)
                .build();
        Headers withoutOrigin = Headers.builder().add("User-Agent", BROWSER).build();
        Headers tool = Headers.builder()
                .add("Origin", "https://example.com")
                .add("User-Agent", "curl/8")
                .build();

        assertThat(ClientTraits.of(browser)).isEqualTo(new ClientTraits(true, false));
        assertThat(ClientTraits.of(withoutOrigin)).isEqualTo(ClientTraits.NONE);
        assertThat(ClientTraits.of(tool)).isEqualTo(ClientTraits.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "Forwarded", "X-Forwarded-For"})
    void aProxySaysThatItPassedTheRequestOn(String name) {
        Headers proxied = Headers.builder().add(name, "anything").build();

        assertThat(ClientTraits.of(proxied)).isEqualTo(new ClientTraits(false, true));
    }
}
