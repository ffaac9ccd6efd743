package dev.sockeye.conformance.rfc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads clauses.txt, which stands beside this class and describes its own format. */
final class ClauseList {
    private static final Pattern BAR = Pattern.compile(" \\| ");
    private static final Pattern NAME = Pattern.compile("RFC(6455|7692)-\\d+(\\.\\d+)*-\\d+");

    private ClauseList() {}

    static List<Clause> load() {
        try (InputStream in = ClauseList.class.getResourceAsStream("clauses.txt")) {
            if (in == null) {
                throw new IllegalStateException("clauses.txt is missing");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Clause> parse(String text) {
        List<Clause> clauses = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("=")) {
                int last = clauses.size() - 1;
                clauses.set(
                        last, clauses.get(last).withNotOurs(line.substring(1).strip()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                clauses.add(clause(line));
            }
        }
        return clauses;
    }

    private static Clause clause(String line) {
        List<String> cells = BAR.splitAsStream(line).toList();
        if (cells.size() != 4 || !NAME.matcher(cells.get(0)).matches()) {
            throw new IllegalArgumentException("not a clause: " + line);
        }
        return new Clause(cells.get(0), cells.get(1), cells.get(2), cells.get(3), Optional.empty());
    }
}
