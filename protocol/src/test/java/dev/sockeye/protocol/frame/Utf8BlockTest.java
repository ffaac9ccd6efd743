package dev.sockeye.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long texts, which are validated in blocks, against the JDK's decoder and against the validator byte by byte. */
@Tag("RFC6455-8.1-1")
@Tag("RFC6455-5.6-1")
class Utf8BlockTest {
    private static final int BLOCK = Utf8Block.MOST_BYTES;

    /** One character of each length. */
    private static final byte[] DENSE = "aé€🐟".getBytes(StandardCharsets.UTF_8);

    private static final int[] EDGES = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};

    private final Utf8Validator validator = new Utf8Validator();

    @Test
    void aBlockHoldsEverySequenceForValidThatTheDecoderDoes() {
        Utf8Block block = new Utf8Block();
        ByteBuffer buffer = ByteBuffer.allocateDirect(8);
        for (int two = 0; two < 1 << 16; two++) {
            for (int third : EDGES) {
                for (int fourth : EDGES) {
                    // The ASCII around it makes it a stretch that begins and ends with whole characters.
                    buffer.putLong(
                            0, 0x61L << 56 | (long) two << 40 | (long) third << 32 | (long) fourth << 24 | 0x616161);
                    boolean expected = Utf8Reference.isValid(buffer.clear());
                    boolean actual = block.isValid(buffer, 0, 8);
                    if (actual != expected) {
                        assertThat(actual)
                                .as("%04X %02X %02X", two, third, fourth)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void everySequenceIsJudgedAlikeAtEveryPlaceAroundTheEndsOfBlocks() {
        List<byte[]> sequences = sequencesAtTheEdges();
        byte[] behind = dense(200);
        int[] expected = sequences.stream()
                .mapToInt(sequence -> Utf8Reference.firstWrong(join(sequence, behind)))
                .toArray();
        for (int place : placesAroundTheEndsOfBlocks()) {
            byte[] before = dense(place);
            ByteBuffer buffer = ByteBuffer.allocateDirect(place + 4 + behind.length);
            buffer.put(before);
            for (int i = 0; i < expected.length; i++) {
                byte[] sequence = sequences.get(i);
                buffer.position(place).put(sequence).put(behind);
                int wanted = expected[i] == Utf8Validator.VALID ? Utf8Validator.VALID : place + expected[i];
                validator.reset();
                int actual = validator.validate(buffer, 0, buffer.position());
                if (actual != wanted || (actual == Utf8Validator.VALID && !validator.isComplete())) {
                    assertThat(actual)
                            .as("%s at %s", Arrays.toString(sequence), place)
                            .isEqualTo(wanted);
                    assertThat(validator.isComplete()).isTrue();
                }
            }
        }
    }

    @Test
    void aLongTextIsValidWhereverItIsCutAndWantsTheRestOfACharacterThatIsCut() {
        byte[] text = dense(2 * BLOCK + 150);
        ByteBuffer array = ByteBuffer.wrap(text);
        ByteBuffer readOnly = array.asReadOnlyBuffer();
        for (int cut = 0; cut <= text.length; cut++) {
            validator.reset();
            assertThat(validator.validate(array, 0, cut)).isEqualTo(Utf8Validator.VALID);
            boolean betweenCharacters = cut == text.length || (text[cut] & 0xC0) != 0x80;
            assertThat(validator.isComplete()).as("cut at %s", cut).isEqualTo(betweenCharacters);
            assertThat(validator.validate(readOnly, cut, text.length)).isEqualTo(Utf8Validator.VALID);
            assertThat(validator.isComplete()).isTrue();
        }
    }

    @Test
    void whatIsLackingAtTheEndOfAPartIsMissedInALongPartBehindIt() {
        byte[] text = join("🐟".getBytes(StandardCharsets.UTF_8), dense(BLOCK));
        for (int cut = 1; cut < 4; cut++) {
            for (int wrong = cut; wrong < 4; wrong++) {
                byte[] damaged = text.clone();
                damaged[wrong] = 'a';
                validator.reset();
                assertThat(validator.validate(ByteBuffer.wrap(damaged), 0, cut)).isEqualTo(Utf8Validator.VALID);
                assertThat(validator.validate(ByteBuffer.wrap(damaged), cut, damaged.length))
                        .isEqualTo(wrong);
            }
        }
    }

    @Test
    void aCharacterThatBreaksOffIsWrongAtTheLeadBehindItWhereverTheTextIsCut() {
        byte[] fish = "🐟".getBytes(StandardCharsets.UTF_8);
        for (int place : placesAroundTheEndsOfBlocks()) {
            for (int begun = 1; begun < fish.length; begun++) {
                int wrong = place + begun;
                byte[] text = join(
                        join(dense(place), Arrays.copyOf(fish, begun)),
                        join("é".getBytes(StandardCharsets.UTF_8), dense(200)));
                for (int cut = place + 1; cut < place + 8; cut++) {
                    assertThat(inParts(ByteBuffer.wrap(text), cut))
                            .as("%s of %s, cut at %s", begun, place, cut)
                            .isEqualTo(wrong);
                }
            }
        }
    }

    @Test
    void longRandomTextWithWrongBytesIsRefusedAtTheSameByteHoweverItIsCut() {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 1_500; round++) {
            byte[] bytes = randomText(random);
            for (int wrong = random.nextInt(3); wrong > 0; wrong--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
            int expected = Utf8Reference.firstWrong(bytes);

            assertThat(inParts(direct, bytes.length)).as("seed %s", seed).isEqualTo(expected);
            assertThat(inParts(ByteBuffer.wrap(bytes), bytes.length))
                    .as("seed %s", seed)
                    .isEqualTo(expected);
            assertThat(inParts(direct, 1)).as("seed %s", seed).isEqualTo(expected);
            assertThat(inParts(direct, random.nextInt(1, bytes.length + 1)))
                    .as("seed %s", seed)
                    .isEqualTo(expected);
        }
    }

    private int inParts(ByteBuffer buffer, int size) {
        validator.reset();
        for (int from = 0; from < buffer.capacity(); from += size) {
            int wrong = validator.validate(buffer, from, Math.min(buffer.capacity(), from + size));
            if (wrong != Utf8Validator.VALID) {
                return wrong;
            }
        }
        return Utf8Validator.VALID;
    }

    /** {@return whole characters of all lengths, the last ones of one byte} */
    private static byte[] dense(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'z');
        for (int at = 0; at + DENSE.length <= size; at += DENSE.length) {
            System.arraycopy(DENSE, 0, bytes, at, DENSE.length);
        }
        return bytes;
    }

    /** Characters of random lengths, of one length, or few of them outside ASCII. */
    private static byte[] randomText(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int[] most = {0x7F, 0x7FF, 0xD7FF, 0x10FFFF};
        int length = random.nextInt(5);
        int percent = random.nextBoolean() ? random.nextInt(3) : 80;
        for (int characters = random.nextInt(1, 2_500); characters > 0; characters--) {
            int bound = most[length < 4 ? length : random.nextInt(4)];
            int point = random.nextInt(100) < percent ? random.nextInt(bound + 1) : 'x';
            text.appendCodePoint(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int[] placesAroundTheEndsOfBlocks() {
        List<Integer> places = new ArrayList<>();
        for (int end : new int[] {16, 128, BLOCK, 2 * BLOCK}) {
            for (int place = end - 16; place < end + 16; place++) {
                places.add(place);
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<byte[]> sequencesAtTheEdges() {
        List<byte[]> sequences = new ArrayList<>();
        int[] leads = {
            0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF
        };
        for (int lead : leads) {
            sequences.add(new byte[] {(byte) lead});
            for (int second : EDGES) {
                sequences.add(new byte[] {(byte) lead, (byte) second});
                for (int third : EDGES) {
                    sequences.add(new byte[] {(byte) lead, (byte) second, (byte) third});
                    for (int fourth : new int[] {0x7F, 0x80, 0xBF, 0xC0}) {
                        sequences.add(new byte[] {(byte) lead, (byte) second, (byte) third, (byte) fourth});
                    }
                }
            }
        }
        return sequences;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
