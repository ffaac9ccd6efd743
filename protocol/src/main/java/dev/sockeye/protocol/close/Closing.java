package dev.sockeye.protocol.close;

import java.util.Optional;

/**
 * The facts of the closing handshake (RFC 6455 §7).
 *
 * @param sent the body of the Close frame that this end put on the wire, if it did
 * @param received the body of the first Close frame that came, if one did
 * @param first whose Close frame came first, as this end saw it
 * @param midFrame whether the input ended within a frame
 * @param midMessage whether the input ended within a message
 * @param timedOut whether the peer let the closing handshake's time pass
 */
public record Closing(
        Optional<ClosePayload> sent,
        Optional<ClosePayload> received,
        Initiator first,
        boolean midFrame,
        boolean midMessage,
        boolean timedOut) {

    /** What holds for an attempt that never opened. */
    public static final Closing NONE =
            new Closing(Optional.empty(), Optional.empty(), Initiator.NOBODY, false, false, false);

    /** Who began a closing handshake. */
    public enum Initiator {
        THIS_END,
        PEER,
        NOBODY
    }

    /** {@return whether both ends sent a Close frame} */
    public boolean isComplete() {
        return sent.isPresent() && received.isPresent();
    }
}
