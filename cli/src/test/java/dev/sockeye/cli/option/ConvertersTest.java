package dev.sockeye.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {
    private static String problem(ITypeConverter<?> converter, String text) {
        try {
            return "accepted as " + converter.convert(text);
        } catch (TypeConversionException e) {
            return String.valueOf(e.getMessage());
        } catch (Exception e) {
            throw new AssertionError("the user would see a stack trace", e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "65536, 65536",
        "7B, 7",
        "64KiB, 65536",
        "64kib, 65536",
        "64K, 65536",
        "64 KiB, 65536",
        "64kB, 64000",
        "16MiB, 16777216",
        "16M, 16777216",
        "16MB, 16000000",
        "1GiB, 1073741824",
        "2147483639, 2147483639",
    })
    void aSizeIsANumberOfBytesWithAnOptionalUnit(String text, long bytes) {
        assertThat(new ByteSizeConverter().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "big", "-1", "1.5MiB", "16i", "16Ki", "16iB", "16TiB", "MiB", "1e6", "0x10"})
    void whatIsNoSizeIsRefusedWithAnExample(String text) {
        assertThat(problem(new ByteSizeConverter(), text)).contains("'" + text + "' is not a size", "16MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0MiB", "2GiB", "2147483640", "999999999999999999", "999999999999GiB"})
    void aSizeThatNoBufferHasIsRefusedWithTheRange(String text) {
        assertThat(problem(new ByteSizeConverter(), text)).contains("out of range", "1 byte to just under 2 GiB");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "20, 20000",
        "20s, 20000",
        "500ms, 500",
        "1.5s, 1500",
        "0.25, 250",
        "2m, 120000",
        "1h, 3600000",
        "365d, 31536000000"
    })
    void aLengthOfTimeCountsSecondsUnlessItHasAnotherUnit(String text, long millis) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "5x", "1s2", "1,5s", "PT1S", "infinity", "1e3"})
    void whatIsNoLengthOfTimeIsRefusedWithAnExample(String text) {
        assertThat(problem(new DurationConverter(), text)).contains("'" + text + "' is not a length of time", "500ms");
    }

    @Test
    void aLengthOfTimeIsBounded() {
        assertThat(problem(new DurationConverter(), "366d")).contains("too long", "365d");
        assertThat(problem(new DurationConverter(), "999999999h")).contains("too long", "365d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "8080", "65535"})
    void aPortIsZeroTo65535(String text) {
        assertThat(new PortConverter().convert(text)).isEqualTo(Integer.valueOf(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "65536", "http", "80.0", "99999999999"})
    void whatIsNoPortIsRefusedWithTheRange(String text) {
        assertThat(problem(new PortConverter(), text)).contains("'" + text + "' is not a port", "0 to 65535");
    }

    @Test
    void aHeaderIsANameAColonAndAValue() {
        assertThat(new HeaderConverter().convert("X-Token: a: b ")).hasToString("X-Token: a: b");
        assertThat(new HeaderConverter().convert("X-Empty:")).hasToString("X-Empty: ");
        assertThat(problem(new HeaderConverter(), "X-Token")).contains("a name, a colon and a value");
        assertThat(problem(new HeaderConverter(), ": x")).contains("a name, a colon and a value");
        assertThat(problem(new HeaderConverter(), "X Token: x")).contains("not a token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Token: secret\r\nX-Other: b", "X-Token: secret\0", "X-Token: secret ✓"})
    void aHeaderThatCannotStandInAHeadIsRefusedWithoutRepeatingItsValue(String text) {
        assertThat(problem(new HeaderConverter(), text)).contains("X-Token").doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Protocol: a, use --subprotocol",
        "sec-websocket-extensions: a, --extension-required",
        "SEC-WEBSOCKET-KEY: a, the client makes it",
        "Host: a, it follows from the URL",
        "Origin: a, use --origin",
        "Upgrade: a, it is always websocket",
    })
    void aHeaderOfTheHandshakeIsRefusedWithWhatToUseInstead(String text, String instead) {
        assertThat(problem(new HeaderConverter(), text)).contains("belongs to the handshake", instead);
    }

    @Test
    void anOriginHasASchemeAndAHostAndNoPath() {
        assertThat(new OriginConverter().convert("https://example.com:8443")).isEqualTo("https://example.com:8443");
        assertThat(new OriginConverter().convert("null")).isEqualTo("null");
        assertThat(problem(new OriginConverter(), "example.com")).contains("'example.com' is not an origin", "no path");
        assertThat(problem(new OriginConverter(), "http://a/b")).contains("'http://a/b' is not an origin", "no path");
    }

    @Test
    void aNameIsAToken() {
        assertThat(new TokenConverter().convert("graphql-transport-ws")).isEqualTo("graphql-transport-ws");
        assertThat(problem(new TokenConverter(), "two words")).contains("'two words' is not a name");
        assertThat(problem(new TokenConverter(), "")).contains("'' is not a name");
    }

    @ParameterizedTest
    @CsvSource({
        "http://x/chat, ws://; try ws://x/chat",
        "https://x:8443/chat, wss://; try wss://x:8443/chat",
        "localhost:8080/echo, ws:// or wss://; try ws://localhost:8080/echo",
        "example.com, ws:// or wss://; try ws://example.com",
        "ftp://x, 'begins with ws:// or wss://; try ws://x'",
        "ws:/x, '\"//\" and a host must follow'",
        "ws://, names a host",
        "ws://x:99999, 1 to 65535",
        "ws://x:0, 1 to 65535",
        "ws://x/a#b, no fragment",
        "ws://user:pw@x, Authorization header",
        "ws://a b, white space",
        "ws://[::1, IPv6",
    })
    void aUrlThatIsNoneIsRefusedWithWhatToWriteInstead(String text, String expected) {
        assertThat(problem(new UrlConverter(), text)).contains(expected);
    }

    @Test
    void aUrlThatIsRefusedDoesNotShowItsQuery() {
        assertThat(problem(new UrlConverter(), "http://x/feed?token=secret"))
                .contains("try ws://x/feed")
                .doesNotContain("secret");
    }

    @Test
    void aUrlIsTakenApart() {
        assertThat(new UrlConverter().convert("wss://Example.com/feed?room=1"))
                .hasToString("wss://example.com/feed?room=1");
    }

    @Test
    void compressionIsOneOfThreeWordsForAServerAndOneOfTwoForAClient() {
        assertThat(new CompressionConverter().convert("required")).isEqualTo(Compression.REQUIRED);
        assertThat(new ClientCompressionConverter().convert("off")).isEqualTo(Compression.OFF);
        assertThatThrownBy(() -> new CompressionConverter().convert("yes"))
                .hasMessage("'yes' is unknown; expected on, off or required");
        assertThat(problem(new ClientCompressionConverter(), "required"))
                .contains("expected on or off", "--extension-required permessage-deflate");
    }
}
