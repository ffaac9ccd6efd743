package dev.sockeye;

/** What a connection does with a message while its queue is full because the peer reads too slowly. */
public enum SlowConsumerPolicy {
    /** The message is not taken; the sender is told {@link SendOutcome#BACK_PRESSURED}. */
    REJECT,
    /** The oldest messages that have not begun to go out are dropped to make room. For feeds whose newest word counts. */
    DROP_OLDEST,
    /** The connection is closed with 1008 and a reason that says so. */
    CLOSE
}
