package dev.sockeye.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files, and so connections, this process may have open. */
final class OpenFiles {
    /** What the program itself has open: its own file, event loops, streams. */
    private static final int OWN = 64;

    private static final Pattern LIMIT = Pattern.compile("^Max open files\\s+(\\d+)\\s", Pattern.MULTILINE);

    private OpenFiles() {}

    /** {@return how many connections fit; empty if the system does not tell, or sets no limit} */
    static OptionalLong roomForConnections() {
        try {
            return roomIn(Files.readString(Path.of("/proc/self/limits"), StandardCharsets.US_ASCII));
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }

    /** {@return the same, from what stands in {@code /proc/self/limits}} */
    static OptionalLong roomIn(String limits) {
        Matcher limit = LIMIT.matcher(limits);
        return limit.find() ? OptionalLong.of(Long.parseLong(limit.group(1)) - OWN) : OptionalLong.empty();
    }
}
