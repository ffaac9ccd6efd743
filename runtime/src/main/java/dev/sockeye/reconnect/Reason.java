package dev.sockeye.reconnect;

import dev.sockeye.diagnosis.text.Texts;
import java.util.Locale;

/** Why a policy decides as it does. Each has a text under {@code decision.NAME} in the bundles of the diagnosis. */
public enum Reason {
    // Why it tries again.
    /** The connection was lost, or nothing came any more. */
    LOST,
    /** The server left or restarts: 1001, 1012. */
    SERVER_LEFT,
    /** The server, or what is before it, has a fault of its own: 1011, 1014, HTTP 5xx. */
    SERVER_FAULT,
    /** The server has too much to do: 1013, 3008, HTTP 429, 503. */
    OVERLOADED,
    /** The server was not reached: no address, no TCP connection, no answer. */
    NOT_REACHED,
    /** The credentials were refused; the next attempt has new ones. */
    NEW_CREDENTIALS,
    /** It may have been chance; a second time would not be. */
    ONCE_MORE,
    /** It was closed in order, but the link is wanted for good. */
    WANTED_FOR_GOOD,
    /** Something failed on this end that may pass. */
    LOCAL_TROUBLE,
    /** The service documents that its code asks for another attempt. */
    SERVICE_SAYS_RETRY,

    // Why it stops.
    /** The application closed the link. */
    CLOSED_HERE,
    /** It was closed in order, as the peer or this end wanted. */
    FINISHED,
    /** The server does not agree to an extension that this client requires: 1010. */
    EXTENSION_MISSING,
    /** The credentials were refused, and there are no better ones. */
    CREDENTIALS_REFUSED,
    /** Trying again unchanged gives the same. */
    SAME_AGAIN,
    /** The server refuses the request for what it is, such as HTTP 404. */
    REQUEST_REFUSED,
    /** TLS cannot be set up with what the two ends have, such as an expired certificate. */
    TLS_REFUSED,
    /** The service documents that its code is final. */
    SERVICE_SAYS_STOP,
    /** As many attempts as are allowed were made. */
    TOO_MANY_ATTEMPTS,
    /** It took longer than is allowed. */
    TOO_LONG,
    /** A policy of the application has a reason of its own, told in the decision's detail. */
    OWN;

    /** {@return the reason as a clause in a language} */
    public String describe(Locale locale) {
        return Texts.in(locale).get("decision." + name());
    }
}
