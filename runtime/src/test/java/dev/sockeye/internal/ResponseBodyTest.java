package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.protocol.handshake.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseBodyTest {
    private static final Headers CHUNKED =
            Headers.builder().add("Transfer-Encoding", "gzip, Chunked").build();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Headers length(String value) {
        return Headers.builder().add("Content-Length", value).build();
    }

    @Test
    void chunksArePutTogetherWhereverTheyAreSplit() {
        byte[] wire =
                "5\r\nhello\r\n1;name=\"v\"\r\n \r\n00a\r\n0123456789\r\n0\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int split = 0; split <= wire.length; split++) {
            ResponseBody body = new ResponseBody(404, CHUNKED);
            body.take(ByteBuffer.wrap(wire, 0, split));
            body.take(ByteBuffer.wrap(wire, split, wire.length - split));

            assertThat(body.text()).as("split at %d", split).isEqualTo("hello 0123456789");
            assertThat(body.isComplete()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz\r\nhello", "-5\r\nhello", "fffffffffffffffff\r\nhello"})
    void aSizeThatIsNoneEndsTheBody(String wire) {
        ResponseBody body = new ResponseBody(404, CHUNKED);
        body.take(bytes(wire));

        assertThat(body.isComplete()).isTrue();
        assertThat(body.text()).isEmpty();
    }

    @Test
    void aLineWithoutEndEndsTheBody() {
        ResponseBody body = new ResponseBody(404, CHUNKED);
        body.take(bytes("1;" + "x".repeat(1000)));

        assertThat(body.isComplete()).isTrue();
    }

    @Test
    void theBodyIsAsLongAsItsLengthSays() {
        ResponseBody body = new ResponseBody(403, length("3"));
        body.take(bytes("ab"));
        assertThat(body.isComplete()).isFalse();
        body.take(bytes("cd"));

        assertThat(body.isComplete()).isTrue();
        assertThat(body.text()).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "abc", "99999999999999999999"})
    void withoutAUsableLengthTheBodyGoesToTheEnd(String value) {
        ResponseBody body = new ResponseBody(403, length(value));
        body.take(bytes("abc"));

        assertThat(body.isComplete()).isFalse();
        assertThat(body.text()).isEqualTo("abc");
    }

    @Test
    void someResponsesHaveNoBody() {
        assertThat(new ResponseBody(204, Headers.EMPTY).isComplete()).isTrue();
        assertThat(new ResponseBody(304, length("10")).isComplete()).isTrue();
        assertThat(new ResponseBody(403, length("0")).isComplete()).isTrue();
    }

    @Test
    void aCharacterThatTheLimitCutsIsLeftOut() {
        ResponseBody body = new ResponseBody(500, Headers.EMPTY);
        body.take(bytes("x".repeat(ResponseBody.MOST_BYTES - 1) + "€"));

        assertThat(body.isComplete()).isTrue();
        assertThat(body.text()).isEqualTo("x".repeat(ResponseBody.MOST_BYTES - 1));
    }
}
