package dev.sockeye.cli.explain;

import dev.sockeye.diagnosis.knowledge.Cause;
import dev.sockeye.diagnosis.knowledge.Knowledge;
import dev.sockeye.diagnosis.knowledge.Phrase;
import dev.sockeye.diagnosis.text.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a text of a log or an exception can mean.
 *
 * @param phrases that are found in it, the more particular ones first
 * @param codes the close codes that the phrases name or mean; if no phrase was found, those among the text's numbers
 * @param causes that it can mean, the likeliest first
 */
record KnownText(String text, List<Phrase> phrases, List<KnownCode> codes, List<Cause> causes) {
    /** More programs that may have said it help nobody. */
    private static final int MOST_PHRASES = 3;

    /** Four digits that stand alone: not a part of a time, an address or a longer number. */
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.:-])[1-4]\\d{3}(?![\\w.:-]*\\w)");

    /** How the log of {@code sockeye serve} ends its lines. */
    private static final Pattern OWN_CAUSE = Pattern.compile("\\| ([a-z-]+) \\((?:high|medium|low)\\)");

    static KnownText of(String text, Optional<String> service, Texts texts) {
        Knowledge tables = Knowledge.tables();
        Set<String> speakers = new HashSet<>();
        // Of what one program may have said only the most particular counts.
        List<Phrase> phrases = tables.phrases(text).stream()
                .filter(phrase -> speakers.add(phrase.speaker()))
                .limit(MOST_PHRASES)
                .toList();
        List<KnownCode> codes = codes(phrases, text)
                .distinct()
                .map(code -> KnownCode.of(code, service, texts))
                .filter(code -> !phrases.isEmpty()
                        || code.entry().isPresent()
                        || !code.services().isEmpty())
                .toList();
        return new KnownText(text, phrases, codes, causes(phrases, codes, text));
    }

    private static Stream<Integer> codes(List<Phrase> phrases, String text) {
        if (phrases.isEmpty()) {
            return NUMBER.matcher(text).results().map(found -> Integer.valueOf(found.group()));
        }
        return phrases.stream().flatMap(phrase -> phrase.codeIn(text).stream());
    }

    private static List<Cause> causes(List<Phrase> phrases, List<KnownCode> codes, String text) {
        List<String> ids = new ArrayList<>();
        OWN_CAUSE.matcher(text).results().forEach(found -> ids.add(found.group(1)));
        // A status that is known tells more than the phrase around it.
        phrases.forEach(phrase -> phrase.statusIn(text).map(Cause::ofStatus).ifPresent(ids::add));
        phrases.forEach(phrase -> ids.addAll(phrase.causes()));
        List<Cause> named = Knowledge.tables().causes(ids.stream().distinct().toList());
        return named.isEmpty()
                ? codes.stream()
                        .flatMap(code -> code.causes().stream())
                        .distinct()
                        .toList()
                : named;
    }

    /** {@return whether anything is known of it} */
    boolean isKnown() {
        return !phrases.isEmpty() || !codes.isEmpty();
    }
}
