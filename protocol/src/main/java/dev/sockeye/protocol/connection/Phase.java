package dev.sockeye.protocol.connection;

/**
 * Where a connection is between its opening and its end (RFC 6455 §7.1). {@link #after} is the whole table of moves; what
 * is done on a move is {@link Connection}'s business.
 */
public enum Phase {
    /** Both ends may send. */
    OPEN,
    /** This end sent a Close frame and waits for the peer's. */
    CLOSE_SENT,
    /** The peer's Close frame came while this end is within a message, which it may finish before it answers. */
    CLOSE_RECEIVED,
    /** Nothing more is sent or read; the transport is on its way to its end. */
    CLOSE_EXCHANGED,
    /** The transport is gone and the report is made. */
    CLOSED;

    /** What can move a connection from one phase to another. */
    public enum Input {
        /** This end sends its Close frame, of its own accord or as an answer. */
        SEND_CLOSE,
        /** The peer's Close frame came. */
        RECEIVE_CLOSE,
        /** This end fails the connection (RFC 6455 §7.1.7): it says why in a Close frame, if it still may. */
        FAIL,
        /** The time for the current step of closing is over. */
        DEADLINE,
        /** The transport ended. */
        TRANSPORT_END,
        /** This end cuts the connection without a Close frame. */
        ABORT
    }

    /** {@return the phase that follows when this input comes; the same phase if the input changes nothing} */
    public Phase after(Input input) {
        return switch (this) {
            case OPEN ->
                switch (input) {
                    case SEND_CLOSE -> CLOSE_SENT;
                    case RECEIVE_CLOSE -> CLOSE_RECEIVED;
                    case FAIL -> CLOSE_EXCHANGED;
                    case DEADLINE -> OPEN;
                    case TRANSPORT_END, ABORT -> CLOSED;
                };
            case CLOSE_SENT ->
                switch (input) {
                    case SEND_CLOSE -> CLOSE_SENT;
                    case RECEIVE_CLOSE, FAIL -> CLOSE_EXCHANGED;
                    case DEADLINE, TRANSPORT_END, ABORT -> CLOSED;
                };
            case CLOSE_RECEIVED ->
                switch (input) {
                    case RECEIVE_CLOSE -> CLOSE_RECEIVED;
                    case SEND_CLOSE, FAIL, DEADLINE -> CLOSE_EXCHANGED;
                    case TRANSPORT_END, ABORT -> CLOSED;
                };
            case CLOSE_EXCHANGED ->
                switch (input) {
                    case SEND_CLOSE, RECEIVE_CLOSE, FAIL -> CLOSE_EXCHANGED;
                    case DEADLINE, TRANSPORT_END, ABORT -> CLOSED;
                };
            case CLOSED -> CLOSED;
        };
    }

    /** {@return whether input is still read for frames; after the peer's Close frame it is ignored (§5.5.1)} */
    public boolean reads() {
        return this == OPEN || this == CLOSE_SENT;
    }
}
