package dev.sockeye.diagnosis.knowledge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the data files. An entry begins with its id in brackets; then come lines {@code key = value}. A line that begins with
 * white space goes on with the value before it. A key may stand more than once. Empty lines, and lines that begin with
 * {@code #}, say nothing.
 *
 * <pre>
 * [nginx-proxy-read-timeout]
 * product = nginx
 * seconds = 60
 * </pre>
 */
final class EntryFile {
    private final String name;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private Map<String, List<String>> values = new HashMap<>();
    private String id = "";
    private String lastKey = "";
    private int startLine;

    private EntryFile(String name) {
        this.name = name;
    }

    /**
     * {@return the entries in the order of the file}
     *
     * @param name of the file, for messages
     * @throws IllegalArgumentException that names file and line, if the file is not as it should be
     */
    static List<Entry> parse(String name, String content) {
        EntryFile file = new EntryFile(name);
        int line = 0;
        for (String text : (Iterable<String>) content.lines()::iterator) {
            line++;
            file.read(text, line);
        }
        file.endEntry();
        return List.copyOf(file.entries);
    }

    private void read(String text, int line) {
        if (text.isBlank() || text.startsWith("#")) {
            return;
        }
        if (text.startsWith("[")) {
            begin(text.strip(), line);
        } else if (Character.isWhitespace(text.charAt(0))) {
            goOn(text.strip(), line);
        } else {
            value(text, line);
        }
    }

    private void begin(String text, int line) {
        endEntry();
        if (!text.endsWith("]") || text.length() < 3) {
            throw wrong(line, "expected [id], was \"" + text + "\"");
        }
        id = text.substring(1, text.length() - 1);
        startLine = line;
        if (!ids.add(id)) {
            throw wrong(line, "[" + id + "] stands more than once");
        }
    }

    private void goOn(String text, int line) {
        if (lastKey.isEmpty()) {
            throw wrong(line, "there is no value to go on with");
        }
        List<String> all = valuesOf(lastKey);
        all.set(all.size() - 1, all.get(all.size() - 1) + " " + text);
    }

    private void value(String text, int line) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? "" : text.substring(0, equals).strip();
        String value = equals < 0 ? "" : text.substring(equals + 1).strip();
        if (id.isEmpty() || key.isEmpty() || value.isEmpty()) {
            throw wrong(line, "expected key = value within an entry, was \"" + text + "\"");
        }
        valuesOf(key).add(value);
        lastKey = key;
    }

    private List<String> valuesOf(String key) {
        return values.computeIfAbsent(key, any -> new ArrayList<>());
    }

    private void endEntry() {
        if (!id.isEmpty()) {
            entries.add(new Entry(name + ":" + startLine, id, values));
        }
        values = new HashMap<>();
        lastKey = "";
    }

    private IllegalArgumentException wrong(int line, String what) {
        return new IllegalArgumentException(name + ":" + line + ": " + what);
    }
}
