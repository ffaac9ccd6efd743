package dev.sockeye.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineInputTest {
    private static List<String> lines(String input) throws IOException {
        LineInput lines = new LineInput(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        List<String> read = new ArrayList<>();
        for (Optional<ByteBuffer> line = lines.readLine(); line.isPresent(); line = lines.readLine()) {
            read.add(StandardCharsets.UTF_8.decode(line.get()).toString());
        }
        return read;
    }

    @Test
    void aLineEndsWithAnyLineEndOrWithTheInput() throws IOException {
        assertThat(lines("a\nb\r\nc")).containsExactly("a", "b", "c");
    }

    @Test
    void anEmptyLineIsAnEmptyMessageAndTheEndOfTheInputIsNone() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("\n")).containsExactly("");
        assertThat(lines("a\n\n")).containsExactly("a", "");
    }

    @Test
    void aCarriageReturnThatEndsNoLineIsKept() throws IOException {
        assertThat(lines("a\rb\nc\r")).containsExactly("a\rb", "c\r");
    }

    @Test
    void onlyUtf8IsUtf8() {
        assertThat(LineInput.isUtf8(ByteBuffer.wrap("ž€🐟".getBytes(StandardCharsets.UTF_8))))
                .isTrue();
        assertThat(LineInput.isUtf8(ByteBuffer.wrap(new byte[] {'a', (byte) 0xC3})))
                .isFalse();
        assertThat(LineInput.isUtf8(ByteBuffer.wrap(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})))
                .isFalse();
    }
}
