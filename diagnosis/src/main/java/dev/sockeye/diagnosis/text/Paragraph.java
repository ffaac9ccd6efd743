package dev.sockeye.diagnosis.text;

import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Evidence;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.protocol.close.CloseReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells a diagnosis to a person: what happened, why, how sure that is, what speaks against it, and what to do. */
public final class Paragraph {
    /** More explanations than these help nobody. */
    private static final int MOST_OTHERS = 3;

    private final Texts texts;
    private final Diagnosis diagnosis;

    private Paragraph(Diagnosis diagnosis, Texts texts) {
        this.diagnosis = diagnosis;
        this.texts = texts;
    }

    /** {@return the diagnosis as one paragraph} */
    public static String of(Diagnosis diagnosis, Locale locale) {
        return new Paragraph(diagnosis, Texts.in(locale)).text();
    }

    private String text() {
        Finding first = diagnosis.first();
        StringBuilder text = new StringBuilder()
                .append(texts.get("label.ended", Figure.of(codeAndName(diagnosis.report()))))
                .append(' ')
                .append(texts.get("label.cause", Figure.of(first.title(texts.locale())), Figure.of(confidence(first))))
                .append(' ')
                .append(first.summary(texts.locale()));
        add(text, "label.facts", first.facts());
        add(text, "label.against", first.against());
        first.note().ifPresent(note -> text.append(' ').append(note.in(texts.locale())));
        text.append(' ').append(texts.get("label.fix")).append(' ').append(first.fix(texts.locale()));
        text.append(' ').append(texts.get("label.confirm")).append(' ').append(first.confirm(texts.locale()));
        addOthers(text);
        return text.toString();
    }

    private void add(StringBuilder text, String label, List<Evidence> evidence) {
        if (!evidence.isEmpty()) {
            String clauses = evidence.stream().map(texts::evidence).collect(Collectors.joining("; "));
            text.append(' ').append(texts.get(label, Figure.of(clauses)));
        }
    }

    private void addOthers(StringBuilder text) {
        String others = diagnosis.findings().stream()
                .skip(1)
                .limit(MOST_OTHERS)
                .map(finding -> finding.title(texts.locale()) + " (" + confidence(finding) + ")")
                .collect(Collectors.joining("; "));
        if (!others.isEmpty()) {
            text.append(' ').append(texts.get("label.others", Figure.of(others)));
        }
    }

    private String confidence(Finding finding) {
        return texts.get("confidence." + finding.confidence().name().toLowerCase(Locale.ROOT));
    }

    private static String codeAndName(CloseReport report) {
        return Knowledge.tables()
                .code(report.code().value())
                .map(entry -> report.code() + " (" + entry.name() + ")")
                .orElse(report.code().toString());
    }
}
