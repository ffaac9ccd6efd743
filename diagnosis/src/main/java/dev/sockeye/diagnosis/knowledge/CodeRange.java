package dev.sockeye.diagnosis.knowledge;

import java.util.Arrays;
import java.util.Locale;

/**
 * What the numbers that a Close frame can carry are for (RFC 6455 §7.4.2). Texts: {@code range.ID.name}, {@code .meaning} and
 * {@code .send} in the bundles.
 */
public enum CodeRange {
    BELOW_1000(0, 999),
    /** Those that have a meaning, or are kept from getting one. */
    PROTOCOL(1000, 1015),
    UNASSIGNED(1016, 2999),
    REGISTERED(3000, 3999),
    PRIVATE(4000, 4999),
    ABOVE_4999(5000, 65_535);

    private final int least;
    private final int most;

    CodeRange(int least, int most) {
        this.least = least;
        this.most = most;
    }

    /**
     * {@return the range that a number is in}
     *
     * @throws IllegalArgumentException if two bytes cannot carry the number
     */
    public static CodeRange of(int code) {
        return Arrays.stream(values())
                .filter(range -> range.codes().contains(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a close code is 0 to 65535, was " + code));
    }

    /** {@return its name in the keys of the texts} */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Range codes() {
        return new Range(least, most);
    }
}
