package dev.sockeye.cli.explain;

import dev.sockeye.cli.output.Page;
import dev.sockeye.cli.output.Printable;
import dev.sockeye.diagnosis.Figure;
import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.Phrase;
import dev.sockeye.diagnosis.knowledge.PrivateCode;
import dev.sockeye.diagnosis.text.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the answers of {@code sockeye explain} for people. */
final class ExplainText {
    /** Of more causes than these only the titles are told: a reader begins at the top. */
    private static final int MOST_IN_FULL = 5;

    private static final int INDENT = 2;
    private static final int UNDER_ITEM = 5;
    private static final String COMMAND = "sockeye explain ";

    private final Page page;
    private final Texts texts;

    ExplainText(Page page, Texts texts) {
        this.page = page;
        this.texts = texts;
    }

    /** Tells of a code. */
    void code(KnownCode code, Optional<String> service) {
        page.title(code.title());
        if (code.services().isEmpty()) {
            service.ifPresent(name ->
                    page.space().text(0, texts.get("label.explain.no-meaning", word(name), word(code.value())) + ":"));
        }
        boolean servicesFirst = code.entry().isEmpty() || service.isPresent();
        if (servicesFirst) {
            services(code, service);
        }
        section("what", Optional.of(code.meaning()));
        page.space().facts(INDENT, facts(code));
        section(
                "status",
                code.causeAsStatus()
                        .map(cause -> texts.cause(cause.id(), "title") + " (" + COMMAND + cause.id() + ")"));
        section("seen", code.text("seen"));
        section("look", code.text("look"));
        section("fix", code.text("fix"));
        section("use", code.text("use"));
        causes(code.causes());
        if (!servicesFirst) {
            services(code, service);
        }
        links(code.links());
    }

    private Map<String, String> facts(KnownCode code) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(label("wire"), code.wire());
        facts.put(code.entry().isPresent() ? label("sender") : texts.get("label.codes.may-send"), code.sender());
        put(facts, "decides", code.decides());
        put(facts, "phase", code.phase());
        put(facts, "clean", code.clean());
        put(facts, "transient", code.passes());
        put(facts, "reconnect", code.reconnect());
        put(facts, "specification", code.entry().map(entry -> entry.section()));
        put(facts, "certainty", code.entry().map(entry -> texts.get("certainty." + KnownCode.id(entry.certainty()))));
        return facts;
    }

    private void services(KnownCode code, Optional<String> service) {
        if (code.services().isEmpty()) {
            if (code.entry().isEmpty() && code.isOnWire() && service.isEmpty()) {
                section("services", Optional.of(texts.get("label.explain.no-service")));
            }
            return;
        }
        page.heading(label("services"));
        for (PrivateCode meaning : code.services()) {
            page.text(INDENT, meaning.service() + ": " + meaning.meaning().in(texts.locale()));
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put(label("reconnect"), code.advice(meaning.reconnect()));
            facts.put(label("source"), meaning.source());
            facts.put(label("certainty"), texts.get("certainty." + KnownCode.id(meaning.certainty())));
            page.facts(2 * INDENT, facts);
        }
    }

    /** Tells of a cause. */
    void cause(Cause cause) {
        page.title(cause.id() + ": " + texts.cause(cause.id(), "title"));
        section("happened", Optional.of(texts.cause(cause.id(), "summary")));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(label("phase"), texts.get("phase." + KnownCode.id(cause.phase())));
        facts.put(label("transient"), texts.get(cause.retryable() ? "transient.usually" : "transient.never"));
        if (!cause.codes().isEmpty()) {
            facts.put(
                    label("codes"), cause.codes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        facts.put(label("source"), cause.source());
        facts.put(label("certainty"), texts.get("certainty." + KnownCode.id(cause.certainty())));
        page.space().facts(INDENT, facts);
        section("evidence", Optional.of(texts.cause(cause.id(), "look")));
        section("fix", Optional.of(texts.cause(cause.id(), "fix")));
        section("confirm", Optional.of(texts.cause(cause.id(), "confirm")));
        links(cause.links());
    }

    /** Tells of a text that something is known of. */
    void text(KnownText found) {
        if (found.phrases().isEmpty()) {
            for (KnownCode code : found.codes()) {
                page.text(0, texts.get("label.explain.number", word(code.value())));
                summary(code);
            }
        } else {
            page.title(label("text"));
            found.phrases().forEach(phrase -> phrase(phrase, found.text()));
            found.codes().forEach(this::summary);
        }
        causes(found.causes());
        links(found.codes().stream()
                .flatMap(code -> code.links().stream())
                .distinct()
                .toList());
    }

    private void phrase(Phrase phrase, String text) {
        page.text(INDENT, phrase.speaker() + ": " + phrase.meaning().in(texts.locale()));
        phrase.statusIn(text)
                .ifPresent(status -> page.facts(2 * INDENT, Map.of(label("status"), Integer.toString(status))));
    }

    private void summary(KnownCode code) {
        page.section(code.title(), code.meaning());
        code.services()
                .forEach(meaning -> page.text(
                        INDENT, meaning.service() + ": " + meaning.meaning().in(texts.locale())));
        code.reconnect().ifPresent(advice -> page.facts(INDENT, Map.of(label("reconnect"), advice)));
        page.text(INDENT, COMMAND + code.value());
    }

    /** Says that nothing is known of a text, and what to try. */
    void nothing(String text) {
        int most = Page.WIDEST_TEXT;
        page.title(texts.get("label.explain.not-found"));
        page.text(INDENT, Printable.line(text.length() > most ? text.substring(0, most) + "…" : text));
        page.space()
                .text(
                        0,
                        texts.get(
                                "label.explain.searched",
                                Figure.of(Knowledge.tables().phrases().size()),
                                Figure.of(Knowledge.tables().causes().size())));
        page.space().text(0, texts.get("label.explain.try"));
    }

    private void causes(List<Cause> causes) {
        if (causes.isEmpty()) {
            return;
        }
        page.heading(label("causes"));
        for (int i = 0; i < Math.min(causes.size(), MOST_IN_FULL); i++) {
            Cause cause = causes.get(i);
            page.item((i + 1) + ".", texts.cause(cause.id(), "title") + " (" + cause.id() + ")")
                    .labelled(UNDER_ITEM, label("evidence"), texts.cause(cause.id(), "look"))
                    .labelled(UNDER_ITEM, label("fix"), texts.cause(cause.id(), "fix"));
        }
        if (causes.size() > MOST_IN_FULL) {
            page.heading(label("also"));
            Map<String, String> titles = new LinkedHashMap<>();
            causes.stream()
                    .skip(MOST_IN_FULL)
                    .forEach(cause -> titles.put(cause.id(), texts.cause(cause.id(), "title")));
            page.facts(INDENT, titles);
        }
        section("more-on", Optional.of(COMMAND + causes.get(0).id()));
    }

    private void links(List<String> links) {
        if (!links.isEmpty()) {
            page.heading(label("more"));
            links.forEach(link -> page.text(INDENT, link));
        }
    }

    private void section(String label, Optional<String> text) {
        text.ifPresent(known -> page.section(label(label), known));
    }

    private void put(Map<String, String> facts, String label, Optional<String> value) {
        value.ifPresent(known -> facts.put(label(label), known));
    }

    private String label(String name) {
        return texts.get("label.explain." + name);
    }

    private static Figure word(Object value) {
        return Figure.of(value.toString());
    }
}
