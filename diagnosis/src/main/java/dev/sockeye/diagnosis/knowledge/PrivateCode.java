package dev.sockeye.diagnosis.knowledge;

import java.util.Set;

/**
 * Close codes that a service defined for itself.
 *
 * @param service such as {@code discord}
 * @param codes one, or a range
 * @param reconnect what a client should do
 * @param meaning as the service says it
 */
public record PrivateCode(
        String service,
        Range codes,
        CodeEntry.Reconnect reconnect,
        LocalText meaning,
        String source,
        Certainty certainty) {
    static PrivateCode of(Entry entry) {
        entry.allowOnly(Set.of("reconnect", "meaning.en", "meaning.vi", "source", "certainty"));
        int slash = entry.id().indexOf('/');
        if (slash < 1) {
            throw entry.wrong("id", "is to be service/code");
        }
        Range codes;
        try {
            codes = Range.parse(entry.id().substring(slash + 1));
        } catch (IllegalArgumentException wrong) {
            throw entry.wrong("id", "is to be service/code or service/least..most");
        }
        return new PrivateCode(
                entry.id().substring(0, slash),
                codes,
                entry.constant("reconnect", CodeEntry.Reconnect.class),
                entry.local("meaning"),
                entry.text("source"),
                entry.certainty());
    }
}
