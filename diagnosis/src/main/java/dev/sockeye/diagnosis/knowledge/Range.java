package dev.sockeye.diagnosis.knowledge;

/** A range of whole numbers, both ends within. */
public record Range(int least, int most) {
    public Range {
        if (least > most) {
            throw new IllegalArgumentException("a range goes upward, was " + least + ".." + most);
        }
    }

    /** {@return a range such as {@code 230..240}; a single number is a range of one} */
    static Range parse(String text) {
        int dots = text.indexOf("..");
        int least = Integer.parseInt((dots < 0 ? text : text.substring(0, dots)).strip());
        return new Range(
                least,
                dots < 0 ? least : Integer.parseInt(text.substring(dots + 2).strip()));
    }

    /** {@return whether the number is in the range} */
    public boolean contains(int number) {
        return number >= least && number <= most;
    }

    /** {@return one number, or both with dots between} */
    @Override
    public String toString() {
        return least == most ? Integer.toString(least) : least + ".." + most;
    }
}
