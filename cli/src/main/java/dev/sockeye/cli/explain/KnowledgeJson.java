package dev.sockeye.cli.explain;

import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.knowledge.CodeEntry;
import dev.sockeye.diagnosis.knowledge.CodeRange;
import dev.sockeye.diagnosis.knowledge.Phrase;
import dev.sockeye.diagnosis.knowledge.PrivateCode;
import dev.sockeye.diagnosis.text.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entries of the tables as JSON, for programs. The fields are described in docs/reference/command-line.md; fields may be
 * added, none is taken away. Constants are in capitals, texts in the language that was asked for.
 */
final class KnowledgeJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Texts texts;

    KnowledgeJson(Texts texts) {
        this.texts = texts;
    }

    /** {@return an answer of a kind, to be filled} */
    ObjectNode answer(String kind) {
        return JSON.objectNode()
                .put("kind", kind)
                .put("language", texts.locale().getLanguage());
    }

    ObjectNode code(KnownCode code) {
        ObjectNode json = JSON.objectNode().put("code", code.value());
        json.put("name", code.entry().map(CodeEntry::name).orElse(null));
        json.put("meaning", code.meaning());
        json.put("onWire", code.isOnWire());
        put(json, "sender", code.entry().map(CodeEntry::sender));
        put(json, "decides", code.entry().flatMap(CodeEntry::decides));
        ArrayNode phases = json.putArray("phases");
        code.phases().forEach(phase -> phases.add(phase.name()));
        code.entry()
                .ifPresentOrElse(
                        entry -> json.put("reportedLocally", entry.local()).put("clean", entry.clean()),
                        () -> json.putNull("reportedLocally").putNull("clean"));
        json.put("transient", code.transience().map(KnowledgeJson::capitals).orElse(null));
        for (String part : List.of("seen", "look", "fix", "use")) {
            json.put(part, code.text(part).orElse(null));
        }
        put(json, "reconnect", code.entry().map(CodeEntry::reconnect));
        json.put("reconnectText", code.reconnect().orElse(null));
        json.set("causes", causes(code.causes()));
        json.put("causeAsStatus", code.causeAsStatus().map(Cause::id).orElse(null));
        json.set("range", range(code.range()));
        ArrayNode services = json.putArray("services");
        code.services().forEach(service -> services.add(service(service)));
        json.put("section", code.entry().map(CodeEntry::section).orElse(null));
        json.set("links", strings(code.links()));
        json.put("source", code.entry().map(CodeEntry::source).orElse(null));
        put(json, "certainty", code.entry().map(CodeEntry::certainty));
        return json;
    }

    ObjectNode range(CodeRange range) {
        return JSON.objectNode()
                .put("id", range.id())
                .put("least", range.codes().least())
                .put("most", range.codes().most())
                .put("name", texts.get("range." + range.id() + ".name"))
                .put("meaning", texts.get("range." + range.id() + ".meaning"))
                .put("send", texts.get("range." + range.id() + ".send"));
    }

    ObjectNode service(PrivateCode code) {
        return JSON.objectNode()
                .put("service", code.service())
                .put("least", code.codes().least())
                .put("most", code.codes().most())
                .put("meaning", code.meaning().in(texts.locale()))
                .put("reconnect", code.reconnect().name())
                .put("reconnectText", texts.get("reconnect." + KnownCode.id(code.reconnect())))
                .put("source", code.source())
                .put("certainty", code.certainty().name());
    }

    ObjectNode cause(Cause cause) {
        ObjectNode json = JSON.objectNode().put("id", cause.id());
        for (String part : List.of("title", "summary", "look", "fix", "confirm")) {
            json.put(part, texts.cause(cause.id(), part));
        }
        json.put("phase", cause.phase().name()).put("retryable", cause.retryable());
        ArrayNode codes = json.putArray("codes");
        cause.codes().forEach(codes::add);
        json.set("links", strings(cause.links()));
        return json.put("source", cause.source())
                .put("certainty", cause.certainty().name());
    }

    ObjectNode text(KnownText found) {
        ObjectNode json = answer("text").put("text", found.text()).put("known", found.isKnown());
        ArrayNode phrases = json.putArray("phrases");
        found.phrases().forEach(phrase -> phrases.add(phrase(phrase, found.text())));
        ArrayNode codes = json.putArray("codes");
        found.codes().forEach(code -> codes.add(code(code)));
        json.set("causes", causes(found.causes()));
        return json;
    }

    private ObjectNode phrase(Phrase phrase, String text) {
        ObjectNode json = JSON.objectNode()
                .put("id", phrase.id())
                .put("speaker", phrase.speaker())
                .put("meaning", phrase.meaning().in(texts.locale()));
        json.put("code", phrase.codeIn(text).orElse(null));
        json.put("status", phrase.statusIn(text).orElse(null));
        json.set("causes", strings(phrase.causes()));
        return json.put("source", phrase.source())
                .put("certainty", phrase.certainty().name());
    }

    private ArrayNode causes(List<Cause> causes) {
        ArrayNode json = JSON.arrayNode();
        causes.forEach(cause -> json.add(cause(cause)));
        return json;
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode json = JSON.arrayNode();
        values.forEach(json::add);
        return json;
    }

    private static void put(ObjectNode json, String name, Optional<? extends Enum<?>> constant) {
        json.put(name, constant.map(Enum::name).orElse(null));
    }

    private static String capitals(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
