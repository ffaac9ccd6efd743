package dev.sockeye.protocol.close;

import java.util.Locale;

/** What the facts of a report most likely mean. Immutable, and safe for use by several threads. */
public interface Verdict {
    /** {@return the stable id of the most likely cause, such as {@code proxy-idle}; for metrics and alerts} */
    String causeId();

    /** {@return a paragraph for a person: what happened, why, how sure that is, and what to do; without secrets} */
    String describe(Locale locale);
}
