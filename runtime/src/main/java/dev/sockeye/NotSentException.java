package dev.sockeye;

/** A message that was waited for did not go out whole, because the connection closed or died before. */
public final class NotSentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final SendOutcome outcome;

    public NotSentException(SendOutcome outcome) {
        super("the message did not go out whole: the connection is " + outcome);
        this.outcome = outcome;
    }

    /** {@return why} */
    public SendOutcome outcome() {
        return outcome;
    }
}
