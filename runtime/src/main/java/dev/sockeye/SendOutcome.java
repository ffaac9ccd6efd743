package dev.sockeye;

/** What became of a message that was given to {@link WebSocket} to send. */
public enum SendOutcome {
    /** The message was taken and will go out in order, unless the connection dies first. */
    QUEUED,
    /** The message was not taken: the queue is full. {@link WebSocketHandler#onWritable} tells when to try again. */
    BACK_PRESSURED,
    /** The message was not taken: a Close frame was sent or received. */
    CLOSING,
    /**
     * The message was not taken: there is no connection at the moment, and no buffer for the time until the next. Only a
     * {@link ReconnectingWebSocket} answers so.
     */
    DISCONNECTED,
    /** The message was not taken: the connection is over. */
    CLOSED;

    /** {@return whether the message was taken} */
    public boolean isTaken() {
        return this == QUEUED;
    }
}
