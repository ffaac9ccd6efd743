package dev.sockeye.diagnosis.knowledge;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What another program writes into its log or its exception when a WebSocket ends. More particular phrases stand before
 * general ones.
 *
 * @param id stable
 * @param speaker the program, such as {@code gorilla/websocket}
 * @param pattern found in the text; a group named {@code code} or {@code status} holds the close code or the HTTP status
 * @param code the close code that the phrase means, if it is always the same
 * @param causes the ids of the {@link Cause}s that it can mean, the likeliest first; may be empty if the code says it all
 * @param meaning what it says
 */
public record Phrase(
        String id,
        String speaker,
        TextPattern pattern,
        Optional<Integer> code,
        List<String> causes,
        LocalText meaning,
        String source,
        Certainty certainty) {
    static Phrase of(Entry entry) {
        entry.allowOnly(
                Set.of("speaker", "pattern", "code", "cause", "meaning.en", "meaning.vi", "source", "certainty"));
        return new Phrase(
                entry.id(),
                entry.text("speaker"),
                TextPattern.of(entry, "pattern", entry.text("pattern")),
                entry.optional("code").map(Integer::valueOf),
                entry.all("cause"),
                entry.local("meaning"),
                entry.text("source"),
                entry.certainty());
    }

    /** {@return the close code that the phrase names in a text, or else the one that it always means} */
    public Optional<Integer> codeIn(String text) {
        return number(text, "code").or(() -> code);
    }

    /** {@return the HTTP status that the phrase names in a text} */
    public Optional<Integer> statusIn(String text) {
        return number(text, "status");
    }

    private Optional<Integer> number(String text, String group) {
        return pattern.group(text, group)
                .filter(digits -> digits.matches("\\d{1,5}"))
                .map(Integer::valueOf);
    }
}
