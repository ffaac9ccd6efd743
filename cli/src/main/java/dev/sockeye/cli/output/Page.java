package dev.sockeye.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An answer for people, put together from the top down: headings, paragraphs, facts and columns. For one thread. */
public final class Page {
    /** Longer lines are hard to read, however wide the terminal is. */
    public static final int WIDEST_TEXT = 100;

    private static final int WIDEST_PAIR = 160;
    private static final int LEAST_FOR_TWO = 80;
    private static final int LEAST_WIDTH = 20;
    private static final int INDENT = 2;
    private static final String BETWEEN_COLUMNS = "  ";

    private final Style style;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param width in columns
     */
    public Page(Style style, int width) {
        this.style = style;
        this.width = Math.max(LEAST_WIDTH, width);
    }

    /** {@return the lines, without line ends and without blanks at their ends} */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** What the whole page is about. */
    public Page title(String text) {
        return strong(text, 0);
    }

    /** A heading with an empty line before it. */
    public Page heading(String text) {
        space();
        return strong(text, 0);
    }

    /** An empty line, if anything stands above it. */
    public Page space() {
        if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
        return this;
    }

    /** A heading and a paragraph under it. */
    public Page section(String heading, String text) {
        return heading(heading).text(INDENT, text);
    }

    private Page strong(String text, int indent) {
        for (String line : Wrap.lines(text, textWidth(indent))) {
            add(" ".repeat(indent) + style.strong(line));
        }
        return this;
    }

    /** A paragraph. */
    public Page text(int indent, String text) {
        for (String line : Wrap.lines(text, textWidth(indent))) {
            add(" ".repeat(indent) + line);
        }
        return this;
    }

    /** A paragraph with a word before it that says what it is. */
    public Page labelled(int indent, String label, String text) {
        String before = label.endsWith("?") ? label : label + ":";
        List<String> wrapped = Wrap.lines(before + " " + text, textWidth(indent));
        for (int i = 0; i < wrapped.size(); i++) {
            String line = wrapped.get(i);
            boolean holdsLabel = i == 0 && line.startsWith(before);
            add(" ".repeat(indent) + (holdsLabel ? style.faint(before) + line.substring(before.length()) : line));
        }
        return this;
    }

    /** One entry of a list. */
    public Page item(String marker, String text) {
        List<String> wrapped = Wrap.lines(text, textWidth(INDENT + marker.length() + 1));
        String before = " ".repeat(INDENT) + marker + " ";
        for (String line : wrapped) {
            add(before + style.strong(line));
            before = " ".repeat(before.length());
        }
        return this;
    }

    /** Names with what belongs to each, the values under one another. */
    public Page facts(int indent, Map<String, String> facts) {
        int names = facts.keySet().stream().mapToInt(Wrap::columns).max().orElse(0) + BETWEEN_COLUMNS.length();
        if (textWidth(indent) - names < LEAST_WIDTH) {
            facts.forEach((name, value) -> labelled(indent, name, value));
            return this;
        }
        facts.forEach((name, value) -> {
            String before = " ".repeat(indent) + style.faint(name) + Wrap.pad("", names - Wrap.columns(name));
            for (String line : Wrap.lines(value, textWidth(indent) - names)) {
                add(before + line);
                before = " ".repeat(indent + names);
            }
        });
        return this;
    }

    /** {@return whether two texts side by side are easy to read} */
    public boolean hasRoomForTwo() {
        return width >= LEAST_FOR_TWO;
    }

    /** Two texts side by side. */
    public Page columns(String left, String right) {
        int column = (Math.min(width, WIDEST_PAIR) - INDENT - 2 * BETWEEN_COLUMNS.length()) / 2;
        List<String> leftLines = Wrap.lines(left, column);
        List<String> rightLines = Wrap.lines(right, column);
        for (int i = 0; i < Math.max(leftLines.size(), rightLines.size()); i++) {
            String first = i < leftLines.size() ? leftLines.get(i) : "";
            String second = i < rightLines.size() ? rightLines.get(i) : "";
            add(" ".repeat(INDENT) + Wrap.pad(first, column + 2 * BETWEEN_COLUMNS.length()) + second);
        }
        return this;
    }

    /** Rows of cells under their names. The last column takes what is left of the width. */
    public Page table(List<String> names, List<List<String>> rows) {
        int last = names.size() - 1;
        List<Integer> widths = new ArrayList<>();
        int left = textWidth(INDENT);
        for (int i = 0; i < last; i++) {
            int column = i;
            int most = rows.stream()
                    .mapToInt(row -> Wrap.columns(row.get(column)))
                    .reduce(Wrap.columns(names.get(column)), Math::max);
            widths.add(most);
            left -= most + BETWEEN_COLUMNS.length();
        }
        if (left < LEAST_WIDTH) {
            rows.forEach(row -> narrowRow(names, row));
            return this;
        }
        widths.add(left);
        StringBuilder head = new StringBuilder();
        for (int i = 0; i <= last; i++) {
            head.append(i == last ? names.get(i) : Wrap.pad(names.get(i), widths.get(i)) + BETWEEN_COLUMNS);
        }
        add(" ".repeat(INDENT) + style.faint(head.toString()));
        rows.forEach(row -> row(row, widths));
        return this;
    }

    private void row(List<String> cells, List<Integer> widths) {
        int last = cells.size() - 1;
        StringBuilder before = new StringBuilder(" ".repeat(INDENT));
        for (int i = 0; i < last; i++) {
            before.append(Wrap.pad(cells.get(i), widths.get(i))).append(BETWEEN_COLUMNS);
        }
        for (String line : Wrap.lines(cells.get(last), widths.get(last))) {
            add(before + line);
            before = new StringBuilder(" ".repeat(before.length()));
        }
    }

    private void narrowRow(List<String> names, List<String> cells) {
        text(INDENT, cells.get(0));
        for (int i = 1; i < cells.size(); i++) {
            labelled(2 * INDENT, names.get(i), cells.get(i));
        }
    }

    private int textWidth(int indent) {
        return Math.max(1, Math.min(width, WIDEST_TEXT) - indent);
    }

    private void add(String line) {
        lines.add(line.stripTrailing());
    }
}
