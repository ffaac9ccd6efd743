package dev.sockeye.protocol.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "Host",
                "Upgrade",
                "Connection",
                "Origin",
                "User-Agent",
                "Cookie",
                "Accept-Encoding",
                "Accept-Language",
                "Cache-Control",
                "Pragma",
                "Sec-WebSocket-Key",
                "Sec-WebSocket-Version",
                "Sec-WebSocket-Extensions",
                "Sec-WebSocket-Protocol",
                "sec-websocket-key",
                "websocket",
                "keep-alive, Upgrade",
                "13",
                "no-cache",
                "gzip, deflate, br, zstd",
                "permessage-deflate; client_max_window_bits"
            })
    void whatNearlyEveryHandshakeHasIsOneObject(String text) {
        assertThat(textAmid(text)).isEqualTo(text).isSameAs(textAmid(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "hOst", "14", "Sec-WebSocket-Kez", "Sec-WebSocket-Ke", "websockets", "é", "aÿb"})
    void anythingElseIsReadAsItStands(String text) {
        assertThat(textAmid(text)).isEqualTo(text);
    }

    @Test
    void textOfEveryLengthAndOfEveryByteIsReadAsItStands() {
        for (int length = 1; length < 60; length++) {
            for (int b = 0; b < 256; b++) {
                String text = "S".repeat(length - 1) + (char) b;
                assertThat(textAmid(text)).isEqualTo(text);
            }
        }
    }

    private static String textAmid(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(ISO_8859_1);
        return CommonText.of(bytes, 1, bytes.length - 1);
    }
}
