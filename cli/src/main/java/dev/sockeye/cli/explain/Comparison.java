package dev.sockeye.cli.explain;

import dev.sockeye.diagnosis.knowledge.CodeEntry;
import dev.sockeye.diagnosis.text.Texts;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Two close codes side by side. */
record Comparison(KnownCode first, KnownCode second, Texts texts) {
    /** What is short enough to tell as a difference. */
    private static final List<Aspect> FACTS = List.of(
            new Aspect("wire", code -> Optional.of(code.wire())),
            new Aspect("sender", code -> Optional.of(code.sender())),
            new Aspect("decides", KnownCode::decides),
            new Aspect("phase", KnownCode::phase),
            new Aspect("clean", KnownCode::clean),
            new Aspect("transient", KnownCode::passes));

    private static final List<Aspect> ADVICE = List.of(
            new Aspect("seen", code -> code.text("seen")),
            new Aspect("look", code -> code.text("look")),
            new Aspect("fix", code -> code.text("fix")),
            new Aspect("reconnect", KnownCode::reconnect),
            new Aspect("specification", code -> code.entry().map(CodeEntry::section)));

    private static final Aspect WHAT = new Aspect("what", code -> Optional.of(code.meaning()));
    private static final Aspect RECONNECT = new Aspect("reconnect", KnownCode::reconnect);
    static final Aspect USE = new Aspect("use", code -> code.text("use"));

    /**
     * Something that can be told of every code.
     *
     * @param field its name in the texts and in JSON
     */
    record Aspect(String field, Function<KnownCode, Optional<String>> value) {
        String label(Texts texts) {
            return texts.get("label.explain." + field);
        }
    }

    /** An aspect of both codes; empty where nothing is known of it. */
    record Row(Aspect aspect, Optional<String> first, Optional<String> second) {
        boolean isKnown() {
            return first.isPresent() || second.isPresent();
        }
    }

    Row row(Aspect aspect) {
        return new Row(aspect, aspect.value().apply(first), aspect.value().apply(second));
    }

    /** {@return all of which something is known, in the order in which a reader asks for it} */
    List<Row> rows() {
        return Stream.of(Stream.of(WHAT), FACTS.stream(), ADVICE.stream())
                .flatMap(aspects -> aspects)
                .map(this::row)
                .filter(Row::isKnown)
                .toList();
    }

    /** {@return the short ones in which the codes differ} */
    List<Row> differences() {
        return Stream.concat(FACTS.stream(), Stream.of(RECONNECT))
                .map(this::row)
                .filter(Row::isKnown)
                .filter(row -> !row.first().equals(row.second()))
                .toList();
    }

    /** {@return what the texts say of just these two: their differences, or which applies when} */
    Optional<String> text(String part) {
        int least = Math.min(first.value(), second.value());
        int most = Math.max(first.value(), second.value());
        String key = "compare." + least + "." + most + "." + part;
        return texts.has(key) ? Optional.of(texts.get(key)) : Optional.empty();
    }

    /** {@return the pages to learn more from} */
    List<String> links() {
        return Stream.concat(first.links().stream(), second.links().stream())
                .distinct()
                .toList();
    }
}
