package dev.sockeye.cli.explain;

import dev.sockeye.cli.output.Page;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.text.Texts;
import java.util.Optional;

/** Writes a comparison for people: in two columns, or one under the other where there is no room for two. */
final class CompareText {
    private static final int INDENT = 2;

    private final Page page;
    private final Comparison comparison;
    private final Texts texts;

    CompareText(Page page, Comparison comparison) {
        this.page = page;
        this.comparison = comparison;
        this.texts = comparison.texts();
    }

    void write() {
        KnownCode first = comparison.first();
        KnownCode second = comparison.second();
        page.title(texts.get("label.compare.title", Figure.of(first.title()), Figure.of(second.title())));
        if (page.hasRoomForTwo()) {
            page.space().columns(first.title(), second.title());
        }
        for (Comparison.Row row : comparison.rows()) {
            page.heading(row.aspect().label(texts));
            sides(row);
        }
        differences();
        which();
        if (!comparison.links().isEmpty()) {
            page.heading(texts.get("label.explain.more"));
            comparison.links().forEach(link -> page.text(INDENT, link));
        }
        page.text(INDENT, "sockeye explain " + first.value());
        page.text(INDENT, "sockeye explain " + second.value());
    }

    private void sides(Comparison.Row row) {
        String first = told(row.first());
        String second = told(row.second());
        if (page.hasRoomForTwo()) {
            page.columns(first, second);
        } else {
            page.labelled(INDENT, code(comparison.first()), first);
            page.labelled(INDENT, code(comparison.second()), second);
        }
    }

    private void differences() {
        Optional<String> written = comparison.text("differences");
        if (written.isEmpty() && comparison.differences().isEmpty()) {
            return;
        }
        page.heading(texts.get("label.compare.differences"));
        written.ifPresent(text -> page.text(INDENT, text));
        if (written.isPresent()) {
            return;
        }
        for (Comparison.Row row : comparison.differences()) {
            page.text(INDENT, row.aspect().label(texts));
            page.labelled(2 * INDENT, code(comparison.first()), told(row.first()));
            page.labelled(2 * INDENT, code(comparison.second()), told(row.second()));
        }
    }

    private void which() {
        Comparison.Row use = comparison.row(Comparison.USE);
        Optional<String> written = comparison.text("which");
        if (written.isPresent() || use.isKnown()) {
            page.heading(texts.get("label.compare.which"));
        }
        if (written.isPresent()) {
            page.text(INDENT, written.get());
        } else if (use.isKnown()) {
            sides(use);
        }
    }

    private String told(Optional<String> value) {
        return value.orElseGet(() -> texts.get("label.unknown"));
    }

    private static String code(KnownCode code) {
        return Integer.toString(code.value());
    }
}
