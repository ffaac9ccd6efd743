package dev.sockeye.cli.bench;

import java.util.Locale;

/** What the connections do. */
enum BenchMode {
    /** Each sends, and the server sends every message back to it. */
    ECHO,
    /** Each is open and silent. */
    IDLE,
    /** Each listens, while one more sends what the server sends to all. */
    BROADCAST;

    /** {@return the word for it on the command line} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
