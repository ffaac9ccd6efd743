package dev.sockeye.reconnect;

/**
 * What an end by itself calls for, before it is looked at how often it came and how long it lasts.
 *
 * @param detail what the reason does not say by itself, such as {@code HTTP 404}; empty if there is nothing
 */
public record Advice(Action action, Reason reason, String detail) {
    /** What to do about an end. */
    public enum Action {
        /** Try again with backoff. */
        RETRY,
        /** Try again with the longer backoff for servers that are overloaded. */
        RETRY_LATER,
        /** Try again at once, but with backoff from the second end in a row on. */
        RETRY_NOW,
        /** Try again once; stop when it ends in the same way. */
        RETRY_ONCE,
        /** Try again a few times; stop when it ends in the same way again and again. */
        RETRY_FEW,
        /** Try again a few times if the link has been open before, such as a 404 while a service is deployed; else stop. */
        RETRY_FEW_IF_OPENED,
        /** Try again with new credentials; stop if those are refused too, or there are none. */
        NEW_CREDENTIALS,
        /** As {@link #NEW_CREDENTIALS}, but if the application has none to give, try once more with the same. */
        NEW_CREDENTIALS_OR_ONCE,
        /** Stop, unless the link is wanted for good. */
        STOP_UNLESS_WANTED,
        /** Stop. */
        STOP
    }

    /** An advice whose reason says all. */
    public Advice(Action action, Reason reason) {
        this(action, reason, "");
    }
}
