package dev.sockeye.cli.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The messages that are sent, made once: several that are used in turn, so that neither a compressor nor a cache sees one
 * message only. Every run has the same. Safe from any thread.
 */
final class Payloads {
    /** A power of two, for the sake of the turn. */
    static final int VARIANTS = 8;

    /** Every so many answers are compared byte by byte; prime to the variants, so that each has its turn. */
    private static final int SAMPLED = 17;

    private final int size;
    private final boolean text;
    private final ByteBuffer[] variants = new ByteBuffer[VARIANTS];

    private Payloads(int size, boolean text) {
        this.size = size;
        this.text = text;
    }

    /**
     * {@return messages of this size in bytes}
     *
     * @param text whether they are to be sent as text
     */
    static Payloads of(PayloadKind kind, int size, boolean text) {
        Payloads payloads = new Payloads(size, text);
        for (int i = 0; i < VARIANTS; i++) {
            byte[] content = PayloadContent.of(kind, size, new SplittableRandom(i));
            payloads.variants[i] =
                    ByteBuffer.allocateDirect(size).put(content).flip().asReadOnlyBuffer();
        }
        return payloads;
    }

    boolean isText() {
        return text;
    }

    /** {@return the message whose turn it is; its position and limit must not be moved} */
    ByteBuffer variant(long number) {
        return variants[(int) (number & (VARIANTS - 1))];
    }

    /**
     * {@return what is wrong with the answer to a message, or null if nothing is} Kind and size are looked at in every
     * answer, the content in some.
     *
     * @param number of the message on its connection
     */
    @Nullable
    WrongAnswer wrongIn(ByteBuffer answer, boolean answerIsText, long number) {
        if (answerIsText != text) {
            return WrongAnswer.WRONG_KIND;
        }
        if (answer.remaining() != size) {
            return WrongAnswer.WRONG_SIZE;
        }
        if (number % SAMPLED == 0 && !answer.equals(variant(number))) {
            return WrongAnswer.WRONG_CONTENT;
        }
        return null;
    }
}
