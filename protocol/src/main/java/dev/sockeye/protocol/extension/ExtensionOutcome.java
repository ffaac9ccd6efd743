package dev.sockeye.protocol.extension;

import java.util.List;

/**
 * What became of each extension that a client asked for, and of each that the server named unasked.
 *
 * @param entries the requested extensions in the client's order, then those never offered in the server's order; empty
 *     when the handshake failed before the extensions were looked at
 */
public record ExtensionOutcome(List<Entry> entries) {
    /** The outcome of a handshake that did not get as far as the extensions. */
    public static final ExtensionOutcome NOT_REACHED = new ExtensionOutcome(List.of());

    /** The fate of one extension. */
    public enum Result {
        /** Both ends use it. */
        AGREED,
        /** The client offered it and the answer does not name it; the connection opens without. */
        NOT_OFFERED_BACK,
        /** The answer names it but takes back what the offer asked for; the handshake fails (RFC 6455 §9.1). */
        DECLINED_PARAMETERS,
        /** The answer breaks the grammar or the extension's rules; the handshake fails (RFC 6455 §9.1). */
        MALFORMED_ANSWER,
        /** The answer names it though it was not offered; the handshake fails (RFC 6455 §4.1). */
        NEVER_OFFERED
    }

    /**
     * One extension and its fate.
     *
     * @param name the extension's name
     * @param required whether the client required it
     * @param result its fate
     * @param detail the agreed element of the header, or what is wrong, for a developer; empty where there is nothing
     *     to add
     */
    public record Entry(String name, boolean required, Result result, String detail) {}

    public ExtensionOutcome {
        entries = List.copyOf(entries);
    }

    /**
     * {@return the names of the required extensions that were not agreed, in the client's order} If there are any on an
     * open connection, the client closes it with 1010 and lists them in the reason (RFC 6455 §7.4.1).
     */
    public List<String> missing() {
        return entries.stream()
                .filter(entry -> entry.required() && entry.result() != Result.AGREED)
                .map(Entry::name)
                .toList();
    }
}
