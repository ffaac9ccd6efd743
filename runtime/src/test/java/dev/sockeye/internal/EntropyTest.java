package dev.sockeye.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a masking key can be seen to be from outside; that it comes from a cryptographic generator is read in the code. */
@Tag("RFC6455-5.3-4")
class EntropyTest {
    private static final int DRAWS = 100_000;

    /** Six standard deviations of a fair coin. */
    private static final Offset<Double> FAIR = Offset.offset(0.01);

    @Test
    void everyBitIsSetHalfOfTheTimeAndChangesHalfOfTheTime() {
        Entropy entropy = new Entropy();
        int[] set = new int[Integer.SIZE];
        int[] changed = new int[Integer.SIZE];
        int before = entropy.getAsInt();
        for (int draw = 0; draw < DRAWS; draw++) {
            int key = entropy.getAsInt();
            for (int bit = 0; bit < Integer.SIZE; bit++) {
                set[bit] += key >>> bit & 1;
                changed[bit] += (key ^ before) >>> bit & 1;
            }
            before = key;
        }
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            assertThat((double) set[bit] / DRAWS).isEqualTo(0.5, FAIR);
            assertThat((double) changed[bit] / DRAWS).isEqualTo(0.5, FAIR);
        }
    }

    @Test
    void noBlockOfKeysComesTwice() {
        Entropy one = new Entropy();
        Entropy other = new Entropy();
        long[] drawn = new long[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            Entropy from = draw % 2 == 0 ? one : other;
            drawn[draw] = (long) from.getAsInt() << Integer.SIZE | (from.getAsInt() & 0xFFFF_FFFFL);
        }
        assertThat(drawn).doesNotHaveDuplicates();
    }
}
