package dev.sockeye.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The validator against the JDK's decoder, which knows UTF-8 too but tells where a wrong sequence begins, not its byte. */
@Tag("RFC6455-8.1-1")
@Tag("RFC6455-5.6-1")
class Utf8ValidatorTest {
    private static final int CONTINUATION = 0x80;

    /** Fills up every sequence, so that each way a first to third byte can be wrong stands in a text. */
    private static final byte[][] TAILS = {
        {}, {(byte) CONTINUATION}, {(byte) CONTINUATION, (byte) CONTINUATION}, {'A'}, {(byte) 0xBF, 'A'}
    };

    @Test
    void everySequenceOfOneToThreeBytesIsJudgedAsTheDecoderJudgesIt() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                compare((byte) first, (byte) second);
            }
            compare((byte) first);
        }
        for (int first = 0xC0; first < 256; first++) {
            for (int second = 0x7E; second < 0xC2; second++) {
                for (int third = 0; third < 256; third++) {
                    compare((byte) first, (byte) second, (byte) third);
                }
            }
        }
    }

    @Test
    void everySequenceOfFourBytesAtTheEdgesIsJudgedAsTheDecoderJudgesIt() {
        int[] edges = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
        for (int first = 0xE0; first < 256; first++) {
            for (int second : edges) {
                for (int third : edges) {
                    for (int fourth : edges) {
                        compare((byte) first, (byte) second, (byte) third, (byte) fourth);
                    }
                }
            }
        }
    }

    @Test
    void everyCodePointIsValidAndEverySurrogateIsNot() {
        Utf8Validator validator = new Utf8Validator();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                ByteBuffer bytes = ByteBuffer.wrap(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                assertThat(validator.validate(bytes, 0, bytes.limit()) == Utf8Validator.VALID && validator.isComplete())
                        .as("U+%04X", point)
                        .isTrue();
            } else {
                byte[] bytes = {
                    (byte) (0xE0 | point >> 12), (byte) (0x80 | (point >> 6 & 0x3F)), (byte) (0x80 | (point & 0x3F))
                };
                assertThat(validator.validate(ByteBuffer.wrap(bytes), 0, 3)).isEqualTo(1);
                validator.reset();
            }
        }
    }

    @Test
    void randomTextWithOneWrongByteIsRefusedAtTheSameByteHoweverItIsCut() {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = randomText(random);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);

            int whole = validate(bytes, bytes.length, ByteBuffer.allocate(bytes.length));
            int byByte = validate(bytes, 1, ByteBuffer.allocateDirect(bytes.length));
            int inParts = validate(
                    bytes,
                    random.nextInt(1, bytes.length + 1),
                    ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN));

            assertThat(byByte).as("seed %s", seed).isEqualTo(whole);
            assertThat(inParts).as("seed %s", seed).isEqualTo(whole);
            assertThat(whole).as("seed %s", seed).isEqualTo(Utf8Reference.firstWrong(bytes));
        }
    }

    @Test
    void aWrongByteIsFoundAtEveryPlaceOfALongAsciiText() {
        for (int length = 1; length < 40; length++) {
            for (int place = 0; place < length; place++) {
                byte[] bytes = new byte[length];
                Arrays.fill(bytes, (byte) 'a');
                bytes[place] = (byte) 0xFF;
                assertThat(new Utf8Validator().validate(ByteBuffer.wrap(bytes), 0, length))
                        .isEqualTo(place);
            }
        }
    }

    @Test
    void onlyTheGivenRangeIsReadAndThePositionStays() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {-1, 'a', 'b', -1});
        buffer.position(3);

        assertThat(new Utf8Validator().validate(buffer, 1, 3)).isEqualTo(Utf8Validator.VALID);
        assertThat(buffer.position()).isEqualTo(3);
    }

    @Test
    void aTextThatEndsWithinACharacterIsNotCompleteUntilItIsReset() {
        Utf8Validator validator = new Utf8Validator();
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        assertThat(validator.isComplete()).isTrue();
        for (int i = 0; i < euro.length; i++) {
            assertThat(validator.validate(ByteBuffer.wrap(euro), i, i + 1)).isEqualTo(Utf8Validator.VALID);
            assertThat(validator.isComplete()).isEqualTo(i == euro.length - 1);
        }
        validator.validate(ByteBuffer.wrap(euro), 0, 1);
        validator.reset();
        assertThat(validator.isComplete()).isTrue();
    }

    private static byte[] randomText(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int characters = random.nextInt(1, 60);
        for (int i = 0; i < characters; i++) {
            int most = new int[] {0x7F, 0x7FF, 0xD7FF, 0x10FFFF}[random.nextInt(4)];
            int point = random.nextInt(most + 1);
            text.appendCodePoint(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int validate(byte[] bytes, int step, ByteBuffer buffer) {
        buffer.put(bytes);
        Utf8Validator validator = new Utf8Validator();
        for (int from = 0; from < bytes.length; from += step) {
            int wrong = validator.validate(buffer, from, Math.min(bytes.length, from + step));
            if (wrong != Utf8Validator.VALID) {
                return wrong;
            }
        }
        return Utf8Validator.VALID;
    }

    private static void compare(byte... sequence) {
        for (byte[] tail : TAILS) {
            byte[] text = Arrays.copyOf(sequence, sequence.length + tail.length);
            System.arraycopy(tail, 0, text, sequence.length, tail.length);
            int actual = new Utf8Validator().validate(ByteBuffer.wrap(text), 0, text.length);
            if (actual != Utf8Reference.firstWrong(text)) {
                assertThat(actual).as(Arrays.toString(text)).isEqualTo(Utf8Reference.firstWrong(text));
            }
        }
    }
}
