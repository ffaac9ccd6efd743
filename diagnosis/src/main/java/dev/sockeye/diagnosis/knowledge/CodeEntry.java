package dev.sockeye.diagnosis.knowledge;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A close code that is registered or reserved. Its texts stand in the bundles under {@code code.N.meaning}, {@code .seen},
 * {@code .look} and {@code .fix}.
 *
 * @param value such as 1006
 * @param name as registered
 * @param sender who may put it into a Close frame
 * @param decides whose decision it is that a connection ends with it; empty if nobody may
 * @param local whether an API may report it though no frame carried it
 * @param clean whether a connection that ends with it normally closed cleanly
 * @param reconnect what a client should do
 * @param causes the ids of the {@link Cause}s that are usual, the likeliest first
 * @param section of the specification, such as {@code RFC 6455 §7.4.1}
 */
public record CodeEntry(
        int value,
        String name,
        Sender sender,
        Optional<Decides> decides,
        boolean local,
        boolean clean,
        Reconnect reconnect,
        List<String> causes,
        String section,
        List<String> links,
        String source,
        Certainty certainty) {
    /** Who may put a code into a Close frame. */
    public enum Sender {
        BOTH,
        CLIENT,
        SERVER,
        NOBODY
    }

    /** Whose decision it is that a connection ends with a code. */
    public enum Decides {
        /** The application of the end that closes. */
        APPLICATION,
        /** The library of the end that closes. */
        LIBRARY,
        /** The library of the end that reports it, afterwards: no frame carried it. */
        LOCAL,
        /** The client alone. */
        CLIENT
    }

    /** What a client should do after a close. */
    public enum Reconnect {
        /** It was meant: stop, unless the link is wanted for good. */
        NO,
        /** Try again, later each time, with jitter. */
        BACKOFF,
        /** Try again, beginning with a longer pause. */
        LONG_BACKOFF,
        /** Try once more with new credentials. */
        AFTER_LOGIN,
        /** Something has to be changed first: trying again gives the same. */
        AFTER_FIX,
        /** Once more after a pause; a repeat means that something has to be changed. */
        ONCE,
        /** Try again at once. */
        NOW,
        /** Begin a new session, do not resume the old one. */
        NEW_SESSION,
        /** The service does not say. */
        UNKNOWN
    }

    static CodeEntry of(Entry entry) {
        entry.allowOnly(Set.of(
                "name",
                "sender",
                "decides",
                "local",
                "clean",
                "reconnect",
                "cause",
                "section",
                "link",
                "source",
                "certainty"));
        return new CodeEntry(
                Integer.parseInt(entry.id()),
                entry.text("name"),
                entry.constant("sender", Sender.class),
                entry.optional("decides").map(any -> entry.constant("decides", Decides.class)),
                entry.flag("local"),
                entry.flag("clean"),
                entry.constant("reconnect", Reconnect.class),
                entry.all("cause"),
                entry.text("section"),
                entry.all("link"),
                entry.text("source"),
                entry.certainty());
    }

    /** {@return whether a Close frame may carry it} */
    public boolean isOnWire() {
        return sender != Sender.NOBODY;
    }

    /** {@return the link to the specification, if there is one} */
    public Optional<String> link() {
        return links.stream().findFirst();
    }
}
