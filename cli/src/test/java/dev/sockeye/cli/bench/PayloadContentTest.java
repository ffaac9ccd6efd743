package dev.sockeye.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class PayloadContentTest {
    private static byte[] content(PayloadKind kind, int size) {
        return PayloadContent.of(kind, size, new SplittableRandom(size));
    }

    /** Throws if the bytes are not valid UTF-8. */
    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    @ParameterizedTest
    @EnumSource
    void contentIsAsLongAsAskedFor(PayloadKind kind) {
        for (int size = 1; size < 600; size++) {
            assertThat(content(kind, size)).as("%s of %d", kind, size).hasSize(size);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANDOM")
    void textIsValidUtf8AtEverySize(PayloadKind kind) throws CharacterCodingException {
        for (int size = 1; size < 600; size++) {
            assertThat(decode(content(kind, size))).as("%s of %d", kind, size).isNotEmpty();
        }
    }

    @Test
    void asciiIsOneBytePerCharacter() throws CharacterCodingException {
        assertThat(decode(content(PayloadKind.ASCII, 1_000))).hasSize(1_000);
    }

    @Test
    void unicodeHasCharactersOfTwoThreeAndFourBytes() throws CharacterCodingException {
        assertThat(decode(content(PayloadKind.UNICODE, 4_096))
                        .codePoints()
                        .mapToObj(c -> Character.toString(c).getBytes(StandardCharsets.UTF_8).length)
                        .collect(Collectors.toSet()))
                .contains(2, 3, 4);
    }

    @Test
    void jsonParsesAtEverySize() {
        for (int size = 1; size < 600; size++) {
            assertThat(JsonMapper.shared().readTree(content(PayloadKind.JSON, size)))
                    .as("%d", size)
                    .isNotNull();
        }
    }

    @Test
    void jsonCompressesAsRealTrafficDoesAndRandomBytesDoNot() {
        assertThat(deflated(content(PayloadKind.JSON, 1_024))).isBetween(200, 600);
        assertThat(deflated(content(PayloadKind.RANDOM, 1_024))).isGreaterThan(1_000);
    }

    private static int deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            return deflater.deflate(new byte[bytes.length * 2]);
        } finally {
            deflater.end();
        }
    }
}
