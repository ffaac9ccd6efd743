package dev.sockeye.diagnosis;

import java.time.Duration;

/** A figure in a piece of evidence; how it is written depends on the reader's language. */
public sealed interface Figure {
    /** A length of time. */
    record Time(Duration duration) implements Figure {}

    /** A number of things. */
    record Count(long number) implements Figure {}

    /** A number of bytes. */
    record Size(long bytes) implements Figure {}

    /** A name, an address, a code, a product: the same in every language. */
    record Word(String text) implements Figure {}

    static Figure of(Duration duration) {
        return new Time(duration);
    }

    static Figure of(long number) {
        return new Count(number);
    }

    static Figure bytes(long bytes) {
        return new Size(bytes);
    }

    static Figure of(String text) {
        return new Word(text);
    }
}
