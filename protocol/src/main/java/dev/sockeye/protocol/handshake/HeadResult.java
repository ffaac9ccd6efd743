package dev.sockeye.protocol.handshake;

/**
 * How far a {@link HeadParser} has come.
 *
 * @param <H> the head's type
 */
public sealed interface HeadResult<H> {
    /** All bytes were taken and the head goes on. */
    record Incomplete<H>() implements HeadResult<H> {}

    /**
     * The head is complete; the bytes behind it were not taken.
     *
     * @param head the head
     */
    record Complete<H>(H head) implements HeadResult<H> {}

    /**
     * The bytes are not an acceptable head; the parser takes no more.
     *
     * @param failure what was wrong; {@link HandshakeFailure#status()} is what a server answers, empty for a response
     */
    record Failed<H>(HandshakeFailure failure) implements HeadResult<H> {}
}
