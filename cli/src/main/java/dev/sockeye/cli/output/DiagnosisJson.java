package dev.sockeye.cli.output;

import dev.sockeye.diagnosis.Diagnosis;
import dev.sockeye.diagnosis.Evidence;
import dev.sockeye.diagnosis.Finding;
import dev.sockeye.diagnosis.text.Texts;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@link Diagnosis} as JSON, for programs. Its fields are described in docs/reference/command-line.md; fields may be added,
 * none is taken away.
 */
public final class DiagnosisJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private DiagnosisJson() {}

    /** {@return the diagnosis in a reader's language} */
    public static ObjectNode of(Diagnosis diagnosis, Locale locale) {
        ObjectNode json = JSON.objectNode()
                .put("language", Texts.in(locale).locale().getLanguage())
                .put("text", diagnosis.describe(locale));
        ArrayNode findings = json.putArray("findings");
        diagnosis.findings().forEach(finding -> findings.add(finding(finding, locale)));
        return json;
    }

    private static ObjectNode finding(Finding finding, Locale locale) {
        ObjectNode json = JSON.objectNode()
                .put("cause", finding.causeId())
                .put("title", finding.title(locale))
                .put("confidence", finding.confidence().name())
                .put("summary", finding.summary(locale));
        json.set("facts", evidence(finding.facts(), locale));
        json.set("against", evidence(finding.against(), locale));
        json.put("note", finding.note().map(note -> note.in(locale)).orElse(null));
        json.put("fix", finding.fix(locale)).put("confirm", finding.confirm(locale));
        ArrayNode links = json.putArray("links");
        finding.links().forEach(links::add);
        return json;
    }

    private static ArrayNode evidence(List<Evidence> evidence, Locale locale) {
        ArrayNode json = JSON.arrayNode();
        evidence.forEach(fact -> json.add(fact.describe(locale)));
        return json;
    }
}
