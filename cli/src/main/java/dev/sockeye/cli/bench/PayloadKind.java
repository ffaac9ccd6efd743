package dev.sockeye.cli.bench;

import java.util.Locale;

/** What the messages hold. */
enum PayloadKind {
    /** Words in ASCII. */
    ASCII,
    /** Characters of two, three and four bytes in UTF-8. */
    UNICODE,
    /** Records in JSON, which compress as real ones do. */
    JSON,
    /** Random bytes, which no compressor makes smaller. */
    RANDOM;

    /** {@return the word for it on the command line} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
