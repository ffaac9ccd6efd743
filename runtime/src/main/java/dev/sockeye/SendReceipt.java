package dev.sockeye;

/**
 * What became of a message that was given to a {@link ReconnectingWebSocket}.
 *
 * @param outcome whether it was taken
 * @param id the message's number, from 1 in the order in which messages were taken; 0 if it was not taken. {@link
 *     Undelivered} names messages by it
 */
public record SendReceipt(SendOutcome outcome, long id) {
    /** {@return whether the message was taken} */
    public boolean isTaken() {
        return outcome.isTaken();
    }
}
