package dev.sockeye.diagnosis.knowledge;

import dev.sockeye.protocol.close.ClosePayload;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Close frame by which a peer's library says something else than its code means, such as a 1000 for an idle timeout.
 *
 * @param id stable
 * @param peer the program or library
 * @param code of the Close frame; empty for a Close frame without one
 * @param reason found in the reason, if the habit asks for it
 * @param cause the id of the {@link Cause} that is really behind it
 * @param sure whether the code with the reason is enough to tell; otherwise it is one possibility of several
 * @param meaning what really happened
 */
public record Habit(
        String id,
        String peer,
        Optional<Integer> code,
        Optional<TextPattern> reason,
        String cause,
        boolean sure,
        LocalText meaning,
        String source,
        Certainty certainty) {
    static Habit of(Entry entry) {
        entry.allowOnly(
                Set.of("peer", "code", "reason", "cause", "sure", "meaning.en", "meaning.vi", "source", "certainty"));
        List<String> codes = entry.all("code");
        return new Habit(
                entry.id(),
                entry.text("peer"),
                codes.isEmpty() ? Optional.empty() : Optional.of(entry.number("code")),
                entry.optional("reason").map(reason -> TextPattern.of(entry, "reason", reason)),
                entry.text("cause"),
                entry.flag("sure"),
                entry.local("meaning"),
                entry.text("source"),
                entry.certainty());
    }

    /** {@return whether a Close frame may be of this habit} */
    public boolean fits(ClosePayload payload) {
        Optional<Integer> sent = payload.code().map(code -> code.value());
        return sent.equals(code) && (reason.isEmpty() || reason.get().isIn(payload.reason()));
    }
}
