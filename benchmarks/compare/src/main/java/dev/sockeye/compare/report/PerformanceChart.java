package dev.sockeye.compare.report;

import dev.sockeye.compare.Numbers;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Draws docs/reference/performance.svg: one block of bars for each of S1 to S8, legible on light and dark pages. */
public final class PerformanceChart {
    private static final List<String> ROWS = List.of("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8");
    private static final int WIDTH = 760;
    private static final int BAR_LEFT = 250;
    private static final int BAR_WIDTH = 410;
    private static final int LINE = 17;
    private static final int BLOCK_HEAD = 34;
    /** A bar that is longer than so many times Netty's codec is cut, so that the short ones can be told apart. */
    private static final double MOST = 3;

    private final Figures figures;
    private final StringBuilder body = new StringBuilder();
    private int y = 8;

    private PerformanceChart(Figures figures) {
        this.figures = figures;
    }

    /** {@return the chart in SVG} */
    public static String of(Figures figures) {
        PerformanceChart chart = new PerformanceChart(figures);
        ROWS.forEach(id -> figures.row(id).ifPresent(chart::block));
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
                <title>What each server costs; shorter is better</title>
                <style>
                text { font: 12px system-ui, sans-serif; fill: #1f2328; }
                .head { font-weight: 600; }
                .peer { fill: #8c959f; }
                .own { fill: #d1553b; }
                @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .peer { fill: #6e7681; } .own { fill: #f0795f; } }
                </style>
                %3$s</svg>
                """.formatted(WIDTH, chart.y + 8, chart.body);
    }

    private void block(JsonNode row) {
        String id = Figures.text(row, "id");
        double most = 0;
        for (JsonNode value : row.required("values")) {
            most = Math.max(most, value.required("median").asDouble());
        }
        double full = Math.min(most, figures.median(id, "netty").orElse(most) * MOST);
        y += BLOCK_HEAD;
        text(8, "head", "%s: %s, %s".formatted(id, Figures.text(row, "title"), Figures.text(row, "unit")), y - 8);
        for (JsonNode value : row.required("values")) {
            bar(Figures.text(value, "server"), value.required("median").asDouble(), full);
        }
    }

    private void bar(String server, double median, double full) {
        double length = full <= 0 ? 0 : Math.max(0, Math.min(median / full, 1)) * BAR_WIDTH;
        text(8, "name", figures.titleOf(server), y + 12);
        body.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                server.equals("sockeye") ? "own" : "peer",
                BAR_LEFT,
                y + 2,
                length,
                LINE - 5));
        String cut = median > full ? " →" : "";
        text((int) (BAR_LEFT + length + 6), "value", Numbers.of(median) + cut, y + 12);
        y += LINE;
    }

    private void text(int x, String type, String text, int baseline) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        body.append("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n".formatted(type, x, baseline, escaped));
    }
}
